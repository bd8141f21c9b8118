/**
 * Writes `test/schema/kubernetes/`: the facts of the Kubernetes API schema that the tests judge by, for every supported minor.
 * For maintainers, with Go and the network: `npx ts-node scripts/extract-schemas.ts`. To support a new minor, add its release below.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featureGates } from './extract-schemas/feature-gates';
import { history } from './extract-schemas/history';
import { openedModule } from './extract-schemas/module';
import { definitionsOf } from './extract-schemas/openapi';

const RELEASES = ['v1.28.15', 'v1.29.15', 'v1.30.14', 'v1.31.14', 'v1.32.13', 'v1.33.13', 'v1.34.4', 'v1.35.4', 'v1.36.3'];
const TARGET = join(__dirname, '../test/schema/kubernetes');

// What the library emits, or may find beside what it emits. Files are named as upstream names them.
const GROUP_VERSIONS = [
  'api__v1',
  'apis__admissionregistration.k8s.io__v1',
  'apis__admissionregistration.k8s.io__v1alpha1',
  'apis__admissionregistration.k8s.io__v1beta1',
  'apis__apiextensions.k8s.io__v1',
  'apis__apps__v1',
  'apis__autoscaling__v1',
  'apis__autoscaling__v2',
  'apis__batch__v1',
  'apis__coordination.k8s.io__v1',
  'apis__discovery.k8s.io__v1',
  'apis__networking.k8s.io__v1',
  'apis__node.k8s.io__v1',
  'apis__policy__v1',
  'apis__rbac.authorization.k8s.io__v1',
  'apis__scheduling.k8s.io__v1',
  'apis__storage.k8s.io__v1',
];

const modules = RELEASES.map((version) => openedModule('k8s.io/kubernetes', version));
const minors = RELEASES.map((version) => /^v(\d+\.\d+)/.exec(version)![1]);
const sources = Object.fromEntries(modules.map(({ name, version }, i) => [minors[i], `${name}@${version}`]));

/** JSON with one line per leaf: below `depth`, everything of an entry stays on its line. */
function lines(value: any, depth: number): string {
  if (depth === 0 || typeof value !== 'object') { return JSON.stringify(value); }
  return `{\n${Object.keys(value).map((key) => `${JSON.stringify(key)}: ${lines(value[key], depth - 1)}`).join(',\n')}\n}`;
}

mkdirSync(TARGET, { recursive: true });
const definitions = history(minors, modules.map((module) => definitionsOf(module, GROUP_VERSIONS)));
writeFileSync(join(TARGET, 'definitions.json'), `{\n"sources": ${lines(sources, 1)},\n"definitions": ${lines(definitions, 2)}\n}\n`);
const gates = featureGates(minors, modules);
writeFileSync(join(TARGET, 'feature-gates.json'), `{\n"sources": ${lines(sources, 1)},\n"gates": ${lines(gates, 1)}\n}\n`);
