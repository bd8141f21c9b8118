import { IConstruct } from 'constructs';

/** That one construct waits for another. */
interface Dependency {
  readonly source: IConstruct;
  readonly target: IConstruct;
}

/** The dependencies of constructs, in the order in which they were made. */
export function dependenciesOf(constructs: readonly IConstruct[]): Dependency[] {
  const found: Dependency[] = [];
  for (const source of constructs) {
    const targets = source.node.dependencies;
    if (targets.length > 0) { found.push(...targets.map((target) => ({ source, target }))); }
  }
  return found;
}

/**
 * All constructs of a tree, those first that others wait for: in the order of cdk8s' `DependencyGraph`, and with its error where some wait for each other.
 * It follows each dependency once. (cdk8s follows each path, and a chain of charts has more of them than anybody can wait for.)
 */
export function inDependencyOrder(root: IConstruct, all: readonly IConstruct[] = root.node.findAll()): readonly IConstruct[] {
  const constructs = hasNumberedPaths(root) ? inKeyOrder(all) : all;
  const dependencies = dependenciesWithin(all);
  const order = dependencies.length === 0 ? constructs : sorted(constructs, dependencies);
  if (order === undefined) { throw cycleError(constructs, dependencies); }
  return order;
}

/** Paths below the first construct with an id have slashes. */
function hasNumberedPaths(root: IConstruct): boolean {
  return root.node.path === '' && root.node.children.some(({ node }) => /^[0-9]+$/.test(node.id));
}

/** cdk8s keeps constructs by their paths in an object, in which those that are numbers stand first. */
function inKeyOrder(constructs: readonly IConstruct[]): IConstruct[] {
  return Object.values(Object.fromEntries(constructs.map((construct) => [construct.node.path, construct])));
}

function dependenciesWithin(constructs: readonly IConstruct[]): readonly Dependency[] {
  const dependencies = dependenciesOf(constructs);
  if (dependencies.length === 0) { return dependencies; }
  const inside = new Set(constructs);
  return dependencies.filter(({ target }) => inside.has(target));
}

/** Nothing where some wait for each other. */
function sorted(constructs: readonly IConstruct[], dependencies: readonly Dependency[]): IConstruct[] | undefined {
  const targets = targetsBySource(dependencies);
  const order = new Set<IConstruct>();
  const waitedFor = new Set(dependencies.map(({ target }) => target));
  for (const construct of constructs) {
    if (!waitedFor.has(construct) && !addWithTargets(construct, targets, order)) { return undefined; }
  }
  // Those that only wait for each other come from nowhere.
  return order.size === constructs.length ? [...order] : undefined;
}

/** Adds a construct behind all that it waits for. Answers whether it waits for itself nowhere. Calls would be as deep as the longest chain. */
function addWithTargets(start: IConstruct, targets: Targets, order: Set<IConstruct>): boolean {
  const waiting = new Map<IConstruct, Iterator<IConstruct>>();
  const stack: IConstruct[] = [];
  const enter = (construct: IConstruct) => {
    stack.push(construct);
    waiting.set(construct, (targets.get(construct) ?? []).values());
  };
  enter(start);
  while (stack.length > 0) {
    const construct = stack[stack.length - 1];
    const next = waiting.get(construct)!.next();
    if (next.done === true) {
      order.add(construct);
      waiting.delete(construct);
      stack.pop();
    } else if (waiting.has(next.value)) {
      return false;
    } else if (!order.has(next.value)) { enter(next.value); }
  }
  return true;
}

type Targets = ReadonlyMap<IConstruct, readonly IConstruct[]>;

function targetsBySource(dependencies: readonly Dependency[]): Targets {
  const found = new Map<IConstruct, IConstruct[]>();
  for (const { source, target } of dependencies) {
    const targets = found.get(source);
    if (targets === undefined) { found.set(source, [target]); } else { targets.push(target); }
  }
  return found;
}

/** Of the first dependency that closes a circle. */
function cycleError(constructs: readonly IConstruct[], dependencies: readonly Dependency[]): Error {
  let [low, high] = [1, dependencies.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (sorted(constructs, dependencies.slice(0, middle)) === undefined) { high = middle; } else { low = middle + 1; }
  }
  const { source, target } = dependencies[low - 1];
  const route = routeBetween(target, source, targetsBySource(dependencies.slice(0, low - 1)));
  return new Error(`Dependency cycle detected: ${[...route, target].map(({ node }) => node.path).join(' => ')}`);
}

function routeBetween(start: IConstruct, end: IConstruct, targets: Targets): IConstruct[] {
  const seen = new Set<IConstruct>();
  const route: IConstruct[] = [];
  const find = (construct: IConstruct): boolean => {
    seen.add(construct);
    route.push(construct);
    if (construct === end || (targets.get(construct) ?? []).some((next) => !seen.has(next) && find(next))) { return true; }
    route.pop();
    return false;
  };
  find(start);
  return route;
}
