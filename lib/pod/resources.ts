import { Construct } from 'constructs';
import { map } from '../construct/collection';
import { Prop } from '../construct/prop';
import { bytes, cores, isAmount, isWholeAmount } from '../construct/resource-amount';
import { also, ruled } from '../construct/shape';
import { struct } from '../construct/struct';
import { whereKnown } from '../manifest/known';
import { labelKeyFault } from '../manifest/label';
import { compareQuantities, quantityOf } from '../manifest/quantity';
import { workloadsHere } from './workloads-here';

/**
 * What a container may use.
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export interface ContainerResources {
  /**
   * Memory, as request and as limit: what is promised is what there is, so that no container takes its neighbours' memory. A
   * quantity such as `512Mi`.
   *
   * @default '256Mi'
   */
  readonly memory?: string;

  /**
   * CPU that is reserved, in cores or thousandths of a core: `2`, `250m`.
   * @default '100m'
   */
  readonly cpu?: string;

  /**
   * CPU above which the container is throttled.
   * @default - no limit: what is idle may be used
   */
  readonly cpuLimit?: string;

  /**
   * Local disk for logs and writable paths together, as request and as limit. A pod that goes beyond is evicted.
   * @default '512Mi'
   */
  readonly ephemeralStorage?: string;

  /**
   * Devices and other resources of the node by name, as request and as limit: `{ 'nvidia.com/gpu': '1' }`.
   * @default - none
   */
  readonly extended?: { [name: string]: string };
}

/** A container's `resources`. */
export interface ResourcesManifest {
  readonly requests: { readonly [name: string]: string };
  readonly limits: { readonly [name: string]: string };
}

const EXTENDED_EXAMPLE = "{ 'nvidia.com/gpu': '1' }";
const AMOUNT = ruled((amount) => (isWholeAmount(amount) ? undefined : 'must be a whole quantity from 1 to 8Pi'), { fix: "Use a quantity such as '1'" });
const AMOUNTS = map(AMOUNT, EXTENDED_EXAMPLE);

/** What `resources` of a container must look like. */
export const RESOURCES = struct<ContainerResources>("{ memory: '512Mi' }", {
  memory: bytes("Use a quantity such as '512Mi'", { needsMi: true }),
  cpu: cores("Use a quantity such as '250m'"),
  cpuLimit: cores("Use a quantity such as '2'"),
  ephemeralStorage: bytes("Use a quantity such as '1Gi'"),
  extended: also(AMOUNTS, (amounts, prop) => Object.entries(amounts).forEach(([name, amount]) => checkExtended(name, amount, prop.at(name)))),
});

/** The defaults filled in, and within the bounds of the cluster around it. */
export function resourcesManifest(construct: Construct, props: ContainerResources, limitsMemory: boolean, prop: Prop): ResourcesManifest {
  const here = workloadsHere(construct);
  const { memory = here.memory ?? '256Mi', cpu: wanted = here.cpu ?? '100m', cpuLimit, ephemeralStorage = '512Mi', extended = {} } = props;
  const cpu = here.maxCpu !== undefined && isAmount(wanted) && compareQuantities(wanted, here.maxCpu) > 0 ? here.maxCpu : wanted;
  if ([cpu, cpuLimit].every(isAmount) && compareQuantities(cpuLimit!, cpu) < 0) {
    prop.at('cpuLimit').fault({ id: 'workload/consistent', rule: `must be at least what is reserved, ${cpu}`, got: cpuLimit, fix: "Raise it, or lower 'cpu'" });
  }

  return {
    requests: { 'cpu': cpu, memory, 'ephemeral-storage': ephemeralStorage, ...extended },
    limits: {
      ...(cpuLimit !== undefined && { cpu: cpuLimit }),
      ...(limitsMemory && { memory }),
      'ephemeral-storage': ephemeralStorage,
      ...extended,
    },
  };
}

const HUGE_PAGES = 'hugepages-';
const QUOTA_PREFIX = 'requests.';
const OWN_DOMAIN = 'kubernetes.io/';

function checkExtended(name: string, amount: unknown, prop: Prop): void {
  prop.check(extendedNameFault(name), { id: 'prop/grammar', fix: "Use a name such as 'nvidia.com/gpu' or 'hugepages-2Mi'" });
  if (name.startsWith(HUGE_PAGES) && isWholeAmount(amount) && !isMultipleOf(amount, name.slice(HUGE_PAGES.length))) {
    prop.fault({ id: 'prop/grammar', rule: 'must be a multiple of the size of a page, which stands in the name', got: amount, fix: "Use such as '4Mi' of 'hugepages-2Mi'" });
  }
}

const extendedNameFault = whereKnown((name: string) => {
  // Resources without a domain are Kubernetes' own, of which only huge pages are asked for by name.
  if (!name.includes('/') && !name.startsWith(HUGE_PAGES)) { return 'must name a resource with its domain, or huge pages'; }
  if (!name.includes('/') || name.includes(OWN_DOMAIN)) { return labelKeyFault(name); }
  // In quotas, `requests.` stands before the name, and it must still be one.
  if (name.startsWith(QUOTA_PREFIX)) { return `must not start with '${QUOTA_PREFIX}'`; }
  return labelKeyFault(name) ?? (labelKeyFault(`${QUOTA_PREFIX}${name}`) === undefined ? undefined : `must have a domain of at most ${253 - QUOTA_PREFIX.length} characters`);
});

function isMultipleOf(amount: unknown, unit: string): boolean {
  const [whole, part] = [quantityOf(amount), quantityOf(unit)];
  return whole !== undefined && part !== undefined && part.denominator === 1n && part.numerator > 0n && whole.numerator % part.numerator === 0n;
}
