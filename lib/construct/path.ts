import { IConstruct } from 'constructs';

// An App's own id is empty, so its constructs' paths don't say which of many clusters they belong to.
// A shared symbol, because two copies of the library may meet in one tree.
const ROOT_NAME = Symbol.for('fleetwright.rootName');

/** Gives a root construct the name that all paths below it begin with. */
export function nameRoot(root: IConstruct, name: string): void {
  Object.defineProperty(root, ROOT_NAME, { value: name });
}

/** Where a construct stands, for people: `prod-eu/payments/api`. */
export function pathOf(construct: IConstruct): string {
  const name: string | undefined = (construct.node.root as any)[ROOT_NAME];
  const parts = [name, construct.node.path].filter((part) => part !== undefined && part !== '');
  return parts.join('/');
}
