import { FleetErrors } from '../../construct/fleet-errors';
import { KubernetesObject } from '../../manifest/object';
import { Manifests } from '../../testing';
import { deploymentProps } from './deployment-props';
import { namesIn, printValue } from './typescript';

/** An object, and what writes it. */
export interface Statement {
  readonly object: KubernetesObject;
  /** Id of the construct in its chart. */
  readonly id: string;
  /** Props of a HardenedDeployment; undefined for an ApiObject that holds the object as it is. */
  readonly props?: { readonly [prop: string]: unknown };
}

/** What an imported program is to be like. */
export interface ProgramOptions {
  readonly cluster: string;
  readonly kubernetes: string;
}

/** Objects as they are written by ApiObjects, or, where one may become it, by a construct. */
export function statementsOf(objects: readonly KubernetesObject[]): Statement[] {
  const taken = new Set<string>();
  return objects.map((object) => {
    const base = `${object.kind}-${object.metadata?.name ?? object.metadata?.generateName ?? 'unnamed'}`.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
    let id = base;
    for (let count = 2; taken.has(`${object.metadata?.namespace}/${id}`); count += 1) { id = `${base}-${count}`; }
    taken.add(`${object.metadata?.namespace}/${id}`);
    return { object, id };
  });
}

/** The same Deployment by the construct; undefined where there is nothing that it could say. */
export function hardened(statement: Statement): Statement | undefined {
  const { object } = statement;
  if (object.kind !== 'Deployment' || object.apiVersion !== 'apps/v1' || typeof object.metadata?.name !== 'string') { return undefined; }
  const props = deploymentProps(object);
  return props === undefined ? undefined : { object, id: object.metadata.name, props };
}

/** A program that writes the objects, a chart for each namespace. */
export function programText(statements: readonly Statement[], { cluster, kubernetes }: ProgramOptions): string {
  const namespaces = [...new Set(statements.map(({ object }) => object.metadata?.namespace))];
  const variables = variableNames(namespaces);
  const charts = namespaces.map((namespace) => {
    const variable = variables.get(namespace)!;
    const props = namespace === undefined ? '' : `, { namespace: ${printValue(namespace)} }`;
    const own = statements.filter(({ object }) => object.metadata?.namespace === namespace);
    return `const ${variable} = new Chart(cluster, ${printValue(chartId(namespace))}${props});\n${own.map((each) => statementText(each, variable)).join('')}`;
  });
  const names = [...new Set(['Cluster', ...statements.flatMap(({ props }) => (props === undefined ? [] : ['HardenedDeployment', ...namesIn(props)]))])].sort();
  const isRaw = statements.some(({ props }) => props === undefined);
  return [
    `import { ${isRaw ? 'ApiObject, ' : ''}Chart } from 'cdk8s';`,
    `import { ${names.join(', ')} } from 'fleetwright';`,
    '',
    `export const cluster = new Cluster(${printValue({ name: cluster, kubernetesVersion: kubernetes })});`,
    '',
    charts.join('\n'),
    'cluster.synth();',
    '',
  ].join('\n');
}

/** What a program writes, by running its text, or what ends it: nothing is written. */
export function run(text: string): { readonly manifests?: Manifests; readonly faults: readonly { readonly path: string; readonly message: string }[] } {
  // The text has no types: with its imports and exports taken for what Node.js calls them, it is JavaScript.
  const script = text.replace(/^import \{ (.*) \} from '(.*)';$/gm, "const { $1 } = load('$2');").replace('export const cluster', 'const cluster').replace(/cluster\.synth\(\);\n$/, 'return cluster;\n');
  try {
    const cluster = new Function('load', `'use strict';\n${script}`)(load);
    return { manifests: Manifests.of(cluster), faults: [] };
  } catch (error) {
    if (!FleetErrors.isFleetError(error)) { throw error; }
    return { faults: FleetErrors.findingsOf(error).map(({ path, message }) => ({ path, message })) };
  }
}

function load(name: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what a program imports
  return name === 'cdk8s' ? require('cdk8s') : require('../../index');
}

function statementText({ object, id, props }: Statement, chart: string): string {
  if (props !== undefined) { return `new HardenedDeployment(${chart}, ${printValue(id)}, ${printValue(props)});\n`; }
  const { apiVersion, kind, metadata = {}, ...fields } = object;
  // The chart says it.
  const own = Object.fromEntries(Object.entries(metadata).filter(([field]) => field !== 'namespace'));
  return `new ApiObject(${chart}, ${printValue(id)}, ${printValue({ apiVersion, kind, metadata: own, ...fields })});\n`;
}

/** Id of the chart of a namespace. */
export function chartId(namespace: string | undefined): string {
  return namespace ?? 'cluster';
}

/** `shop` for `shop`, `kubeSystem` for `kube-system`. */
function variableNames(namespaces: readonly (string | undefined)[]): Map<string | undefined, string> {
  const found = new Map<string | undefined, string>();
  for (const namespace of namespaces) {
    const base = `${(namespace ?? 'clusterWide').replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase()).replace(/^[^A-Za-z]/, 'n$&')}Chart`;
    let name = base;
    for (let count = 2; [...found.values()].includes(name); count += 1) { name = `${base}${count}`; }
    found.set(namespace, name);
  }
  return found;
}

