import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, ProofContext } from '../proof';
import { PulumiCli } from './cli';
import { furnish } from './clusters';
import { MissingPulumi } from './engine';
import { Stack } from './stack';

/** Kinds of which a program may leave something. */
const KINDS = ['configmaps', 'secrets', 'serviceaccounts', 'services', 'pods', 'deployments', 'replicasets', 'jobs', 'poddisruptionbudgets', 'networkpolicies', 'horizontalpodautoscalers', 'endpointslices'];

const PROGRAMS = path.join(__dirname, 'programs');

/** Where the objects of a stack go. */
export interface StackOptions {
  /** @default - the stack's name */
  readonly namespace?: string;
  /** Pod Security level that a namespace which is made for it enforces. @default - none */
  readonly enforce?: 'restricted';
}

/** A control plane, Pulumi, and a secret that is to be seen nowhere. */
export class Bench {
  /** Sets it up, with clusters of these names, and works with it. Without Pulumi, says that nothing of `title` is proved. */
  public static async use(context: ProofContext, title: string, work: (bench: Bench) => Promise<void>, names: readonly string[] = ['proof']): Promise<void> {
    const cli = await context.engine('pulumi');
    if (cli instanceof MissingPulumi) {
      context.skip(title, cli.reason);
      return;
    }
    const clusters = new Map<string, ControlPlane>();
    for (const name of names) {
      clusters.set(name, await ControlPlane.start(context.host('kubernetes')));
      await furnish(clusters.get(name)!);
    }
    await work(new Bench(cli, clusters));
    for (const cluster of clusters.values()) { await cluster.stop(); }
  }

  public readonly secret = `s3cr3t-${randomBytes(8).toString('hex')}`;
  private readonly namespaces = new Set<string>();

  private constructor(public readonly cli: PulumiCli, public readonly clusters: ReadonlyMap<string, ControlPlane>) {}

  /** The only one, or the first. */
  public get cluster(): ControlPlane {
    return [...this.clusters.values()][0];
  }

  /** An empty stack for one of the programs, `<file>/<export>`, and a namespace for it. */
  public async stack(name: string, program: string, options: StackOptions = {}): Promise<Stack> {
    const { namespace = name, enforce } = options;
    if (!this.namespaces.has(namespace)) {
      this.namespaces.add(namespace);
      await this.cluster.namespace(namespace, { enforce });
    }
    const project = this.cli.project('programs', PROGRAMS, 'main.js');
    const env = { PROOF_KUBECONFIG: this.cluster.kubeconfig, PROOF_PROGRAM: program };
    const stack = await Stack.create(this.cli, { project, name, namespace, env });
    await stack.configure('proof:secret', this.secret, true);
    return stack;
  }

  /** What there is in a namespace that was not there when it was empty: `deployment.apps/api`. */
  public async objects(namespace: string, ...kinds: readonly string[]): Promise<string[]> {
    const { code, stdout, stderr } = await this.cluster.kubectl(['get', [...KINDS, ...kinds].join(','), '--namespace', namespace, '-o', 'name', '--ignore-not-found']);
    if (code !== 0) { throw new Error(stderr); }
    return stdout.split('\n').filter((line) => line !== '' && !['serviceaccount/default', 'configmap/kube-root-ca.crt'].includes(line));
  }

  /** Sees that the secret stood nowhere in the open, whatever was done so far. */
  public async checkSecrecy(checks: Checks): Promise<void> {
    await checks.check('no secret stands in plain text in a state, a preview, a log or a message', () => {
      const leaks = [this.secret, Buffer.from(this.secret).toString('base64')].flatMap((text) => this.cli.leaks(text));
      if (leaks.length > 0) { throw new Error(`a secret can be read in:\n${leaks.join('\n')}`); }
    });
  }
}
