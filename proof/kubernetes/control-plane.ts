import { generateKeyPairSync, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EngineHost } from '../engine';
import { freePorts } from '../free-ports';
import { Output, Server } from '../processes';
import { accepted, ApiClient } from './api-client';

/** Settings of a control plane. */
export interface ControlPlaneOptions {
  /** The minor version to behave like, e.g. `1.34`. @default - that of the programs */
  readonly emulatedVersion?: string;
  /**
   * How simulated pods live: `fast` ones are Ready at once and gone at once; `general` ones take some seconds for
   * each step, which annotations `pod-ready.stage.kwok.x-k8s.io/delay` and the like set.
   *
   * @default 'fast'
   */
  readonly pods?: 'fast' | 'general';
  /**
   * An API server and nothing that acts on what it holds, for what is only asked; the program may be another than the engine's.
   *
   * @default - controllers, a scheduler and simulated nodes, too
   */
  readonly alone?: { readonly apiServer: string };
  /** Further arguments by program. */
  readonly args?: { readonly [program: string]: readonly string[] };
}

/** A simulated node. */
export interface NodeSpec {
  readonly name: string;
  /** Value of `topology.kubernetes.io/zone`. */
  readonly zone?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** @default NODE_CAPACITY */
  readonly capacity?: { readonly [resource: string]: string };
}

/** Settings of a namespace. */
export interface NamespaceOptions {
  /** Pod Security level that admission enforces. @default - none */
  readonly enforce?: 'privileged' | 'baseline' | 'restricted';
  readonly labels?: { readonly [key: string]: string };
}

/** What was waited for, once it is there. */
export type Held<T> = Exclude<T, false | null | undefined>;

/** Room for what is proved; hardened pods ask for ephemeral storage too. */
const NODE_CAPACITY = { 'cpu': '32', 'memory': '256Gi', 'ephemeral-storage': '1Ti', 'pods': '110' };

/** How long is waited for what comes within seconds, a minute at most, on a machine that has nothing else to do. */
const PATIENCE_MS = 4 * 60_000;

/** A Kubernetes control plane on this machine: real but for its nodes, which KWOK simulates. */
export class ControlPlane extends ApiClient {
  /** Starts one on free ports; it is ready, service accounts included, when the promise resolves. */
  public static async start(host: EngineHost, options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    for (let attempt = 1; ; attempt++) {
      const servers: Server[] = [];
      try {
        return await ControlPlane.attempt(host, options, servers);
      } catch (error) {
        for (const server of servers.reverse()) { await server.stop(); }
        // Between finding a port and using it somebody else may have taken it.
        if (attempt === 3 || !/address already in use/.test(String(error))) { throw error; }
      }
    }
  }

