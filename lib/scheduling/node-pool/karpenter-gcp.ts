import { Cloud } from '../../cluster/cloud';
import { list, map } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { also, matching, required, text, textOf } from '../../construct/shape';
import { further, struct } from '../../construct/struct';
import { WarningText } from '../../construct/warning';
import { isKnown, knownPart, whereKnown } from '../../manifest/known';
import { kubeletShape } from './karpenter-kubelet';
import { existingNodeClass, KarpenterDialect, KarpenterProvider } from './karpenter-provider';
import { SpotPool } from './spot-provider-strategy';

/** Which machine images a GCENodeClass takes: by alias, by id, or by family. */
export interface GceImageSelectorTerm {
  /**
   * A family and version of GKE's images, such as `ContainerOptimizedOS@125.19216.104.126` or `Ubuntu@v20260416`. With `@latest` nodes are
   * replaced whenever there is a new one.
   *
   * @default - not by alias
   */
  readonly alias?: string;

  /**
   * Id of the image.
   * @default - not by id
   */
  readonly id?: string;

  /**
   * Family of the image: `ContainerOptimizedOS`, `Ubuntu2404` or `Ubuntu2204`. Needs `channel` or `version`.
   * @default - not by family
   */
  readonly family?: string;

  /**
   * GKE's release channel from which the version comes: `rapid`, `regular`, `stable`, `extended`, or `cluster` for that of the cluster. Only with
   * the family `ContainerOptimizedOS`.
   *
   * @default - `version`
   */
  readonly channel?: string;

  /**
   * Version of the family.
   * @default - `channel`
   */
  readonly version?: string;
}

/**
 * What Karpenter on GCP must know of nodes: a GCENodeClass of the provider of CloudPilot AI.
 * @see https://github.com/cloudpilot-ai/karpenter-provider-gcp
 */
export interface KarpenterGcpOptions {
  /** Machine images, 1 to 30 terms; any of them will do. */
  readonly imageSelectorTerms: GceImageSelectorTerm[];

  /**
   * Service account of the nodes: its address.
   * @default - that of the cluster's nodes
   */
  readonly serviceAccount?: string;

  /**
   * Network tags of the machines, for firewall rules.
   * @default - none
   */
  readonly networkTags?: string[];

  /**
   * Labels of the machines, at most 20.
   * @default - none
   */
  readonly machineLabels?: { [key: string]: string };

  /**
   * Further fields of the GCENodeClass' `spec`, such as `disks`, `kubeletConfiguration` or `networkConfig`. They are written as they are; only of
   * `kubeletConfiguration` it is looked at what the API server would refuse.
   *
   * @default - the provider's defaults
   */
  readonly spec?: { [field: string]: any };
}

const LABELS = [
  'instance-category', 'instance-family', 'instance-shape', 'instance-generation', 'instance-size', 'instance-cpu', 'instance-cpu-model',
  'instance-memory', 'instance-gpu-name', 'instance-gpu-manufacturer', 'instance-gpu-count', 'instance-gpu-memory',
];
const RESERVED_LABELS = ['gce:gce-cluster-name', 'karpenter.sh/nodepool', 'karpenter.sh/nodeclaim', 'karpenter.k8s.gcp/gcenodeclass'];
const FAMILIES = ['ContainerOptimizedOS', 'Ubuntu2404', 'Ubuntu2204'];
const CHANNELS = ['rapid', 'regular', 'stable', 'extended', 'cluster'];
const MAX_MACHINE_NAME = 63;
/** Letters of any alphabet, as long as they are no capitals. @see https://docs.cloud.google.com/compute/docs/labeling-resources */
const MACHINE_LABEL = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const MACHINE_LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
const ALIAS = /^(?:ContainerOptimizedOS@(?:latest|\d+\.\d+\.\d+\.\d+)|Ubuntu@(?:latest|v\d{8}))$/;
const ACCOUNT = /^[^@]+@(developer\.gserviceaccount\.com|[^@]+\.iam\.gserviceaccount\.com)$/;

