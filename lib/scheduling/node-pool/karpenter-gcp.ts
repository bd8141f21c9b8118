import { Cloud } from '../../cluster/cloud';
import { further, given, OptionsShape } from '../../construct/options-shape';
import { Prop } from '../../construct/prop';
import { list, map, struct, text } from '../../construct/shape';
import { WarningText } from '../../construct/warning';
import { isKnown } from '../../manifest/known';
import { KarpenterDialect, KarpenterProvider } from './karpenter-provider';
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
   * Further fields of the GCENodeClass' `spec`, such as `disks`, `kubeletConfiguration` or `networkConfig`. They are written as they are, and nobody
   * looks at them here.
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
const OWN_FIELDS = ['imageSelectorTerms', 'serviceAccount', 'networkTags', 'labels'];
const TERM = struct<GceImageSelectorTerm>("{ family: 'ContainerOptimizedOS', channel: 'cluster' }", { alias: text, id: text, family: text, channel: text, version: text });
const SHAPE = new OptionsShape<KarpenterGcpOptions>('{ imageSelectorTerms: […] }', {
  imageSelectorTerms: given(list(TERM, "[{ family: 'ContainerOptimizedOS', channel: 'cluster' }]")),
  serviceAccount: text,
  networkTags: list(text, "['nodes']", 'a list of strings'),
  machineLabels: map(text, "{ team: 'shop' }"),
  spec: further('GCENodeClass'),
});
const MAX_MACHINE_NAME = 63;
/** Letters of any alphabet, as long as they are no capitals. @see https://docs.cloud.google.com/compute/docs/labeling-resources */
const MACHINE_LABEL = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const MACHINE_LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{1,63}$/u;
const ALIAS = /^(?:ContainerOptimizedOS@(?:latest|\d+\.\d+\.\d+\.\d+)|Ubuntu@(?:latest|v\d{8}))$/;

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
export function karpenterGcp(options: KarpenterGcpOptions): KarpenterProvider {
  const { imageSelectorTerms, serviceAccount, networkTags, machineLabels, spec } = SHAPE.tidied(options);
  return new KarpenterProvider(GCP, {
    spec: { ...spec, imageSelectorTerms, serviceAccount, networkTags, labels: machineLabels },
    check: (prop) => check(SHAPE.read(options, prop), prop),
    warnings: floating(imageSelectorTerms),
  });
}

/** Karpenter on GCP with a node class that is there. */
export function karpenterGcpWith(existingName: string): KarpenterProvider {
  return new KarpenterProvider(GCP, { existingName });
}

/** Machines are called after the pool, and so that it fits: `karpenter-<pool>-<five characters>`. */
function checkName({ name, split }: SpotPool, prop: Prop): void {
  const most = MAX_MACHINE_NAME - 'karpenter-'.length - '-12345'.length - (split === undefined ? 0 : '-base'.length);
  if (!isKnown(name) || (/^[-a-z0-9]+$/.test(name) && name.length <= most)) { return; }
  prop.at('name').fault({ rule: `must be at most ${most} lower-case letters, digits and '-': Google Cloud takes no other in the names of its machines`, got: name, fix: "Give it a 'name' such as 'spot'" });
}

function floating(terms: readonly GceImageSelectorTerm[] = []): WarningText[] {
  const latest = terms.some(({ alias, version }) => (isKnown(alias) && alias?.endsWith('@latest')) || version === 'latest');
  return latest ? [{
    id: 'scheduling/floating-image',
    message: "The image 'latest' replaces all nodes, as fast as disruption budgets let it, whenever there is a new one. Name a version.",
  }] : [];
}

