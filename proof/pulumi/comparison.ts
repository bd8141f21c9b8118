import { ResourceState, Step } from './stack';

/** What two ways to write the same must agree in: everything that Pulumi keeps of a Kubernetes object but when, where and by whom it was made. */
export function comparable(resources: readonly ResourceState[]): { [key: string]: unknown } {
  return sorted(resources.filter(isObject).map((resource) => [keyOf(resource.urn), normal(resource)]));
}

/** The same of what a preview shows, with what is to be done. */
export function comparablePlan(steps: readonly Step[]): { [key: string]: unknown } {
  return sorted(steps.flatMap(({ op, newState }) => newState !== undefined && isObject(newState) ? [[keyOf(newState.urn), { op, ...normal(newState) }]] : []));
}

/** What happens to objects and components, such as `update kubernetes:apps/v1:Deployment::api`, without those that stay or are only looked at. */
export function changes(steps: readonly Step[]): string[] {
  return steps.filter(({ op, urn }) => !UNSAID.includes(op) && !urn.includes('::pulumi:pulumi:Stack::')).map(({ op, urn }) => `${op} ${keyOf(urn)}`).sort();
}

/** Nothing, and the parts of a `replace`. */
const UNSAID = ['same', 'refresh', 'create-replacement', 'delete-replaced'];

/** Type and name of a resource, without the components around it. */
export function keyOf(urn: string): string {
  const [, , types, ...name] = urn.split('::');
  return `${types.split('$').at(-1)}::${name.join('::')}`;
}

/** Which objects there are, told apart from others of their name. */
export function uidsOf(state: readonly ResourceState[]): string[] {
  return state.filter(isObject).map(({ id, outputs }) => `${id} ${outputs.metadata.uid}`).sort();
}

/** Kubernetes objects: no components, no providers. */
export function isObject({ type, custom }: ResourceState): boolean {
  return custom && type.startsWith('kubernetes:');
}

/** Set by Pulumi or the provider anew in every run, or different on purpose: the one has a parent, the other has not. */
const OWN = ['urn', 'parent', 'created', 'modified', 'sourcePosition', 'stackTrace', 'provider', 'sequenceNumber'];
/** Given by the API server, or by controllers at their leisure. */
const SERVERS = ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'clusterIP', 'clusterIPs', 'status', '__fieldManager', 'generation'];

function normal(resource: ResourceState): object {
  const { dependencies, propertyDependencies, ...rest }: any = Object.fromEntries(Object.entries(resource).filter(([name]) => !OWN.includes(name)));
  return {
    ...without(rest, SERVERS),
    dependencies: (dependencies ?? []).map(keyOf).sort(),
    propertyDependencies: sorted(Object.entries<any>(propertyDependencies ?? {}).map(([property, urns]) => [property, (urns ?? []).map(keyOf).sort()])),
  };
}

function sorted(entries: [string, unknown][]): { [key: string]: unknown } {
  return Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1));
}

function without(value: any, names: readonly string[]): any {
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return value.map((child) => without(child, names)); }
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)).map(([name, child]) => [name, without(child, names)]));
}
