import { list, map } from '../../construct/collection';
import { Faults } from '../../construct/faults';
import { Prop } from '../../construct/prop';
import { readProps } from '../../construct/read-props';
import { bytes } from '../../construct/resource-amount';
import { oneOf, Shape, text, wholeNumber } from '../../construct/shape';
import { Shapes, struct } from '../../construct/struct';
import { WarningText } from '../../construct/warning';
import { MAX_INT32 } from '../../manifest/int32';
import { isKnown } from '../../manifest/known';
import { parseKubernetesVersion } from '../../manifest/kubernetes-version';
import { decision } from '../../pod/decision';
import { HardeningResources, HARDENING_RESOURCES } from './default-resources';
import { HardeningField, nameOfField, OVERRIDABLE } from './hardening-field';

/** Fields of a workload that hardening leaves as they are. The reason is written on the workload as annotation. */
export interface PodHardeningException {
  /** Kind of the workload, e.g. `DaemonSet`. */
  readonly kind: string;

  /** Name of the workload. */
  readonly name: string;

  /**
   * Namespace that the workload names.
   * @default - any
   */
  readonly namespace?: string;

  /**
   * Container whose fields they are.
   * @default - the pod and every container
   */
  readonly container?: string;

  /** The fields. One that would be neither set nor reported is an error: the exception excuses nothing. */
  readonly fields: HardeningField[];

  /** Why. */
  readonly reason: string;
}

/** Properties for `PodHardening`. */
export interface PodHardeningProps {
  /**
   * Fields that get a safe value although the pod says otherwise.
   * @default - what a pod says stays, and is reported where it violates
   */
  readonly override?: HardeningField[];

  /**
   * Workloads with fields that are left as they are.
   * @default - none
   */
  readonly exceptions?: PodHardeningException[];

  /**
   * Whether what keeps a pod from Pod Security `restricted` ends the synth. Otherwise each is a warning `workload/pod-security`.
   * @default false
   */
  readonly violationsAsErrors?: boolean;

  /**
   * Version of the Pod Security policy, as in the label `pod-security.kubernetes.io/enforce-version` of the namespaces: `latest` or
   * a Kubernetes minor such as `1.33`.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/
   * @default - the version of the Cluster; without a known one, what any supported version asks for
   */
  readonly policyVersion?: string;

  /**
   * Whether containers that say nothing of it get a read-only root file system.
   * @default false
   */
  readonly readOnlyRootFilesystem?: boolean;

  /**
   * Directories that stay writable in containers whose root file system hardening makes read-only, with the size of each. Each is
   * an emptyDir of this container alone, lost with the pod.
   *
   * @default - `{ '/tmp': '64Mi' }` with `readOnlyRootFilesystem`
   */
  readonly writablePaths?: { [path: string]: string };

  /**
   * Whether pods that say nothing of it get no token for the API server.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
   * @default false
   */
  readonly removeServiceAccountToken?: boolean;

  /**
   * Requests and limits for containers that say nothing of them.
   * @default - resources are left as they are
   */
  readonly resources?: HardeningResources;

  /**
   * Numeric user, 1 to 2147483647, for pods that name none. The image must be able to run as it.
   * @default - the image decides; the report names each container for which it does
   */
  readonly runAsUser?: number;

  /**
   * Numeric group, 1 to 2147483647, for pods that name none.
   * @default - the image decides
   */
  readonly runAsGroup?: number;

  /**
   * Group that owns the files of volumes, 1 to 2147483647, for pods that name none.
   * @default - left as it is
   */
  readonly fsGroup?: number;
}

const EXCEPTION = "{ kind: 'DaemonSet', name: 'agent', fields: [HardeningField.HOST_NETWORK], reason: 'it routes' }";

const HARDENING_EXCEPTION = struct<PodHardeningException>(EXCEPTION, {
  kind: told('must be given', 'Use the kind of the workload'),
  name: told('must be given', 'Use the name of the workload'),
  namespace: text,
  container: text,
  reason: told('must say why', 'Write the reason, or leave the exception out'),
  fields: exceptedFields,
});

const id = wholeNumber({ min: 1, max: MAX_INT32, fix: 'Use the id of the user that the image is made for, or one that no node uses, such as 65532' });

const PATHS = map(bytes("Use a quantity such as '64Mi'"), "{ '/tmp': '64Mi' }");