const TERM_EXAMPLE = "{ family: 'ContainerOptimizedOS', channel: 'cluster' }";
const TERM = also(struct<GceImageSelectorTerm>(TERM_EXAMPLE, {
  alias: matching(ALIAS, "must be a family and a version such as 'ContainerOptimizedOS@125.19216.104.126' or 'Ubuntu@v20260416'", 'Correct it'),
  id: text,
  family: textOf((family) => (FAMILIES.includes(family) ? undefined : `must be one of ${FAMILIES.join(', ')}`), { id: 'prop/choice', fix: 'Use one of them' }),
  channel: text,
  version: text,
}), checkTerm);
const OPTIONS = struct<KarpenterGcpOptions>('{ imageSelectorTerms: […] }', {
  imageSelectorTerms: required(also(list(TERM, `[${TERM_EXAMPLE}]`), checkTerms), `Use one such as [${TERM_EXAMPLE}]`),
  serviceAccount: matching(ACCOUNT, 'must be the address of a service account', "Use one such as 'nodes@project.iam.gserviceaccount.com'"),
  networkTags: also(
    list(matching(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, "must be a network tag: at most 63 lower-case letters, digits and '-', starting with a letter", 'Correct it'), "['nodes']", 'a list of strings'),
    (tags, prop) => checkCount(tags.length, prop),
  ),
  machineLabels: also(map(text, "{ team: 'shop' }"), checkMachineLabels),
  spec: further('GCENodeClass', { imageSelectorTerms: 'imageSelectorTerms', serviceAccount: 'serviceAccount', networkTags: 'networkTags', labels: 'machineLabels' }, {
    kubeletConfiguration: kubeletShape('GCENodeClass'),
  }),
});

const GCP: KarpenterDialect = {
  cloud: Cloud.GCP,
  nodeClass: { group: 'karpenter.k8s.gcp', version: 'v1alpha1', kind: 'GCENodeClass' },
  familyKey: 'karpenter.k8s.gcp/instance-family',
  sizeKey: 'karpenter.k8s.gcp/instance-size',
  names: {
    families: { pattern: /^[a-z][a-z0-9]*$/, rule: 'must be the name of a series: lower case, and without a shape or size', example: 'n4' },
    sizes: { pattern: /^[a-z0-9]+$/, rule: "must be the last part of a machine type: lower case, and without the shape before '-'", example: '8' },
    instanceTypes: { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/, rule: 'must be the name of a machine type: a series and more', example: 'n4-standard-8' },
  },
  check: checkName,
  domains: ['karpenter.k8s.gcp'],
  usable: LABELS.map((label) => `karpenter.k8s.gcp/${label}`),
  reserved: [],
  values: {},
  warnings: () => [],
};

/** Karpenter on GCP with a node class of its own. */
export function karpenterGcp(options: KarpenterGcpOptions, prop: Prop): KarpenterProvider {
  const { imageSelectorTerms, serviceAccount, networkTags, machineLabels, spec } = OPTIONS(options ?? {}, prop) ?? {};
  return new KarpenterProvider(GCP, {
    spec: { ...spec, imageSelectorTerms, serviceAccount, networkTags, labels: machineLabels },
    warnings: floating(imageSelectorTerms),
  });
}

/** Karpenter on GCP with a node class that is there. */
export function karpenterGcpWith(existingName: string, prop: Prop): KarpenterProvider {
  return new KarpenterProvider(GCP, existingNodeClass(existingName, GCP, prop));
}

/** Machines are called after the pool, and so that it fits: `karpenter-<pool>-<five characters>`. */
function checkName({ name, split }: SpotPool, prop: Prop): void {
  const most = MAX_MACHINE_NAME - 'karpenter-'.length - '-12345'.length - (split === undefined ? 0 : '-base'.length);
  prop.at('name').check(machineNameFault(name, most), { id: 'prop/grammar', got: name, fix: "Give it a 'name' such as 'spot'" });
}

const machineNameFault = whereKnown((name, most: number) => (/^[-a-z0-9]+$/.test(name) && name.length <= most ? undefined
  : `must be at most ${most} lower-case letters, digits and '-': Google Cloud takes no other in the names of its machines`));

