import { dnsLabelFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { labelKeyFault } from '../../../manifest/label';
import { listOf, PodTemplate } from '../../../manifest/object';
import { ClusterManifests } from '../../cluster-manifests';
import { milliOf, quantityFault } from './amounts';
import { FieldFaults, mapOf, textOf } from './field-faults';
import { isFrom } from './target-minor';

const CONTAINER_RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const HUGE_PAGES = 'hugepages-';
const NATIVE = 'kubernetes.io/';

/** What is wrong with what a container asks for and may use. What it may use and does not ask for, it asks for. */
export function checkAmounts(faults: FieldFaults, resources: { readonly [field: string]: any }, path: FieldPath,
  nameFault: (name: string) => string | undefined = resourceNameFault): void {
  const [limits, requests] = [mapOf(resources.limits) ?? {}, mapOf(resources.requests) ?? {}];
  let [paged, computing] = [false, false];
  const look = (list: string, name: string, quantity: unknown): void => {
    const fault = nameFault(name) ?? amountFault(name, quantity);
    if (fault !== undefined) { faults.add(fault, [...path, list, name], quantity); }
    if (name.startsWith(HUGE_PAGES)) { paged = true; }
    if (name === 'cpu' || name === 'memory') { computing = true; }
  };
  for (const name in limits) { look('limits', name, limits[name]); }
  for (const name in requests) {
    look('requests', name, requests[name]);
    const fault = pairFault(name, requests[name], limits[name]);
    if (fault === undefined) { continue; }
    faults.add(fault, limits[name] === undefined ? [...path, 'limits'] : [...path, 'requests']);
  }
  if (paged && !computing) { faults.add('must hold cpu or memory beside huge pages', path); }
}

/** What is wrong with the claims of a container. */
export function checkClaims(faults: FieldFaults, claims: readonly any[], path: FieldPath, pod: PodTemplate, cluster: ClusterManifests): void {
  // Older API servers drop them.
  if (claims.length === 0 || !isFrom(cluster, '1.34')) { return; }
  const known = new Set(listOf(pod.spec.resourceClaims).map((claim) => claim?.name));
  const taken = new Set<string>();
  claims.forEach((claim, index) => {
    const [name, request] = [textOf(claim?.name), textOf(claim?.request)];
    if (claim?.name === '') { faults.add('must not be empty', [...path, index, 'name']); }
    if (name === undefined) { return; }
    faults.add(request === undefined ? undefined : dnsLabelFault(request), [...path, index, 'request'], request);
    const key = request === undefined ? name : `${name}/${request}`;
    const whole = taken.has(name) || taken.has(key) || (request === undefined && [...taken].some((each) => each.startsWith(`${name}/`)));
    if (whole) { faults.add(`must not claim '${key}' a second time`, [...path, index]); }
    taken.add(key);
    if (!known.has(name)) { faults.add("must name one of the pod's 'resourceClaims'", [...path, index], name); }
  });
}

/** What keeps a name from being that of something that a container can have. */
export function resourceNameFault(name: string): string | undefined {
  if (CONTAINER_RESOURCES.has(name)) { return undefined; }
  const grammar = labelKeyFault(name);
  if (grammar !== undefined) { return 'must be named as a label key is'; }
  if (!name.includes('/')) {
    return name.startsWith(HUGE_PAGES) ? undefined : 'must be cpu, memory, ephemeral-storage, hugepages-<size> or an extended resource such as example.com/gpu';
  }
  // Quotas put their own prefix before the names of extended resources.
  return name.includes(NATIVE) || (!name.startsWith('requests.') && labelKeyFault(`requests.${name}`) === undefined) ? undefined
    : "must be an extended resource, whose name does not begin with 'requests.'";
}

function amountFault(name: string, quantity: unknown): string | undefined {
  const milli = milliOf(quantity);
  if (milli === undefined) { return quantityFault(quantity); }
  if (milli < 0n) { return 'must not be negative'; }
  if (name.startsWith(HUGE_PAGES)) {
    const page = milliOf(name.slice(HUGE_PAGES.length));
    const whole = (milli + 999n) / 1000n;
    return page === undefined || page <= 0n || page % 1000n !== 0n || whole % (page / 1000n) !== 0n ? `must be a multiple of ${name.slice(HUGE_PAGES.length)}` : undefined;
  }
  return isExtended(name) && milli % 1000n !== 0n ? 'must be a whole number' : undefined;
}

function pairFault(name: string, request: unknown, limit: unknown): string | undefined {
  const exclusive = isExtended(name) || name.startsWith(HUGE_PAGES);
  if (limit === undefined || limit === null) { return exclusive ? `must hold '${name}', which is requested and can not be shared` : undefined; }
  // As it is in most places.
  if (request === limit) { return undefined; }
  const [asked, allowed] = [milliOf(request), milliOf(limit)];
  if (asked === undefined || allowed === undefined || asked === allowed) { return undefined; }
  if (exclusive) { return `must hold as much '${name}' as the limit ${limit}, not ${request}: it can not be shared`; }
  return asked > allowed ? `must not hold more ${name} than the limit ${limit}, and ask for ${request}` : undefined;
}

function isExtended(name: string): boolean {
  return name.includes('/') && !name.includes(NATIVE) && !name.startsWith('requests.');
}
