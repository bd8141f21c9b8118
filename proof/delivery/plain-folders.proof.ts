import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { writeContexts } from '../kubernetes/contexts';
import { ControlPlane } from '../kubernetes/control-plane';
import { Output } from '../processes';
import { Checks, Proof, ProofContext } from '../proof';

const PAGE = 'docs/delivery/plain-folders.md';

export const proofs: Proof[] = [{
  name: 'plain-folders',
  title: 'The commands of the guide bring two clusters what a fleet writes, in order, and remove what is gone.',
  needs: ['kubernetes'],
  reads: [PAGE, 'lib'],
  run: async (context) => {
    const host = context.host('kubernetes');
    const clusters = { 'dev': await ControlPlane.start(host), 'prod-eu': await ControlPlane.start(host) };
    for (const cluster of Object.values(clusters)) { await cluster.createNodes(['a', 'b', 'c'].map((zone) => ({ name: `node-${zone}`, zone }))); }
    await prove(new PlainFolders(context, clusters), context.about('kubectl'), clusters);
    for (const cluster of Object.values(clusters)) { await cluster.stop(); }
  },
}];

async function prove(folders: PlainFolders, checks: Checks, { dev, 'prod-eu': prodEu }: { readonly [name: string]: ControlPlane }): Promise<void> {
  const [one, diff, many, prune] = folders.commands;
  const configMaps = async (cluster: ControlPlane) => (await cluster.read('/api/v1/namespaces/shop/configmaps')).items
    .map(({ metadata }: any) => metadata.name).filter((name: string) => name !== 'kube-root-ca.crt').sort();
  const image = async (cluster: ControlPlane) => (await cluster.read('/apis/apps/v1/namespaces/shop/deployments/web')).spec.template.spec.containers[0].image;
  await checks.check('one cluster is filled, and nothing is left to apply', async () => {
    folders.write({ version: '1.0.0', configs: ['first', 'second'] });
    assert.deepEqual(await folders.run(one), 0);
    assert.deepEqual(await folders.run(diff), 0);
    assert.deepEqual(await configMaps(dev), ['first', 'second']);
  });
  await checks.check('the next one follows', async () => {
    assert.equal(await folders.run(many), 0);
    assert.deepEqual([await image(prodEu), await configMaps(prodEu)], [await image(dev), ['first', 'second']]);
  });
  await checks.check('what is not well in one cluster does not reach the next', async () => {
    folders.write({ version: '2.0.0', configs: ['first', 'second'], isBroken: true });
    assert.notEqual(await folders.run(many.replace(/--timeout=5m/g, '--timeout=10s')), 0);
    assert.deepEqual([await image(dev), await image(prodEu)].map((each) => each.split(':')[1]), ['2.0.0', '1.0.0']);
  });
  await checks.check('an ApplySet removes what is gone, and nothing else', async () => {
    folders.write({ version: '3.0.0', configs: ['first', 'second'] });
    assert.equal(await folders.run(prune), 0);
    folders.write({ version: '3.0.0', configs: ['second'] });
    assert.equal(await folders.run(prune), 0);
    assert.deepEqual(await configMaps(dev), ['fleetwright', 'second']);
    assert.deepEqual((await image(dev)).split(':')[1], '3.0.0');
  });
}

/** What is written, a shell beside it that knows all clusters, and the commands of the page. */
class PlainFolders {
  /** The blocks of commands, in their order. */
  public readonly commands: readonly string[];
  private readonly folder: string;

  constructor(private readonly context: ProofContext, clusters: { readonly [name: string]: ControlPlane }) {
    this.folder = context.host('kubernetes').processes.newFolder('plain');
    writeContexts(path.join(this.folder, 'kubeconfig'), clusters);
    const page = fs.readFileSync(path.join(__dirname, '..', '..', PAGE), 'utf8');
    this.commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    assert.equal(this.commands.length, 4);
  }

  /** Writes the fleet of the page; `isBroken` has its pods ask for nodes that there are not. */
  public write({ version, configs, isBroken = false }: { readonly version: string; readonly configs: readonly string[]; readonly isBroken?: boolean }): void {
    const fleet = new Fleet({ clusters: [{ name: 'dev' }, { name: 'prod-eu' }], outdir: path.join(this.folder, 'dist') });
    fleet.run(ClusterSelector.all(), {
      define: (cluster) => {
        new ApiObject(new Chart(cluster, 'namespaces'), 'shop', {
          apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
        });
        const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
        new HardenedDeployment(chart, 'web', {
          image: `registry.example.com/shop/web:${version}`, ...(isBroken && { nodeSelector: { 'example.com/missing': 'true' } }),
        });
        configs.forEach((name) => new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } } as any));
      },
    });
    fleet.synth();
  }

  /** Runs commands as a shell does, and answers how it ended. */
  public async run(commands: string): Promise<number | null | undefined> {
    const { processes, binaries } = this.context.host('kubernetes');
    const bin = path.dirname(binaries.program('kubectl'));
    const output: Output = await processes.run('sh', ['-e', '-c', commands], {
      cwd: this.folder,
      env: { HOME: this.folder, KUBECONFIG: path.join(this.folder, 'kubeconfig'), PATH: `${bin}:${process.env.PATH}` },
      timeoutMs: 10 * 60_000,
    });
    return output.code;
  }
}
