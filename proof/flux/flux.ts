import * as fs from 'node:fs';
import * as path from 'node:path';
import { EngineHost } from '../engine';
import { freePorts } from '../free-ports';
import { ControlPlane } from '../kubernetes/control-plane';
import { Server } from '../processes';

/** Where Flux and its own objects are. */
export const NAMESPACE = 'flux-system';
const KUSTOMIZATIONS = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${NAMESPACE}/kustomizations`;
const SOURCE = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${NAMESPACE}/gitrepositories/fleet`;

/** Flux for a control plane on this machine: what fetches sources, and what applies them. */
export class Flux {
  /** Starts it. What waits for something else looks after it every second. */
  public static async start(host: EngineHost, hub: ControlPlane): Promise<Flux> {
    const folder = host.processes.newFolder('flux');
    for (const controller of ['kustomize-controller', 'source-controller']) {
      for (const file of host.binaries.files(`github.com/fluxcd/${controller}`, 'config/crd/bases/*.yaml')) {
        const { code, stderr } = await hub.kubectl(['apply', '--server-side', '-f', file]);
        if (code !== 0) { throw new Error(stderr); }
      }
    }
    await hub.waitFor('the kinds of Flux', async () => (await hub.request('GET', KUSTOMIZATIONS)).status === 200 && (await hub.request('GET', path.dirname(SOURCE))).status === 200);
    const [storage, ...others] = (await freePorts(5)).map((port) => `127.0.0.1:${port}`);
    const servers = ['source-controller', 'kustomize-controller'].map((name, index) => {
      const own = path.join(folder, name);
      fs.mkdirSync(own);
      const args = ['--metrics-addr', others[2 * index], '--health-addr', others[2 * index + 1], '--requeue-dependency', '1s', '--watch-all-namespaces=true'];
      if (name === 'source-controller') { args.push('--storage-path', own, '--storage-addr', storage, '--storage-adv-addr', storage); }
      return host.processes.serve(name, host.binaries.program(name), args, path.join(folder, `${name}.log`), {
        cwd: own, env: { HOME: own, TMPDIR: own, PATH: process.env.PATH, KUBECONFIG: hub.kubeconfig, RUNTIME_NAMESPACE: NAMESPACE },
      });
    });
    return new Flux(hub, servers);
  }

  private constructor(private readonly hub: ControlPlane, private readonly servers: readonly Server[]) {}

  /** The Kustomizations by their names. */
  public async kustomizations(): Promise<ReadonlyMap<string, any>> {
    const { items } = await this.hub.read(KUSTOMIZATIONS);
    return new Map(items.map((item: any) => [item.metadata.name, item]));
  }

  /** Sees every change of a Kustomization until it is stopped. */
  public watch(onChange: (kustomization: any) => void): Promise<{ stop(): void }> {
    return this.hub.watch(KUSTOMIZATIONS, ({ object }) => onChange(object));
  }

  /** Has Flux look at the repository at once, and not when its minute is over. */
  public async fetch(): Promise<void> {
    await this.ask(SOURCE);
  }

  /** Has Flux compare some with their folders at once, and waits until it has. */
  public async reconcile(names: readonly string[]): Promise<void> {
    const asked = new Map<string, string>();
    for (const name of names) { asked.set(name, await this.ask(`${KUSTOMIZATIONS}/${name}`)); }
    await this.hub.waitFor('what was asked to be done', async () => {
      const kustomizations = await this.kustomizations();
      return [...asked].every(([name, request]) => kustomizations.get(name)?.status.lastHandledReconcileAt === request);
    });
  }

  /** What it says of itself, for messages. */
  public get dead(): string | undefined {
    const dead = this.servers.find(({ exit }) => exit !== undefined);
    return dead === undefined ? undefined : `${dead.name} has ended:\n${dead.lastLines()}`;
  }

  private async ask(url: string): Promise<string> {
    const request = `${process.hrtime.bigint()}`;
    const patch = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': request } } };
    const { status, body } = await this.hub.request('PATCH', url, patch, 'application/merge-patch+json');
    if (status !== 200) { throw new Error(`${url}: ${status} ${JSON.stringify(body)}`); }
    return request;
  }
}
