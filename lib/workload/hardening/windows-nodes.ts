import { IConstruct } from 'constructs';
import { apiGroup, PodTemplate } from '../../manifest/object';
import { objectsBeforeMixins } from './objects-before-mixins';
import { read } from './template-edit';

const OS_LABELS: readonly string[] = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/** Whether pods go to nodes with Windows only: by what they say of nodes, or by their RuntimeClass, where that is one of `windowsClasses`. */
export function goesToWindows(template: PodTemplate, windowsClasses: readonly string[]): boolean {
  return windowsClasses.includes(read(template, ['spec', 'runtimeClassName'])) || selectsWindows(read(template, ['spec', 'nodeSelector']))
    || requiresWindows(read(template, ['spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms']));
}

/** The RuntimeClasses of a tree whose pods go to nodes with Windows: Kubernetes adds their `nodeSelector` to that of the pods. */
export function windowsClassesIn(construct: IConstruct): string[] {
  return objectsBeforeMixins(construct, 'RuntimeClass')
    .filter((object) => apiGroup(object) === 'node.k8s.io' && selectsWindows(read(object, ['scheduling', 'nodeSelector'])))
    .flatMap(({ metadata }) => metadata?.name ?? []);
}

function selectsWindows(nodeSelector: unknown): boolean {
  return OS_LABELS.some((label) => read(nodeSelector, [label]) === 'windows');
}

function requiresWindows(terms: unknown): boolean {
  return Array.isArray(terms) && terms.length > 0 && terms.every((term) => {
    const expressions: unknown = read(term, ['matchExpressions']);
    return Array.isArray(expressions) && expressions.some((expression) => {
      const [key, operator, values] = ['key', 'operator', 'values'].map((field) => read(expression, [field]));
      return OS_LABELS.includes(key) && Array.isArray(values) && values.length > 0
        && ((operator === 'In' && values.every((value) => value === 'windows')) || (operator === 'NotIn' && values.includes('linux')));
    });
  });
}
