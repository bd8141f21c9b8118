import { ApiObject } from 'cdk8s';
import { neighboursOf, render } from '../construct/edit';
import { WarningText } from '../construct/warning';
import { matchesSelector } from '../manifest/label-selector';
import { KubernetesObject } from '../manifest/object';
import { podTemplatesOf } from '../manifest/pod-template';

const KINDS = ['Service', 'NetworkPolicy', 'CiliumNetworkPolicy'];

/** The Services, of whatever make, in front of the pods of a workload, where `policy` and all others of the program admit nobody to these. */
export function noCallerWarnings(workload: ApiObject, policy: ApiObject): WarningText[] {
  if (admits(render(policy).object)) { return []; }
  const { object } = render(workload);
  const labels = podTemplatesOf(object)[0]?.template.metadata?.labels;
  const around = KINDS.flatMap((kind) => neighboursOf(policy, kind, object.metadata?.namespace))
    .filter(({ source }) => source !== policy)
    .map((neighbour) => neighbour.object);
  if (around.some((other) => admits(other) && (other.kind !== 'NetworkPolicy' || matchesSelector(other.spec.podSelector, labels) !== false))) { return []; }
  // Unless peers are to find each other by it, the governing Service of a StatefulSet is there whether anybody calls or not.
  const isForNames = ({ metadata, spec }: KubernetesObject) => metadata?.name === object.spec.serviceName && spec?.publishNotReadyAddresses !== true;
  return around.filter((other) => other.kind === 'Service' && !isForNames(other) && selects(other.spec?.selector, labels)).map(({ metadata }) => ({
    id: 'workload/no-caller',
    object: `Service '${metadata?.name}'`,
    message: "its pods admit nobody. Say who may call with 'allowFrom'.",
  }));
}

/** Whether a policy lets anybody in. Whom Cilium's own select is not looked at. */
function admits({ kind, spec, specs }: KubernetesObject): boolean {
  return kind !== 'Service' && [spec, ...Array.isArray(specs) ? specs : []].some((one) => (one?.ingress ?? undefined) !== undefined && (!Array.isArray(one.ingress) || one.ingress.length > 0));
}

function selects(selector: unknown, labels: { [key: string]: string } | undefined): boolean {
  if (typeof selector !== 'object' || selector === null || Object.keys(selector).length === 0) { return false; }
  return matchesSelector({ matchLabels: selector as { [key: string]: string } }, labels) === true;
}
