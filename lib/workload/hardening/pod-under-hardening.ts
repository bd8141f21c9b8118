import { ContainerRole, containersOf } from '../../manifest/containers';
import { FieldPath, formatPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { PodTemplate } from '../../manifest/object';
import { checkPodSecurity } from '../../rules/pod-security/check-pod-security';
import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { HardeningField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { read } from './template-edit';
import { goesToWindows } from './windows-nodes';

/** What became of a field of a pod template. */
export interface TemplateEntry {
  readonly outcome: HardeningOutcome;
  readonly field: HardeningField;
  /** From the root of the template. */
  readonly path: FieldPath;
  readonly container?: string;
  readonly value?: unknown;
  readonly newValue?: unknown;
  readonly why: string;
  readonly wayOut?: string;
}

/** A field that is left as it is, and why. */
export interface FieldException {
  readonly field: HardeningField;
  /** Only this container's; otherwise the pod's and every container's. */
  readonly container?: string;
  readonly reason: string;
}

/** A container and where it stands. */
export interface ContainerPlace {
  readonly role: ContainerRole;
  /** From the root of the template. */
  readonly path: FieldPath;
  /** Its name, where it has one. */
  readonly name?: string;
  /** What to call it where it needs a name. */
  readonly label: string;
}

/** A pod template under hardening. */
export class PodUnderHardening {
  public readonly entries: TemplateEntry[] = [];
  /** Exceptions that something was left for. */
  public readonly used = new Set<FieldException>();
  /** Containers that were told not to be root, and of whose user only their image knows. */
  public readonly imageUsers: ContainerPlace[] = [];

  constructor(
    /** Edited in place. */
    public readonly template: PodTemplate,
    /** Versions of Pod Security whose `restricted` is to be passed. */
    private readonly policyVersions: readonly string[],
    private readonly exceptions: readonly FieldException[],
    /** Whether whoever reads the template takes no `securityContext` of the pod, only those of its containers. */
    public readonly containerLevelOnly: boolean,
    /** Why the pod needs its token, as a clause; undefined where nobody knows. */
    public readonly tokenNeed?: string,
    /** RuntimeClasses whose pods go to nodes with Windows. */
    private readonly windowsClasses: readonly string[] = [],
  ) {}

  /** Whether API servers take it for a Windows pod, and refuse what only Linux has. */
  public get isWindows(): boolean {
    return read(this.template, ['spec', 'os', 'name']) === 'windows';
  }

  /** Whether the pod runs on Windows, as far as is known: fields that only Linux has are then refused, or keep it from starting. */
  public get mayBeWindows(): boolean {
    const os = read(this.template, ['spec', 'os', 'name']);
    return os === 'windows' || (os !== undefined && os !== 'linux') || this.selectsWindows;
  }

  /** Whether the pod does not say that it is one for Windows, and goes to nodes with Windows only. */
  public get selectsWindows(): boolean {
    return read(this.template, ['spec', 'os', 'name']) === undefined && goesToWindows(this.template, this.windowsClasses);
  }

  /** What keeps the pod from `restricted` as it is now: each field once. */
  public findings(): PodSecurityFinding[] {
    const seen = new Set<string>();
    return this.policyVersions.flatMap((version) => checkPodSecurity(this.template, 'restricted', version)).filter(({ path }) => {
      const key = JSON.stringify(path);
      return !seen.has(key) && seen.add(key);
    });
  }

  /** What would keep it from `restricted` if each value that is not known yet were the worst. */
  public findingsIfUnknown(): PodSecurityFinding[] {
    const worst = withWorst(this.template) as PodTemplate;
    if (worst === this.template) { return []; }
    return new PodUnderHardening(worst, this.policyVersions, [], this.containerLevelOnly).findings()
      .filter(({ path }) => !isKnown(read(this.template, path)));
  }

  /** Every container of the pod. */
  public containers(): ContainerPlace[] {
    return containersOf(this.template.spec).map(({ role, path, container }) => {
      const name = typeof container.name === 'string' && isKnown(container.name) ? container.name : undefined;
      return { role, path: ['spec', ...path], name, label: name ?? formatPath(path) };
    });
  }

  /** The exception, if any, for a field of the pod or of one of its containers. */
  public exception(field: HardeningField, container?: string): FieldException | undefined {
    return this.exceptions.find((exception) => exception.field === field && (exception.container === undefined || exception.container === container));
  }

  /** Whether a field of any part of the pod is excepted. */
  public hasException(field: HardeningField): boolean {
    return this.exceptions.some((exception) => exception.field === field);
  }

  public record(entry: TemplateEntry): void {
    this.entries.push(entry);
  }

  /** Records that an exception is why a field is as it is. */
  public recordException(exception: FieldException, entry: Omit<TemplateEntry, 'outcome' | 'why' | 'wayOut'>): void {
    this.used.add(exception);
    this.record({ ...entry, outcome: HardeningOutcome.EXCEPTED, why: exception.reason });
  }
}

/** Which checks apply to the pod at all, nobody guesses. */
const EXEMPTING: ReadonlySet<string> = new Set(['os', 'hostUsers']);

/** A template in which the worst stands for each value that is not known yet; the same one where all are known. */
function withWorst(value: unknown, key = ''): unknown {
  if (!isKnown(value)) { return WORST[key] ?? true; }
  if (typeof value !== 'object' || value === null) { return value; }
  const entries = Object.entries(value).map(([each, child]) => [each, EXEMPTING.has(each) ? child : withWorst(child, each)] as const);
  if (entries.every(([each, child]) => child === (value as any)[each])) { return value; }
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

const WORST: { readonly [field: string]: unknown } = { runAsNonRoot: false, runAsUser: 0, hostPort: 1, host: 'unknown', type: 'unknown' };
