import { ContainerRole } from '../../manifest/containers';
import { cel } from './cel';

/** An expression by its name. Those that come later see those before. */
export interface AdmissionVariable {
  readonly name: string;
  readonly expression: string;
}

/** Where the template of pods stands. The kinds have different fields, and each would be warned of those of the others: so none of them is typed. */
const TEMPLATE = [
  "object.kind == 'Pod' ? dyn(object)",
  "object.kind == 'PodTemplate' ? dyn(object).template",
  "object.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template",
  'dyn(object).spec.template',
].join(' : ');

const SIDECAR = "container.?restartPolicy.orValue('') == 'Always'";

/** What rules about pods look at. */
export function podVariables(roles: readonly ContainerRole[] = ['init', 'sidecar', 'container', 'ephemeral']): AdmissionVariable[] {
  return [
    { name: 'template', expression: TEMPLATE },
    { name: 'podSpec', expression: 'variables.template.spec' },
    { name: 'containers', expression: listsOf(roles).join(' + ') },
  ];
}

function listsOf(roles: readonly ContainerRole[]): string[] {
  const list = (field: string) => `variables.podSpec.?${field}.orValue([])`;
  const [init, sidecar] = [roles.includes('init'), roles.includes('sidecar')];
  return [
    ...init && sidecar ? [list('initContainers')] : [],
    ...init !== sidecar ? [`${list('initContainers')}.filter(container, ${sidecar ? SIDECAR : `!(${SIDECAR})`})`] : [],
    ...roles.includes('container') ? [list('containers')] : [],
    ...roles.includes('ephemeral') ? [list('ephemeralContainers')] : [],
  ];
}

/** The options of a rule. */
export function optionVariables(options: { readonly [name: string]: unknown }): AdmissionVariable[] {
  return Object.keys(options).length === 0 ? [] : [{ name: 'options', expression: cel(options) }];
}
