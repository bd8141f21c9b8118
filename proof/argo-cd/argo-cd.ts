import * as fs from 'node:fs';
import * as path from 'node:path';
import { EngineHost } from '../engine';
import { freePorts } from '../free-ports';
import { ControlPlane } from '../kubernetes/control-plane';
import { Server } from '../processes';

const MODULE = 'github.com/argoproj/argo-cd/v3';
const NAMESPACE = 'argocd';
/** The scripts that the repo server calls. */
const SCRIPTS = ['git-verify-wrapper.sh', 'gpg-wrapper.sh', 'git-ask-pass.sh'];

/** Argo CD in a control plane on this machine: its application controller, repo server and ApplicationSet controller, and a cache. */
export class ArgoCd {
  /** Starts it. Applications are looked at every two seconds. */
  public static async start(host: EngineHost, hub: ControlPlane): Promise<ArgoCd> {
    const folder = host.processes.newFolder('argo-cd');
    const kubectl = async (...args: string[]) => {
      const { code, stderr } = await hub.kubectl(args);
      if (code !== 0) { throw new Error(`kubectl ${args.join(' ')}: ${stderr}`); }
    };
    await kubectl('create', 'namespace', NAMESPACE);
    for (const file of host.binaries.files(MODULE, 'manifests/crds/*-crd.yaml')) { await kubectl('apply', '--server-side', '-f', file); }
    await hub.waitFor('the kinds of Argo CD', async () => {
      const { body } = await hub.request('GET', '/apis/argoproj.io/v1alpha1');
      return ['applications', 'applicationsets', 'appprojects'].every((plural) => body.resources?.some(({ name }: any) => name === plural));
    });
    for (const file of host.binaries.files(MODULE, 'manifests/base/config/argocd-*.yaml')) { await kubectl('apply', '-n', NAMESPACE, '-f', file); }
    // Nobody serves metrics here, without which an autoscaler is never well.
    const health = { 'resource.customizations.health.autoscaling_HorizontalPodAutoscaler': 'hs = {}\nhs.status = "Healthy"\nreturn hs\n' };
    await kubectl('patch', 'configmap', 'argocd-cm', '-n', NAMESPACE, '--type=merge', '-p', JSON.stringify({ data: health }));
    await kubectl('patch', 'secret', 'argocd-secret', '-n', NAMESPACE, '-p', '{"stringData": {"server.secretkey": "of-a-proof"}}');

    const bin = sub(folder, 'bin');
    for (const script of SCRIPTS) {
      const [from] = host.binaries.files(MODULE, `hack/${script}`);
      fs.writeFileSync(path.join(bin, script), fs.readFileSync(from), { mode: 0o755 });
    }
    const env = {
      PATH: `${bin}:${process.env.PATH}`, HOME: folder, XDG_CONFIG_HOME: folder, TMPDIR: sub(folder, 'tmp'), KUBECONFIG: hub.kubeconfig,
      ARGOCD_FAKE_IN_CLUSTER: 'true', ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_TLS_DATA_PATH: sub(folder, 'tls'), ARGOCD_SSH_DATA_PATH: sub(folder, 'ssh'), ARGOCD_GNUPGHOME: sub(folder, 'gpg'), ARGOCD_PLUGINSOCKFILEPATH: sub(folder, 'plugins'),
      ARGOCD_RECONCILIATION_TIMEOUT: '2s', ARGOCD_RECONCILIATION_JITTER: '0s',
    };
    const ports = (await freePorts(8)).map((port) => `${port}`);
    const [redis, repo, ...metrics] = ports;
    const servers: Server[] = [];
    const serve = (name: string, program: string, ...args: string[]) => {
      // One program, told apart by the name that it is called by.
      const own = program === 'argocd' ? { ARGOCD_BINARY_NAME: name } : {};
      servers.push(host.processes.serve(name, host.binaries.program(program), args, path.join(folder, `${name}.log`), { cwd: folder, env: { ...env, ...own } }));
    };
    serve('redis', 'redis', `127.0.0.1:${redis}`);
    serve(
      'argocd-repo-server', 'argocd', '--address', '127.0.0.1', '--port', repo, '--metrics-address', '127.0.0.1', '--metrics-port', metrics[0],
      '--redis', `127.0.0.1:${redis}`, '--disable-tls', '--client-ca-path', '',
    );
    serve(
      'argocd-application-controller', 'argocd', '--kubeconfig', hub.kubeconfig, '-n', NAMESPACE, '--repo-server', `127.0.0.1:${repo}`, '--repo-server-plaintext',
      '--redis', `127.0.0.1:${redis}`, '--metrics-port', metrics[1], '--app-resync', '2',
    );
    serve(
      'argocd-applicationset-controller', 'argocd', '--kubeconfig', hub.kubeconfig, '-n', NAMESPACE, '--argocd-repo-server', `127.0.0.1:${repo}`, '--repo-server-plaintext',
      '--enable-progressive-syncs', '--metrics-addr', `127.0.0.1:${metrics[2]}`, '--probe-addr', `127.0.0.1:${metrics[3]}`, '--webhook-addr', `127.0.0.1:${metrics[4]}`,
    );
    return new ArgoCd(hub, folder, servers);
  }

  private constructor(private readonly hub: ControlPlane, public readonly folder: string, private readonly servers: readonly Server[]) {}

  /** The Applications by their names. */
  public async applications(): Promise<ReadonlyMap<string, any>> {
    const { items } = await this.hub.read(`/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications`);
    return new Map(items.map((item: any) => [item.metadata.name, item]));
  }

  /** What it says of itself, for messages. */
  public get dead(): string | undefined {
    const dead = this.servers.find(({ exit }) => exit !== undefined);
    return dead === undefined ? undefined : `${dead.name} has ended:\n${dead.lastLines()}`;
  }
}

function sub(folder: string, name: string): string {
  const made = path.join(folder, name);
  fs.mkdirSync(made);
  return made;
}
