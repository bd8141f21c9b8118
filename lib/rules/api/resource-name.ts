import { isKnown } from '../../manifest/known';
import { qualifiedNameFault } from '../../manifest/label';
import { Field } from './field';

// Of core/v1, what may be limited, and what may be counted.
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const SHARES = ['requests', 'limits'].flatMap((share) => COMPUTE.map((resource) => `${share}.${resource}`));
const COUNTED = [
  'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers',
];
const IN_QUOTAS: ReadonlySet<string> = new Set([...COMPUTE, ...SHARES, 'requests.storage', ...COUNTED]);
const IN_GENERAL: ReadonlySet<string> = new Set([...IN_QUOTAS, 'storage']);
const IN_CONTAINERS: ReadonlySet<string> = new Set(COMPUTE);
const WHOLE: ReadonlySet<string> = new Set(COUNTED);

const HUGE_PAGES = 'hugepages-';

/** What a resource is named for: a container's limit, a quota, or something else. */
export type ResourceUse = 'container' | 'quota' | 'general';

/** That a name is one of a resource, for what it is used. Those without a domain are Kubernetes' own. */
export function checkResourceName(field: Field, name: string, use: ResourceUse): void {
  if (!isKnown(name) || name === '') { return; }
  const clause = qualifiedNameFault(name);
  if (clause !== undefined) { field.fault(`the resource '${name}' ${clause}`); return; }
  if (name.includes('/')) {
    if (use === 'container' && !isNative(name) && !isExtended(name)) { field.fault(`the resource '${name}' is no extended resource, as in 'example.com/gpu'`); }
    return;
  }
  const isKnownOne = use === 'container' ? IN_CONTAINERS.has(name) || name.startsWith(HUGE_PAGES)
    : (use === 'quota' ? IN_QUOTAS : IN_GENERAL).has(name) || name.startsWith(HUGE_PAGES) || name.startsWith(`requests.${HUGE_PAGES}`);
  if (!isKnownOne) { field.fault(`Kubernetes has no resource '${name}' ${use === 'container' ? 'of containers' : 'that is limited'}`); }
}

/** Whether it is counted in whole ones. */
export function isWhole(name: string): boolean {
  return WHOLE.has(name) || isExtended(name);
}

/** Whether more of it may be promised than there is. */
export function mayBeOvercommitted(name: string): boolean {
  return isNative(name) && !name.startsWith(HUGE_PAGES);
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && qualifiedNameFault(`requests.${name}`) === undefined;
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}
