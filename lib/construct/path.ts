import { IConstruct } from 'constructs';

// An App's own id is empty, so its constructs' paths don't say which of many clusters they belong to.
// A shared symbol, because two copies of the library may meet in one tree.
const ROOT_NAME = Symbol.for('fleetwright.rootName');

/** Gives a root construct the name that all paths below it begin with. */
export function nameRoot(root: IConstruct, name: string): void {
  Object.defineProperty(root, ROOT_NAME, { value: name });
}

// What a construct is called from the outside, with all above it.
const PATH = Symbol.for('fleetwright.path');

/** Gives a construct a path of its own, with which all paths below it begin. */
export function nameFrom(construct: IConstruct, path: string): void {
  Object.defineProperty(construct, PATH, { value: path });
}

/** Where a construct stands, for people: `prod-eu/payments/api`. */
export function pathOf(construct: IConstruct): string {
  const named = construct.node.scopes.find((scope) => (scope as any)[PATH] !== undefined);
  if (named !== undefined) {
    return [(named as any)[PATH], construct.node.path.slice(named.node.path.length).replace(/^\//, '')].filter((part) => part !== '').join('/');
  }
  const name: string | undefined = (construct.node.root as any)[ROOT_NAME];
  const parts = [name, construct.node.path].filter((part) => part !== undefined && part !== '');
  return parts.join('/');
}
