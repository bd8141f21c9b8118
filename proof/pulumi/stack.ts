import { Output } from '../processes';
import { CommandOptions, PulumiCli } from './cli';

/** One resource, as Pulumi means to have it or has it. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly inputs?: any;
  readonly outputs?: any;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: { readonly [property: string]: readonly string[] | null };
}

/** What is to be done, or was done, to one resource. */
export interface Step {
  /** As Pulumi calls it: `create`, `same`, `update`, `replace`, `import`, `delete` … */
  readonly op: string;
  readonly urn: string;
  readonly newState?: ResourceState;
  readonly oldState?: ResourceState;
  readonly detailedDiff?: { readonly [path: string]: { readonly kind: string } } | null;
}

/** What a stack would do, or did. */
export interface Update {
  readonly steps: readonly Step[];
  readonly output: string;
}

/** What makes a stack. */
export interface StackProps {
  /** Folder of its project. */
  readonly project: string;
  readonly name: string;
  /** Namespace in which its objects are. */
  readonly namespace: string;
  /** What its program finds in its environment. */
  readonly env: { readonly [name: string]: string };
}

/** A stack of a project. */
export class Stack {
  /** Makes an empty stack. */
  public static async create(cli: PulumiCli, props: StackProps): Promise<Stack> {
    await cli.succeed(['stack', 'init', props.name], { project: props.project });
    return new Stack(cli, props);
  }

  public readonly namespace: string;

  private constructor(private readonly cli: PulumiCli, private readonly props: StackProps) {
    this.namespace = props.namespace;
  }

  /** The same text for a stack in another namespace. */
  public anywhere(found: unknown): unknown {
    return JSON.parse(JSON.stringify(found).replaceAll(`"${this.namespace}"`, '"namespace"').replaceAll(`"${this.namespace}/`, '"namespace/'));
  }

  /** Sets a value of the stack's configuration. */
  public async configure(key: string, value: string, secret = false): Promise<void> {
    // Not as an argument: those are part of what is printed.
    const args = ['config', 'set', key, secret ? '--secret' : '--plaintext', '--stack', this.props.name];
    const { code, stderr } = await this.cli.run(args, { project: this.props.project, stdin: value });
    if (code !== 0) { throw new Error(stderr); }
  }

  /** What `up` would do. `variant` says which version of its program is meant. */
  public async preview(variant: string): Promise<Update> {
    const { stdout } = await this.succeed(['preview', '--json'], variant);
    return { steps: JSON.parse(stdout).steps ?? [], output: stdout };
  }

  /** What `up` would do, as a person reads it. */
  public async show(variant: string): Promise<string> {
    return (await this.succeed(['preview', '--diff'], variant)).stdout;
  }

  public up(variant: string): Promise<Update> {
    return this.change(['up', '--yes', '--skip-preview'], variant);
  }

  /** Reads everything anew from the cluster. */
  public refresh(variant: string): Promise<Update> {
    return this.change(['refresh', '--yes', '--skip-preview'], variant);
  }

  /** Deletes everything. */
  public destroy(variant: string): Promise<Update> {
    return this.change(['destroy', '--yes', '--skip-preview'], variant);
  }

  /** Fails, and says how. */
  public failToUp(variant: string): Promise<string> {
    return this.fail(['up', '--yes', '--skip-preview'], variant);
  }

  /** Fails before it says what `up` would do, and says how. */
  public failToPreview(variant: string): Promise<string> {
    return this.fail(['preview'], variant);
  }

  /** What Pulumi keeps, secrets in plain text. */
  public async state(): Promise<ResourceState[]> {
    const { stdout } = await this.cli.succeed(['stack', 'export', '--show-secrets', '--stack', this.props.name], { project: this.props.project, revealing: true });
    return JSON.parse(stdout).deployment.resources ?? [];
  }

  private async fail(args: readonly string[], variant: string): Promise<string> {
    const { code, stdout, stderr } = await this.cli.run([...args, '--stack', this.props.name], this.options(variant));
    if (code === 0) { throw new Error(`pulumi ${args[0]} succeeds:\n${stdout}`); }
    return `${stdout}${stderr}`;
  }

  private async change(args: readonly string[], variant: string): Promise<Update> {
    const { stdout } = await this.succeed([...args, '--json'], variant);
    const events = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    const steps = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? [])
      .map(({ op, urn, new: newState, old: oldState, detailedDiff }: any): Step => ({ op, urn, newState, oldState, detailedDiff }));
    return { steps, output: stdout };
  }

  private succeed(args: readonly string[], variant: string): Promise<Output> {
    return this.cli.succeed([...args, '--stack', this.props.name], this.options(variant));
  }

  private options(variant: string): CommandOptions {
    return { project: this.props.project, env: { ...this.props.env, PROOF_NAMESPACE: this.namespace, PROOF_VARIANT: variant } };
  }
}

/** A value from a state, with secrets in plain text. */
export function opened(value: any): any {
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return value.map(opened); }
  if ('plaintext' in value) { return opened(JSON.parse(value.plaintext)); }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, opened(child)]));
}