  private static async attempt(host: EngineHost, options: ControlPlaneOptions, servers: Server[]): Promise<ControlPlane> {
    const folder = host.processes.newFolder('kubernetes');
    const [clients, peers, port] = (await freePorts(3)).map((free) => ({ number: free, url: `http://127.0.0.1:${free}` }));
    const token = randomBytes(24).toString('hex');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = (name: string, content?: string) => {
      const target = path.join(folder, name);
      if (content !== undefined) { fs.writeFileSync(target, content, { mode: 0o600 }); }
      return target;
    };
    const programOf = (name: string) => (name === 'kube-apiserver' ? options.alone?.apiServer : undefined) ?? host.binaries.program(name);
    const serve = (program: string, ...args: string[]) => {
      const more = options.args?.[program] ?? [];
      // HOME: none of them may find or leave anything in the user's.
      servers.push(host.processes.serve(program, programOf(program), [...args, ...more], file(`${program}.log`), { cwd: folder, env: { HOME: folder } }));
    };
    const emulation = options.emulatedVersion === undefined ? [] : [`--emulated-version=kube=${options.emulatedVersion}`];

    serve(
      'etcd',
      '--data-dir', file('etcd'),
      '--unsafe-no-fsync', // the data is worth nothing after the run
      '--listen-client-urls', clients.url, '--advertise-client-urls', clients.url,
      '--listen-peer-urls', peers.url, '--initial-advertise-peer-urls', peers.url, '--initial-cluster', `default=${peers.url}`,
    );
    const key = file('service-account.key', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
    serve(
      'kube-apiserver',
      `--etcd-servers=${clients.url}`,
      '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${port.number}`,
      '--endpoint-reconciler-type=none', // the default looks for the address of a network, and there may be none
      `--cert-dir=${file('certificates')}`,
      `--token-auth-file=${file('tokens.csv', `${token},admin,admin,system:masters\n`)}`,
      '--anonymous-auth=false',
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${file('service-account.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString())}`,
      `--service-account-signing-key-file=${key}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--allow-privileged=true', // as every distribution has it: what may be privileged is Pod Security's to say
      ...emulation,
    );

    // The API server makes its own certificate; the file holds the authority that signed it, too.
    const authority = file('certificates/apiserver.crt');
    await until('the API server writes its certificate', servers, PATIENCE_MS, () => fs.existsSync(authority) && fs.readFileSync(authority, 'utf8').split('END CERTIFICATE').length > 2);
    const controlPlane = new ControlPlane(port.number, token, authority, folder, host, servers);
    await controlPlane.waitFor('the API server to be ready', async () => (await controlPlane.request('GET', '/readyz')).body === 'ok');
    if (options.alone !== undefined) { return controlPlane; }

    const kubeconfig = controlPlane.kubeconfig;
    const client = [`--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`, `--authorization-kubeconfig=${kubeconfig}`, '--secure-port=0', '--leader-elect=false', ...emulation];
    serve('kube-controller-manager', ...client, `--service-account-private-key-file=${key}`, `--root-ca-file=${authority}`);
    serve('kube-scheduler', ...client);
    const pods = options.pods ?? 'fast';
    const stages = ['node/fast/node-*.yaml', 'node/heartbeat-with-lease/node-*.yaml', `pod/${pods}/pod-*.yaml`]
      .flatMap((pattern) => host.binaries.files('sigs.k8s.io/kwok', `kustomize/stage/${pattern}`))
      .map((stage) => fs.readFileSync(stage, 'utf8'));
    serve('kwok', `--kubeconfig=${kubeconfig}`, `--config=${file('stages.yaml', stages.join('\n---\n'))}`, '--manage-all-nodes=true', '--node-lease-duration-seconds=40');
    await controlPlane.waitForServiceAccount('default');
    return controlPlane;
  }

  /** File for `kubectl` and other clients, with all rights. */
  public readonly kubeconfig: string;

  private constructor(
    port: number, token: string, authority: string,
    /** Temporary folder: configuration, certificates, logs. */
    public readonly folder: string,
    private readonly host: EngineHost,
    private readonly servers: readonly Server[],
  ) {
    super(port, token, fs.readFileSync(authority, 'utf8'));
    this.kubeconfig = path.join(folder, 'kubeconfig');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'proof', cluster: { 'server': `https://127.0.0.1:${port}`, 'certificate-authority': authority } }],
      users: [{ name: 'admin', user: { token } }],
      contexts: [{ name: 'proof', context: { cluster: 'proof', user: 'admin' } }],
      'current-context': 'proof',
    };
    fs.writeFileSync(this.kubeconfig, JSON.stringify(config), { mode: 0o600 });
  }

  /** Runs `kubectl` to its end, with whatever result. */
  public kubectl(args: readonly string[], stdin?: string): Promise<Output> {
    return this.host.processes.run(this.host.binaries.program('kubectl'), args, {
      cwd: this.folder,
      env: { HOME: this.folder, KUBECONFIG: this.kubeconfig },
      stdin,
      timeoutMs: 10 * 60_000,
    });
  }

  /** Makes a namespace in which pods can be created. */
  public async namespace(name: string, options: NamespaceOptions = {}): Promise<void> {
    const labels = { ...options.labels, ...(options.enforce === undefined ? {} : { 'pod-security.kubernetes.io/enforce': options.enforce }) };
    accepted(`namespace ${name}`, await this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }));
    await this.waitForServiceAccount(name);
  }

  /** Makes simulated nodes and waits until all of them are Ready. */
  public async createNodes(nodes: readonly NodeSpec[]): Promise<void> {
    for (const { name, zone, labels, taints, capacity = NODE_CAPACITY } of nodes) {
      accepted(`node ${name}`, await this.create({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          labels: {
            'kubernetes.io/hostname': name,
            'kubernetes.io/os': 'linux',
            'kubernetes.io/arch': 'amd64',
            ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
            ...labels,
          },
        },
        spec: { taints },
        status: { capacity, allocatable: capacity },
      }));
    }
    await this.waitFor('all nodes to be Ready', async () => {
      const { items } = await this.read('/api/v1/nodes');
      return nodes.every(({ name }) => items.some((node: any) => node.metadata.name === name && isReady(node)));
    });
  }

  /** Takes nodes away as a cloud does. The pod garbage collector takes their pods within a minute. */
  public async deleteNodes(names: readonly string[]): Promise<void> {
    for (const name of names) { accepted(`delete node ${name}`, await this.request('DELETE', `/api/v1/nodes/${name}`)); }
  }

  /**
   * Waits until `holds` returns something that is not false or undefined, and returns it.
   * An error counts as "not yet" and is told when time runs out.
   */
  public waitFor<T>(what: string, holds: () => T | Promise<T>, timeoutMs = PATIENCE_MS): Promise<Held<T>> {
    return until(what, this.servers, timeoutMs, holds);
  }

  /** Stops it, and forgets all that it held. */
  public async stop(): Promise<void> {
    this.close();
    // The last one first: an API server that has lost its etcd would keep its port for minutes.
    for (const server of [...this.servers].reverse()) { await server.stop(); }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** Pods are refused before the controllers have made this. */
  private async waitForServiceAccount(namespace: string): Promise<void> {
    await this.waitFor(`the default service account of namespace '${namespace}'`, async () =>
      (await this.request('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`)).status === 200);
  }
}

function isReady(node: any): boolean {
  const ready = (node.status?.conditions ?? []).some((condition: any) => condition.type === 'Ready' && condition.status === 'True');
  // The taint goes some moments after the condition comes.
  return ready && !(node.spec.taints ?? []).some(({ key }: any) => key === 'node.kubernetes.io/not-ready');
}

async function until<T>(what: string, servers: readonly Server[], timeoutMs: number, holds: () => T | Promise<T>): Promise<Held<T>> {
  const end = Date.now() + timeoutMs;
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 250)) {
    const dead = servers.find((server) => server.exit !== undefined);
    if (dead !== undefined) { throw new Error(`${dead.name} has ended while waiting for ${what}:\n${dead.lastLines()}`); }
    let last = '';
    try {
      const value = await holds();
      if (value !== undefined && value !== null && value !== false) { return value as Held<T>; }
    } catch (error) {
      last = ` (${error instanceof Error ? error.message : error})`;
    }
    if (Date.now() > end) { throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}${last}`); }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
