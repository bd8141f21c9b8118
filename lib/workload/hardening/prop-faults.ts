import { Fault } from '../../construct/fault';
import { Faults } from '../../construct/faults';
import { wholeNumberFault } from '../../construct/prop';
import { anything, flag, list, map, readProps, Shape, Shapes, struct } from '../../construct/shape';
import { isKnown } from '../../manifest/known';
import { parseKubernetesVersion } from '../../manifest/kubernetes-version';
import { isQuantity, parseQuantity } from '../../manifest/quantity';
import { HardeningResources } from './default-resources';
import { nameOfField, OVERRIDABLE } from './hardening-field';
import { PodHardeningException, PodHardeningProps } from './pod-hardening-props';

const MAX_ID = 2 ** 31 - 1;

const RESOURCES: Shapes<HardeningResources> = { memory: anything, cpu: anything, cpuLimit: anything, ephemeralStorage: anything };

const EXCEPTION = "{ kind: 'DaemonSet', name: 'agent', fields: [HardeningField.HOST_NETWORK], reason: 'it routes' }";

/** What is `anything` is judged below, all in one error. */
const SHAPES: Shapes<PodHardeningProps> = {
  override: anything,
  exceptions: list(struct<PodHardeningException>(EXCEPTION, {
    kind: anything, name: anything, namespace: anything, container: anything, fields: anything, reason: anything,
  }), `[${EXCEPTION}]`),
  violationsAsErrors: flag,
  policyVersion: anything,
  readOnlyRootFilesystem: flag,
  writablePaths: map(anything, "{ '/tmp': '64Mi' }"),
  removeServiceAccountToken: flag,
  resources: struct<HardeningResources>("{ memory: '512Mi' }", RESOURCES),
  runAsUser: anything,
  runAsGroup: anything,
  fsGroup: anything,
};

/**
 * The properties of a `PodHardening`, or of what takes the same ones, without their nulls. Everything that is wrong with them comes in one error.
 *
 * @param owner the name of what is called
 * @param others shapes of what it takes besides
 */
export function readHardeningProps<T extends PodHardeningProps>(owner: string, props: T, others: { readonly [field: string]: Shape } = {}): T {
  const faults = new Faults(owner);
  const read = readProps<PodHardeningProps>(faults, props, { ...SHAPES, ...others });
  const found = [
    ...overrideFaults(read),
    ...versionFaults(read),
    ...idFaults(read),
    ...writablePathFaults(read),
    ...resourceFaults(read),
    ...exceptionFaults(read),
  ];
  found.forEach((fault) => faults.add(fault));
  faults.throwIfAny();
  return read as T;
}

function overrideFaults({ override = [] }: PodHardeningProps): Fault[] {
  if (!Array.isArray(override)) { return [{ prop: 'override', rule: 'must be a list', got: override, fix: 'Use one such as [HardeningField.PRIVILEGED]' }]; }
  return override.flatMap((field, index) => (OVERRIDABLE.has(field) ? [] : [{
    prop: `override[${index}]`, rule: 'must name a field that has a safe value', got: field, fix: 'Change the workload, or give an exception with its reason',
  }]));
}

function versionFaults({ policyVersion }: PodHardeningProps): Fault[] {
  if (policyVersion === undefined || policyVersion === 'latest') { return []; }
  try {
    if (parseKubernetesVersion(policyVersion).major === 1) { return []; }
  } catch {
    // Said below.
  }
  return [{ prop: 'policyVersion', rule: "must be 'latest' or a Kubernetes version", got: policyVersion, fix: "Use '1.33', or leave it out" }];
}

function idFaults({ runAsUser, runAsGroup, fsGroup }: PodHardeningProps): Fault[] {
  return Object.entries({ runAsUser, runAsGroup, fsGroup }).flatMap(([prop, got]) => {
    const rule = wholeNumberFault(got, 1, MAX_ID);
    return rule === undefined ? [] : [{ prop, rule, got, fix: 'Use the id of the user that the image is made for, or one that no node uses, such as 65532' }];
  });
}

function writablePathFaults({ readOnlyRootFilesystem, writablePaths }: PodHardeningProps): Fault[] {
  if (writablePaths === undefined) { return []; }
  if (readOnlyRootFilesystem !== true) {
    return [{ prop: 'writablePaths', rule: 'must go with a read-only root file system', fix: "Set 'readOnlyRootFilesystem' to true, or leave it out" }];
  }
  return Object.entries(writablePaths).flatMap(([path, size]): Fault[] => [
    ...(/^(\/[^/:]+)+$/.test(path) ? [] : [{ prop: 'writablePaths', rule: "must name absolute directories without a '/' at the end or a ':'", got: path, fix: "Use a path such as '/var/cache'" }]),
    ...quantityFaults(`writablePaths['${path}']`, size, "Use a quantity such as '64Mi'"),
  ]);
}

function resourceFaults({ resources = {} }: PodHardeningProps): Fault[] {
  return Object.keys(RESOURCES).flatMap((name) =>
    quantityFaults(`resources.${name}`, resources[name as keyof HardeningResources], name.startsWith('cpu') ? "Use a quantity such as '250m'" : "Use a quantity such as '512Mi'"));
}

function quantityFaults(prop: string, got: unknown, fix: string): Fault[] {
  if (got === undefined || !isKnown(got)) { return []; }
  return isQuantity(got) && parseQuantity(got as string).numerator > 0n ? [] : [{ prop, rule: 'must be a quantity above 0', got, fix }];
}

function exceptionFaults({ exceptions = [] }: PodHardeningProps): Fault[] {
  return exceptions.flatMap(({ kind, name, reason, fields }, index): Fault[] => [
    ...Object.entries({ kind, name }).flatMap(([field, got]) => (isText(got) ? [] : [{ prop: `exceptions[${index}].${field}`, rule: 'must be given', got, fix: `Use the ${field} of the workload` }])),
    ...(isText(reason) ? [] : [{ prop: `exceptions[${index}].reason`, rule: 'must say why', got: reason, fix: 'Write the reason, or leave the exception out' }]),
    ...(Array.isArray(fields) && fields.length > 0 ? [] : [{ prop: `exceptions[${index}].fields`, rule: 'must name the fields that are left as they are', got: fields, fix: `Use one such as [${nameOfField([...OVERRIDABLE][0])}]` }]),
  ]);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
