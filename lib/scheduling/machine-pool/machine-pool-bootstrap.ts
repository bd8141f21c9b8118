import { Prop } from '../../construct/prop';
import { textWithTokens } from '../../construct/text-with-tokens';
import { isFullyKnown } from '../../manifest/known';
import { listOf } from '../../manifest/object';
import { NodeTaint, TaintEffect, taintText } from '../node-options';

type Fields = { readonly [field: string]: any };

const MAX_ARGUMENT = 1024;

/**
 * Spec of the KubeadmConfig by which machines join: it is how nodes get their labels and taints from the first moment on. Cluster API copies
 * taints of a MachinePool to no node, and labels only some, later.
 */
export function joinSpec(
  further: Fields, nodeName: string, labels: { readonly [key: string]: string }, taints: readonly NodeTaint[],
): { [field: string]: any } {
  const { joinConfiguration, ...rest } = further;
  const nodeRegistration: Fields = joinConfiguration?.nodeRegistration ?? {};
  const args: readonly (Fields | null)[] = listOf(nodeRegistration.kubeletExtraArgs);
  return {
    ...rest,
    joinConfiguration: {
      ...joinConfiguration,
      nodeRegistration: {
        // A template of cloud-init: Ignition has others.
        ...(further.format !== 'ignition' && { name: nodeName }),
        ...nodeRegistration,
        kubeletExtraArgs: [
          // The cloud's controller then gives the node its id, by which Cluster API and the autoscaler know it.
          ...args.some((arg) => arg?.name === 'cloud-provider') ? [] : [{ name: 'cloud-provider', value: 'external' }],
          ...args,
          { name: 'node-labels', value: labelText(labels) },
        ],
        taints: taints.map(({ key, value, effect = TaintEffect.NO_SCHEDULE }) => ({ key, value, effect })),
      },
    },
  };
}

/** What the kubelet would refuse of the labels that a node gives itself, and what the construct writes. */
export function checkJoin(further: Fields, labels: { readonly [key: string]: string }, reserved: string, prop: Prop): void {
  for (const key of Object.keys(labels)) {
    const at = prop.at('nodeLabels', key);
    if (key === reserved) { at.fault({ id: 'scheduling/free-name', rule: 'must not be given: the construct sets it', fix: 'Leave it out' }); }
    if (!mayLabelItself(key)) {
      at.fault({ id: 'scheduling/free-name', rule: "must be none of Kubernetes' own: the API server refuses it from a node about itself", fix: "Use a key such as 'example.com/team'" });
    }
  }
  if (isFullyKnown(labels) && labelText({ ...labels, [reserved]: 'x'.repeat(63) }).length > MAX_ARGUMENT) {
    prop.at('nodeLabels').fault({ id: 'prop/range', rule: `must fit into an argument of ${MAX_ARGUMENT} characters`, fix: 'Leave some out' });
  }
  const registration: Fields = further.joinConfiguration?.nodeRegistration ?? {};
  const at = prop.at('kubeadmConfig', 'joinConfiguration', 'nodeRegistration');
  if (registration.taints !== undefined) { at.at('taints').fault({ id: 'construct/one-place', rule: 'must not be given: there is a prop for it', fix: "Use 'taints'" }); }
  const args: unknown = registration.kubeletExtraArgs ?? [];
  if (!Array.isArray(args)) {
    // In v1beta1 of Cluster API it was a map.
    at.at('kubeletExtraArgs').fault({ id: 'prop/type', rule: 'must be a list of names and values', fix: "Use one such as [{ name: 'v', value: '4' }]" });
    return;
  }
  args.forEach((arg: Fields | null, index: number) => {
    if (arg?.name === 'node-labels' || arg?.name === 'register-with-taints') {
      at.at('kubeletExtraArgs', index).fault({ id: 'construct/one-place', rule: 'must not be given: there is a prop for it', got: arg.name, fix: "Use 'nodeLabels' or 'taints'" });
    }
  });
}

/** In the order of the keys, so that the same labels are the same text. */
export function labelText(labels: { readonly [key: string]: string }): string {
  const keys = Object.keys(labels).sort();
  return textWithTokens(keys.map((key) => labels[key]), (values) => keys.map((key, index) => `${key}=${values[index]}`).join(','));
}

/** Taints as the cluster autoscaler reads them. */
export function taintTexts(taints: readonly NodeTaint[]): string {
  return textWithTokens(taints.map(({ value }) => value), (values) => taints.map((taint, index) => taintText({ ...taint, value: values[index] as string })).join(','));
}

/** What a kubelet may say about itself of Kubernetes' own labels. */
const OF_ITSELF = [
  'kubernetes.io/arch', 'kubernetes.io/hostname', 'kubernetes.io/os', 'topology.kubernetes.io/region', 'topology.kubernetes.io/zone',
  'beta.kubernetes.io/arch', 'beta.kubernetes.io/instance-type', 'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone',
];

function mayLabelItself(key: string): boolean {
  const [prefix, name] = key.includes('/') ? key.split('/') : ['', key];
  const isKubernetes = /(^|\.)(kubernetes\.io|k8s\.io)$/.test(prefix);
  return name === undefined || !isKubernetes || OF_ITSELF.includes(key) || /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(prefix);
}
