import { ApiObject } from 'cdk8s';
import { neighboursOf, render } from '../construct/edit';
import { neighboursPicking } from '../construct/picking-neighbours';
import { oncePerSynth } from '../construct/synth-cache';
import { WarningText } from '../construct/warning';
import { containersOf } from '../manifest/containers';
import { matchesSelector } from '../manifest/label-selector';
import { KubernetesObject, listOf, PodTemplate } from '../manifest/object';
import { podTemplatesOf } from '../manifest/pod-template';

/** The Services, of whatever make, in front of the pods of a workload, where `policy` and all others of the program admit nobody to their ports. */
export function noCallerWarnings(workload: ApiObject, policy: ApiObject): WarningText[] {
  const own = render(policy).object;
  const { object } = render(workload);
  const template = podTemplatesOf(object)[0]?.template;
  const labels = template?.metadata?.labels;
  const namespace = object.metadata?.namespace;
  const around = [...neighboursPicking(policy, 'Service', namespace, labels), ...neighboursPicking(policy, 'NetworkPolicy', namespace, labels)]
    .filter(({ source }) => source !== policy)
    .map((neighbour) => neighbour.object);
  const policies = [own, ...around.filter(({ kind, spec }) => kind === 'NetworkPolicy' && matchesSelector(spec.podSelector, labels) !== false), ...ciliumAdmitting(policy, namespace)];
  // Unless peers are to find each other by it, the governing Service of a StatefulSet is there whether anybody calls or not.
  const isForNames = ({ metadata, spec }: KubernetesObject) => metadata?.name === object.spec.serviceName && spec?.publishNotReadyAddresses !== true;
  const services = around.filter((other) => other.kind === 'Service' && !isForNames(other) && selects(other.spec?.selector, labels));
  return services.filter((service) => !policies.some((each) => admits(each, targetsOf(service, template)))).map(({ metadata }) => ({
    id: 'workload/no-caller',
    object: `Service '${metadata?.name}'`,
    message: policies.some((each) => admits(each)) ? "its pods admit nobody to the ports behind it. Say who may call with 'allowFrom'."
      : "its pods admit nobody. Say who may call with 'allowFrom'.",
  }));
}

/** The first policy of Cilium in a namespace that lets anybody in: whom they select is not looked at. */
function ciliumAdmitting(construct: ApiObject, namespace: string | undefined): readonly KubernetesObject[] {
  const known = oncePerSynth(construct, ciliumAdmitting, () => new Map<string | undefined, readonly KubernetesObject[]>());
  const answer = known.get(namespace)
    ?? neighboursOf(construct, 'CiliumNetworkPolicy', namespace).filter(({ object }) => admits(object)).slice(0, 1).map(({ object }) => object);
  known.set(namespace, answer);
  return answer;
}

/** The numbers of the declared ports to which a Service leads; undefined where it may lead to others. */
function targetsOf({ spec }: KubernetesObject, template: PodTemplate | undefined): readonly number[] | undefined {
  const ports = listOf(spec?.ports);
  const numbers = ports.map((port) => numberOf(port?.targetPort ?? port?.port, template));
  return numbers.length === 0 || numbers.includes(undefined) ? undefined : numbers as number[];
}

function numberOf(port: unknown, template: PodTemplate | undefined): number | undefined {
  const declared: any[] = template === undefined ? [] : containersOf(template.spec).flatMap(({ container }) => container.ports ?? []);
  return declared.find(({ name, containerPort }) => port !== undefined && (name === port || containerPort === port))?.containerPort;
}

/** Whether a policy lets anybody in, to one of some ports of the pods at least. Whom Cilium's own select, and to which ports, is not looked at. */
function admits({ kind, spec, specs }: KubernetesObject, targets?: readonly number[]): boolean {
  return [spec, ...Array.isArray(specs) ? specs : []].some((one) => {
    const rules: unknown = one?.ingress ?? [];
    return !Array.isArray(rules) || (kind === 'NetworkPolicy' && targets !== undefined ? rules.some((rule) => leadsTo(rule?.ports, targets)) : rules.length > 0);
  });
}

/** Whether a rule is for one of some ports. Without ports it is for all, and what is not a number may be any. */
function leadsTo(ports: unknown, targets: readonly number[]): boolean {
  if (!Array.isArray(ports) || ports.length === 0) { return true; }
  return ports.some(({ port, endPort = port }) => typeof port !== 'number' || typeof endPort !== 'number' || targets.some((target) => port <= target && target <= endPort));
}

function selects(selector: unknown, labels: { [key: string]: string } | undefined): boolean {
  if (typeof selector !== 'object' || selector === null || Object.keys(selector).length === 0) { return false; }
  return matchesSelector({ matchLabels: selector as { [key: string]: string } }, labels) === true;
}
