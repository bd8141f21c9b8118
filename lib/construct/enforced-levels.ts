import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { withoutNamespace } from '../manifest/cluster-scoped';
import { FieldPath, formatPath } from '../manifest/field-path';
import { useNearest } from '../manifest/nearest-name';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { EnforcedLevel, enforcedLevels, misspeltLevels, RefusedField, refusedFields } from '../rules/pod-security/enforced-level';
import { POD_SECURITY_LEVELS } from '../rules/pod-security/finding';
import { apiObjectsOf } from './api-objects';
import { objectsOf } from './edit';
import { Fault } from './fault';
import { faultAtSynth, hasFaults } from './faults';
import { isInOwnSynth } from './own-synth';
import { isJudgedByRules, judgeByRules, refusalsIn, rulesWithoutChoice } from './rule-findings';
import { attendSynth } from './warning';

/** What a Namespace of the same cluster refuses of an object, and what is no level in an object that is one. */
export function levelFaults(object: KubernetesObject, levels: ReadonlyMap<string, EnforcedLevel>, kubernetesVersion?: string): readonly Fault[] {
  if (levels.size === 0 && object.kind !== 'Namespace' && !String(object.kind).endsWith('List')) { return NOTHING; }
  return [
    ...misspeltLevels(object).map((each) => misspeltFault(object, each)),
    ...refusedFields(object, levels, kubernetesVersion).map((each) => refusedFault(object, each)),
  ];
}

const NOTHING: readonly never[] = [];
const FAULTS = Symbol.for('fleetwright.levelFaults');

/** Has all objects around a construct judged by rules, and by the levels that Namespaces among them enforce, when a plain App of cdk8s is synthesized. */
export function judgeObjectsInSynth(construct: IConstruct): void {
  const root: any = construct.node.root;
  if (root[FAULTS] !== undefined) { return; }
  if (!isJudgedByRules(root)) { judgeByRules(root, () => ({ target: {}, chosen: rulesWithoutChoice(), mayBeLate: false })); }
  const faults = new Map<ApiObject, Fault[]>();
  const known = new Set<ApiObject>();
  Object.defineProperty(root, FAULTS, { value: faults });
  attendSynth(construct);
  // It is asked before all that stands below it, where each fault is said.
  construct.node.root.node.addValidation({
    validate: () => {
      faults.clear();
      if (isInOwnSynth(root)) { return []; }
      const refusals = refusalsIn(root).filter(([source]) => !source.node.scopes.slice(1, -1).some(hasFaults));
      [...faultsIn(root), ...refusals].forEach(([source, more]) => {
        const own = [...faults.get(source) ?? [], ...more];
        faults.set(source, own);
        if (!known.has(source)) { faultAtSynth(source, () => faults.get(source) ?? []); }
        known.add(source);
      });
      return [];
    },
  });
}

function faultsIn(root: IConstruct): (readonly [ApiObject, Fault[]])[] {
  const sources = apiObjectsOf(root);
  const namespaces = sources.filter(({ kind }) => kind === 'Namespace' || String(kind).endsWith('List'))
    .flatMap((source) => objectsOf(source).filter(({ kind }) => kind === 'Namespace').map((object) => ({ source, object })));
  const levels = enforcedLevels(namespaces.map(({ object }) => object));
  const judged = levels.size === 0 ? new Set(namespaces.map(({ source }) => source)) : sources;
  // Charts may be meant for different clusters: of Namespaces that share a name, each holds in its own chart.
  const names = namespaces.map(({ object }) => object.metadata?.name);
  const anywhere = [...levels].filter(([name]) => names.indexOf(name) === names.lastIndexOf(name));
  const levelsAt = ({ chart }: ApiObject) => new Map([
    ...anywhere, ...enforcedLevels(namespaces.filter(({ source }) => source.chart === chart).map(({ object }) => object)),
  ]);
  return [...judged].map((source) => {
    const here = levelsAt(source);
    const objects = objectsOf(source).map((object) => (object.kind === 'Namespace' ? withoutNamespace(object) : object));
    return [source, objects.flatMap((object) => levelFaults(object, here, (root as any).kubernetesVersion))] as const;
  }).filter(([, faults]) => faults.length > 0);
}

function misspeltFault(object: KubernetesObject, { path, value }: { readonly path: FieldPath; readonly value: string }): Fault {
  return {
    id: 'workload/enforced-level',
    rule: `${describeObject(object)}: ${formatPath(path)} must be '${POD_SECURITY_LEVELS.join("', '")}', got '${value}'`,
    fix: useNearest(value, POD_SECURITY_LEVELS, 'Use one of them'),
  };
}

function refusedFault(object: KubernetesObject, { path, enforced: { namespace, level }, finding }: RefusedField): Fault {
  return {
    id: 'workload/enforced-level',
    rule: `${describeObject(object)}: ${formatPath(path)} is refused by Namespace '${namespace}', which enforces Pod Security '${level}': ${finding.message}`,
    fix: `${finding.fix.charAt(0).toUpperCase()}${finding.fix.slice(1)}; or put it into a namespace that enforces less`,
  };
}
