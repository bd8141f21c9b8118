import { keyed, texts } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { also, flag, matching, oneOf, orToken, Shape, text, textOf, wholeNumber } from '../../construct/shape';
import { rawOf } from '../../construct/struct';
import { MAX_INT32 } from '../../manifest/int32';
import { isKnown } from '../../manifest/known';

// What the definitions of node classes say of their kubelets.

type Fields = { readonly [field: string]: any };

const RESERVABLE = ['cpu', 'memory', 'ephemeral-storage', 'pid'];
const SIGNALS = ['memory.available', 'nodefs.available', 'nodefs.inodesFree', 'imagefs.available', 'imagefs.inodesFree', 'pid.available'];
const QUANTITY = String.raw`(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?`;
const count = wholeNumber({ min: 0, max: MAX_INT32, fix: 'Leave it out for the default' });
const percent = wholeNumber({ min: 0, max: 100, fix: 'Leave it out for the default' });
const keyedBy = (keys: readonly string[], value: Shape<string>, example: string) => orToken(keyed(
  (key) => (keys.includes(key) ? undefined : `must be one of ${keys.join(', ')}`), value, { example, fix: `Use a key such as '${keys[0]}'` },
));
const reserved = keyedBy(RESERVABLE, textOf((amount) => {
  if (!new RegExp(`^${QUANTITY}$`).test(amount)) { return 'must be a quantity'; }
  return amount.startsWith('-') ? 'must not be below 0' : undefined;
}, { fix: "Use one such as '100m' or '1Gi'" }), "{ memory: '1Gi' }");
const threshold = keyedBy(SIGNALS, matching(new RegExp(String.raw`^((\d{1,2}(\.\d{1,2})?|100(\.0{1,2})?)%|${QUANTITY})$`), 'must be a share or a quantity', "Use one such as '5%' or '100Mi'"), "{ 'memory.available': '5%' }");

/** The part of a KubeletConfiguration that the node classes of AWS and GCP have, as their definitions say. */
export function kubeletShape(nodeClass: string): Shape {
  return also(rawOf(partOf(nodeClass), {
    clusterDNS: texts("['10.0.100.10']"),
    cpuCFSQuota: flag,
    evictionHard: threshold,
    evictionMaxPodGracePeriod: wholeNumber({ min: -MAX_INT32 - 1, max: MAX_INT32, fix: 'Leave it out for the default' }),
    evictionSoft: threshold,
    evictionSoftGracePeriod: keyedBy(SIGNALS, text, "{ 'memory.available': '1m' }"),
    imageGCHighThresholdPercent: percent,
    imageGCLowThresholdPercent: percent,
    kubeReserved: reserved,
    maxPods: count,
    podsPerCore: count,
    systemReserved: reserved,
  }), checkImageCollection, checkEviction);
}

/** The part that an AKSNodeClass has. */
export const AKS_KUBELET = also(rawOf(partOf('AKSNodeClass'), {
  allowedUnsafeSysctls: texts("['net.core.somaxconn']"),
  containerLogMaxFiles: wholeNumber({ min: 2, max: MAX_INT32, fix: 'Leave it out for 5' }),
  containerLogMaxSize: matching(/^\d+(E|P|T|G|M|K|Ei|Pi|Ti|Gi|Mi|Ki)$/, 'must be a whole number with a unit', "Use one such as '50Mi'"),
  cpuCFSQuota: flag,
  cpuCFSQuotaPeriod: text,
  cpuManagerPolicy: oneOf({ none: 'none', static: 'static' }),
  failSwapOn: flag,
  imageGCHighThresholdPercent: percent,
  imageGCLowThresholdPercent: percent,
  podPidsLimit: wholeNumber({ min: -1, fix: 'Use -1 for no limit' }),
  topologyManagerPolicy: oneOf({ restricted: 'restricted', bestEffort: 'best-effort', none: 'none', single: 'single-numa-node' }),
}), checkImageCollection);

function partOf(nodeClass: string): string {
  return `KubeletConfiguration, of which ${/^[AE]/.test(nodeClass) ? 'an' : 'a'} ${nodeClass} has a part`;
}

function checkImageCollection(kubelet: Fields, prop: Prop): void {
  const { imageGCHighThresholdPercent: high, imageGCLowThresholdPercent: low } = kubelet;
  if (typeof high !== 'number' || typeof low !== 'number' || high > low) { return; }
  prop.at('imageGCHighThresholdPercent').fault({
    id: 'scheduling/coherent-nodes', rule: `must be above 'imageGCLowThresholdPercent', which is ${low}`, got: high, fix: 'Raise it, or lower the other',
  });
}

function checkEviction(kubelet: Fields, prop: Prop): void {
  const { evictionSoft = {}, evictionSoftGracePeriod = {} } = kubelet;
  if (![evictionSoft, evictionSoftGracePeriod].every(isKnown)) { return; }
  const each = (field: string, own: Fields | null, otherField: string, other: Fields | null) => {
    Object.keys(own ?? {}).filter((signal) => !Object.hasOwn(other ?? {}, signal)).forEach((signal) => {
      prop.at(field, signal).fault({ id: 'scheduling/coherent-nodes', rule: `must stand in '${otherField}' too`, fix: 'Give both, or leave both out' });
    });
  };
  each('evictionSoft', evictionSoft, 'evictionSoftGracePeriod', evictionSoftGracePeriod);
  each('evictionSoftGracePeriod', evictionSoftGracePeriod, 'evictionSoft', evictionSoft);
}