const podHardeningShapes = ({ readOnlyRootFilesystem }: PodHardeningProps): Shapes<PodHardeningProps> => ({
  override: list(overriddenField, '[HardeningField.PRIVILEGED]'),
  violationsAsErrors: decision,
  policyVersion: decided(policyVersionFault, { id: 'prop/grammar', fix: "Use '1.33', or leave it out" }),
  runAsUser: id,
  runAsGroup: id,
  fsGroup: id,
  readOnlyRootFilesystem: decision,
  writablePaths: (value, prop) => checkedPaths(PATHS(value, prop), readOnlyRootFilesystem === true, prop),
  removeServiceAccountToken: decision,
  resources: HARDENING_RESOURCES,
  exceptions: list(HARDENING_EXCEPTION, `[${EXCEPTION}]`),
});

/**
 * The properties of a `PodHardening`, or of what takes the same ones, without their nulls. Everything that is wrong with them comes in one error.
 *
 * @param owner the name of what is called
 * @param others shapes of what it takes besides
 */
export function readHardeningProps<T extends PodHardeningProps>(owner: string, props: T, others: { readonly [field: string]: Shape } = {}): T {
  const faults = new Faults(owner);
  const read = readProps<PodHardeningProps>(faults, props, { ...podHardeningShapes(props ?? {}), ...others });
  faults.throwIfAny();
  return read as T;
}

/** What is legal in the properties and will probably hurt. A mixin is no construct: who applies it says where this is heard. */
export function hardeningWarnings({ resources, writablePaths }: PodHardeningProps): WarningText[] {
  const warnings: WarningText[] = [];
  const prop = new Prop({ add: () => undefined, warn: (warning) => warnings.push(warning) });
  HARDENING_RESOURCES(resources, prop.at('resources'));
  PATHS(writablePaths, prop.at('writablePaths'));
  return warnings;
}

function checkedPaths(paths: { [path: string]: string } | undefined, rootIsReadOnly: boolean, prop: Prop): { [path: string]: string } | undefined {
  if (paths !== undefined && !rootIsReadOnly) {
    prop.fault({ id: 'workload/writable-paths', rule: 'must go with a read-only root file system', fix: "Set 'readOnlyRootFilesystem' to true, or leave it out" });
  }
  for (const path of Object.keys(paths ?? {}).filter((directory) => !/^(\/[^/:]+)+$/.test(directory))) {
    prop.fault({ id: 'prop/grammar', rule: "must name absolute directories without a '/' at the end or a ':'", got: path, fix: "Use a path such as '/var/cache'" });
  }
  return paths;
}

/** A value that this decides by, so that it must be known. */
function decided(rule: (value: any) => string | undefined, wayOut: { readonly id: string; readonly fix: string }): Shape {
  return (value, prop) => {
    if (value !== undefined && value !== null) { prop.check(rule(value), { ...wayOut, got: value }); }
    return value ?? undefined;
  };
}

const safeField = decided((field) => (OVERRIDABLE.has(field) ? undefined : 'must name a field that has a safe value'), {
  id: 'prop/choice', fix: 'Change the workload, or give an exception with its reason',
});
const overridable = oneOf(Object.fromEntries([...OVERRIDABLE].map((field) => [field, field])));

/** A field that exists and has no safe value is told from what is no field at all. */
function overriddenField(value: unknown, prop: Prop): unknown {
  return Object.values<unknown>(HardeningField).includes(value) || !isKnown(value) ? safeField(value, prop) : overridable(value, prop);
}

function policyVersionFault(version: unknown): string | undefined {
  if (version === 'latest') { return undefined; }
  try {
    if (parseKubernetesVersion(version as string).major === 1) { return undefined; }
  } catch {
    // Said below.
  }
  return "must be 'latest' or a Kubernetes version";
}

/** A text without which an exception is none. */
function told(rule: string, fix: string): Shape<string> {
  return (value, prop) => {
    const isText = typeof value === 'string' && value.trim() !== '';
    if (!isText) { prop.fault({ id: 'prop/required', rule, got: value ?? undefined, fix }); }
    return (value ?? undefined) as string | undefined;
  };
}

function exceptedFields(value: unknown, prop: Prop): HardeningField[] | undefined {
  if (Array.isArray(value) && value.length > 0) { return list(oneOf(HardeningField), '')(value, prop); }
  prop.fault({
    id: 'prop/required', rule: 'must name the fields that are left as they are', got: value ?? undefined, fix: `Use one such as [${nameOfField([...OVERRIDABLE][0])}]`,
  });
  return undefined;
}
