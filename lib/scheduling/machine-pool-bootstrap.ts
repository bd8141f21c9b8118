import { Lazy } from 'cdk8s';
import { Prop } from '../construct/prop';
import { isKnown } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { NodeTaint, TaintEffect } from './node-options';

type Fields = { readonly [field: string]: any };

const MAX_ARGUMENT = 1024;

/**
 * Spec of the KubeadmConfig by which machines join: it is how nodes get their labels and taints from the first moment on. Cluster API copies
 * taints of a MachinePool to no node, and labels only some, later.
 */
export function joinSpec(further: Fields, labels: { readonly [key: string]: string }, taints: readonly NodeTaint[]): { [field: string]: any } {
  const { joinConfiguration = {}, ...rest } = further;
  const { nodeRegistration = {} } = joinConfiguration;
  return {
    ...rest,
    joinConfiguration: {
      ...joinConfiguration,
      nodeRegistration: {
        ...nodeRegistration,
        kubeletExtraArgs: [...nodeRegistration.kubeletExtraArgs ?? [], { name: 'node-labels', value: labelText(labels) }],
        taints: taints.map(({ key, value, effect = TaintEffect.NO_SCHEDULE }) => ({ key, value, effect })),
      },
    },
  };
}

/** What the kubelet would refuse of the labels that a node gives itself, and what the construct writes. */
export function checkJoin(further: Fields, labels: { readonly [key: string]: string }, reserved: string, prop: Prop): void {
  for (const [key, value] of Object.entries(labels)) {
    const at = prop.at('nodeLabels', key);
    at.check(labelKeyFault(key), { fix: "Use a key such as 'example.com/team'" });
    at.check(labelValueFault(value), { got: value, fix: 'Correct the value' });
    if (key === reserved) { at.fault({ rule: 'must not be given: the construct sets it', fix: 'Leave it out' }); }
    if (!mayLabelItself(key)) {
      at.fault({ rule: "must be none of Kubernetes' own: the API server refuses it from a node about itself", fix: "Use a key such as 'example.com/team'" });
    }
  }
  if (Object.values(labels).every((value) => isKnown(value)) && labelText({ ...labels, [reserved]: 'x'.repeat(63) }).length > MAX_ARGUMENT) {
    prop.at('nodeLabels').fault({ rule: `must fit into an argument of ${MAX_ARGUMENT} characters`, fix: 'Leave some out' });
  }
  const registration: Fields = further.joinConfiguration?.nodeRegistration ?? {};
  const at = prop.at('kubeadmConfig', 'joinConfiguration', 'nodeRegistration');
  if (registration.taints !== undefined) { at.at('taints').fault({ rule: 'must not be given: there is a prop for it', fix: "Use 'taints'" }); }
  (registration.kubeletExtraArgs ?? []).forEach(({ name }: Fields, index: number) => {
    if (name === 'node-labels' || name === 'register-with-taints') {
      at.at('kubeletExtraArgs', index).fault({ rule: 'must not be given: there is a prop for it', got: name, fix: "Use 'nodeLabels' or 'taints'" });
    }
  });
}

/** What keeps a node from being tainted. */
export function checkNodeTaints(taints: readonly NodeTaint[], prop: Prop): void {
  const seen = new Set<string>();
  taints.forEach(({ key, value, effect = TaintEffect.NO_SCHEDULE }, index) => {
    const at = prop.at(index);
    at.at('key').check(labelKeyFault(key), { got: key, fix: "Use a key such as 'example.com/team'" });
    if (value !== undefined) { at.at('value').check(labelValueFault(value), { got: value, fix: 'Correct it, or leave it out' }); }
    if (!isKnown(key)) { return; }
    if (seen.has(`${key}:${effect}`)) { at.fault({ rule: `must not be a second taint '${key}' with effect ${effect}`, fix: 'Leave one of the two out' }); }
    seen.add(`${key}:${effect}`);
  });
}

/** In the order of the keys, so that the same labels are the same text. A token gives its text only when the manifest is rendered. */
function labelText(labels: { readonly [key: string]: string | Lazy }): string {
  const text = (valueOf: (value: any) => string) => Object.keys(labels).sort().map((key) => `${key}=${valueOf(labels[key])}`).join(',');
  const isToken = (value: string | Lazy): value is Lazy => typeof value !== 'string';
  return Object.values(labels).some(isToken)
    ? Lazy.any({ produce: () => text((value) => (isToken(value) ? String(value.produce()) : value)) })
    : text((value) => value);
}

function mayLabelItself(key: string): boolean {
  const [prefix, name] = key.includes('/') ? key.split('/') : ['', key];
  const isKubernetes = /(^|\.)(kubernetes\.io|k8s\.io)$/.test(prefix);
  return name === undefined || !isKubernetes || /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(prefix);
}