function check({ imageSelectorTerms = [], serviceAccount, networkTags = [], machineLabels = {}, spec = {} }: KarpenterGcpOptions, prop: Prop): void {
  const terms = prop.at('imageSelectorTerms');
  if (imageSelectorTerms.length === 0 || imageSelectorTerms.length > 30) {
    terms.fault({ rule: 'must hold 1 to 30 terms', got: imageSelectorTerms.length === 0 ? undefined : imageSelectorTerms.length, fix: "Use one such as { family: 'ContainerOptimizedOS', channel: 'cluster' }" });
  }
  imageSelectorTerms.forEach((term, index) => checkTerm(term, terms.at(index)));
  const newest = ({ family, version }: GceImageSelectorTerm) => family === 'ContainerOptimizedOS' && version === 'latest';
  if (imageSelectorTerms.some(({ channel }) => channel !== undefined) && imageSelectorTerms.some(newest)) {
    terms.fault({ rule: "must not hold a channel beside the version 'latest'", fix: 'Leave one of the two out' });
  }
  if (serviceAccount !== undefined && isKnown(serviceAccount) && !/^[^@]+@(developer\.gserviceaccount\.com|[^@]+\.iam\.gserviceaccount\.com)$/.test(serviceAccount)) {
    prop.at('serviceAccount').fault({ rule: 'must be the address of a service account', got: serviceAccount, fix: "Use one such as 'nodes@project.iam.gserviceaccount.com'" });
  }
  if (networkTags.length > 20) { prop.at('networkTags').fault({ rule: 'must be at most 20', got: networkTags.length, fix: 'Leave some out' }); }
  networkTags.forEach((tag, index) => {
    if (isKnown(tag) && !/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(tag)) {
      prop.at('networkTags', index).fault({ rule: "must be a network tag: at most 63 lower-case letters, digits and '-', starting with a letter", got: tag, fix: 'Correct it' });
    }
  });
  if (Object.keys(machineLabels).length > 20) { prop.at('machineLabels').fault({ rule: 'must be at most 20', got: Object.keys(machineLabels).length, fix: 'Leave some out' }); }
  Object.entries(machineLabels).forEach(([key, value]) => {
    if (key === '' || RESERVED_LABELS.includes(key) || key.startsWith('kubernetes.io/cluster')) {
      prop.at('machineLabels', key).fault({ rule: 'must not be given: Karpenter sets it itself', fix: 'Use a label of your own' });
    } else if (!MACHINE_LABEL.test(key) || (isKnown(value) && value !== '' && !MACHINE_LABEL_VALUE.test(value))) {
      prop.at('machineLabels', key).fault({
        rule: "must be a label of Google Cloud: lower-case letters, digits, '_' and '-', at most 63 of them, a letter first in the key", got: value, fix: 'Correct it',
      });
    }
  });
  OWN_FIELDS.filter((field) => field in spec).forEach((field) => {
    prop.at('spec', field).fault({ rule: 'must not be given: it is an option of its own', fix: `Use '${field === 'labels' ? 'machineLabels' : field}'` });
  });
}

function checkTerm({ alias, id, family, channel, version }: GceImageSelectorTerm, prop: Prop): void {
  if ([alias, id, family].filter((field) => field !== undefined).length !== 1) {
    prop.fault({ rule: "must have one of 'alias', 'id' and 'family'", fix: 'Make others terms of their own' });
    return;
  }
  if (alias !== undefined && isKnown(alias) && !ALIAS.test(alias)) {
    prop.at('alias').fault({ rule: "must be a family and a version such as 'ContainerOptimizedOS@125.19216.104.126' or 'Ubuntu@v20260416'", got: alias, fix: 'Correct it' });
  }
  if (family === undefined) {
    if (channel !== undefined || version !== undefined) { prop.fault({ rule: "must not have a channel or version without 'family'", fix: 'Leave it out' }); }
    return;
  }
  if (isKnown(family) && !FAMILIES.includes(family)) { prop.at('family').fault({ rule: `must be one of ${FAMILIES.join(', ')}`, got: family, fix: 'Use one of them' }); }
  if ((channel === undefined) === (version === undefined)) { prop.fault({ rule: "must have one of 'channel' and 'version' with 'family'", fix: 'Give one of the two' }); }
  if (channel !== undefined && isKnown(channel) && (!CHANNELS.includes(channel) || family !== 'ContainerOptimizedOS')) {
    prop.at('channel').fault({ rule: `must be one of ${CHANNELS.join(', ')}, and only with the family ContainerOptimizedOS`, got: channel, fix: "Use 'version'" });
  }
  const legal = family === 'ContainerOptimizedOS' ? /^(?:latest|\d+\.\d+\.\d+\.\d+)$/ : /^(?:latest|v\d{8})$/;
  if (version !== undefined && isKnown(version) && !legal.test(version)) {
    prop.at('version').fault({ rule: "must be 'latest', or a version such as '125.19216.104.126' of ContainerOptimizedOS and 'v20260416' of Ubuntu", got: version, fix: 'Correct it' });
  }
}