function floating(terms: readonly GceImageSelectorTerm[] = []): WarningText[] {
  const latest = knownPart(terms).some(({ alias, version }) => alias?.endsWith('@latest') === true || version === 'latest');
  return latest ? [{
    id: 'scheduling/floating-image',
    message: "The image 'latest' replaces all nodes, as fast as disruption budgets let it, whenever there is a new one. Name a version.",
  }] : [];
}

function checkTerms(terms: readonly GceImageSelectorTerm[], prop: Prop): void {
  if (terms.length === 0 || terms.length > 30) {
    prop.fault({ id: 'prop/range', rule: 'must hold 1 to 30 terms', got: terms.length === 0 ? undefined : terms.length, fix: `Use one such as ${TERM_EXAMPLE}` });
  }
  const newest = ({ family, version }: GceImageSelectorTerm) => family === 'ContainerOptimizedOS' && version === 'latest';
  if (terms.some(({ channel }) => channel !== undefined) && terms.some(newest)) {
    prop.fault({ id: 'scheduling/coherent-nodes', rule: "must not hold a channel beside the version 'latest'", fix: 'Leave one of the two out' });
  }
}

function checkCount(count: number, prop: Prop): void {
  prop.check(count > 20 ? 'must be at most 20' : undefined, { id: 'prop/range', got: count, fix: 'Leave some out' });
}

function checkMachineLabels(labels: { readonly [key: string]: string }, prop: Prop): void {
  checkCount(Object.keys(labels).length, prop);
  const known = knownPart(labels);
  Object.keys(labels).forEach((key) => {
    if (key === '' || RESERVED_LABELS.includes(key) || key.startsWith('kubernetes.io/cluster')) {
      prop.at(key).fault({ id: 'scheduling/free-name', rule: 'must not be given: Karpenter sets it itself', fix: 'Use a label of your own' });
    } else if (!MACHINE_LABEL.test(key) || !MACHINE_LABEL_VALUE.test(known[key] ?? '')) {
      prop.at(key).fault({
        id: 'prop/grammar',
        rule: "must be a label of Google Cloud: lower-case letters, digits, '_' and '-', at most 63 of them, a letter first in the key",
        got: labels[key],
        fix: 'Correct it',
      });
    }
  });
}

function checkTerm({ alias, id: imageId, family, channel, version }: GceImageSelectorTerm, prop: Prop): void {
  const id = 'scheduling/coherent-nodes';
  if ([alias, imageId, family].filter((field) => field !== undefined).length !== 1) {
    prop.fault({ id, rule: "must have one of 'alias', 'id' and 'family'", fix: 'Make others terms of their own' });
    return;
  }
  if (family === undefined) {
    if (channel !== undefined || version !== undefined) { prop.fault({ id, rule: "must not have a channel or version without 'family'", fix: 'Leave it out' }); }
    return;
  }
  if ((channel === undefined) === (version === undefined)) { prop.fault({ id, rule: "must have one of 'channel' and 'version' with 'family'", fix: 'Give one of the two' }); }
  // One that is not known yet may be any.
  const families = isKnown(family) ? [family] : FAMILIES;
  prop.at('channel').check(channelFault(channel, families), { id: 'prop/choice', got: channel, fix: "Use 'version'" });
  prop.at('version').check(versionFault(version, families), { id: 'prop/grammar', got: version, fix: 'Correct it' });
}

const channelFault = whereKnown((channel: string | undefined, families: readonly string[]) =>
  (channel === undefined || (CHANNELS.includes(channel) && families.includes('ContainerOptimizedOS')) ? undefined
    : `must be one of ${CHANNELS.join(', ')}, and only with the family ContainerOptimizedOS`));

const versionFault = whereKnown((version: string | undefined, families: readonly string[]) => {
  const legal = (family: string) => (family === 'ContainerOptimizedOS' ? /^(?:latest|\d+\.\d+\.\d+\.\d+)$/ : /^(?:latest|v\d{8})$/);
  if (version === undefined || families.some((family) => legal(family).test(version))) { return undefined; }
  return "must be 'latest', or a version such as '125.19216.104.126' of ContainerOptimizedOS and 'v20260416' of Ubuntu";
});
