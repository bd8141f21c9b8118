import { Construct } from 'constructs';
import { Cloud } from '../../cluster/cloud';
import { Cluster } from '../../cluster/cluster';
import { list, map } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { also, matching, required, Shape, text, textOf } from '../../construct/shape';
import { further, struct } from '../../construct/struct';
import { isFullyKnown, knownPart } from '../../manifest/known';
import { AWS_INSTANCE_TYPE, AWS_INSTANCE_TYPE_RULE } from '../aws-instance-type';
import { kubeletShape } from './karpenter-kubelet';
import { existingNodeClass, KarpenterDialect, KarpenterProvider } from './karpenter-provider';
import { SpotPool } from './spot-provider-strategy';

/** Which machine images an EC2NodeClass takes: by alias, by id, or by all else that is given. */
export interface AmiSelectorTerm {
  /**
   * A family and version of AWS' own images, such as `al2023@v20260209` or `bottlerocket@1.55.0`. With `@latest` nodes are replaced whenever
   * AWS publishes one. Alone in its list.
   *
   * @default - not by alias
   */
  readonly alias?: string;

  /**
   * Id of the image, such as `ami-0123456789abcdef0`.
   * @default - not by id
   */
  readonly id?: string;

  /**
   * Name of the image, `*` for any text.
   * @default - any
   */
  readonly name?: string;

  /**
   * Account that owns it, or `self` or `amazon`.
   * @default - the own account and Amazon
   */
  readonly owner?: string;

  /**
   * Name of the parameter that holds its id in Systems Manager.
   * @default - none
   */
  readonly ssmParameter?: string;

  /**
   * Tags of the image, `*` for any value.
   * @default - any
   */
  readonly tags?: { [key: string]: string };
}

/** Which subnets an EC2NodeClass takes: by id, or by tags. */
export interface SubnetSelectorTerm {
  /**
   * Id of the subnet, such as `subnet-0123456789abcdef0`.
   * @default - not by id
   */
  readonly id?: string;

  /**
   * Tags of the subnet, `*` for any value.
   * @default - not by tags
   */
  readonly tags?: { [key: string]: string };
}

/** Which security groups an EC2NodeClass takes: by id, by name, or by tags. */
export interface SecurityGroupSelectorTerm {
  /**
   * Id of the security group, such as `sg-0123456789abcdef0`.
   * @default - not by id
   */
  readonly id?: string;

  /**
   * Name of the security group, `*` for any text.
   * @default - not by name
   */
  readonly name?: string;

  /**
   * Tags of the security group, `*` for any value.
   * @default - not by tags
   */
  readonly tags?: { [key: string]: string };
}

/**
 * What Karpenter on AWS must know of nodes: an EC2NodeClass.
 * @see https://karpenter.sh/docs/concepts/nodeclasses/
 */
export interface KarpenterAwsOptions {
  /** Machine images, 1 to 30 terms; any of them will do. */
  readonly amiSelectorTerms: AmiSelectorTerm[];

  /** Subnets, 1 to 30 terms; any of them will do. */
  readonly subnetSelectorTerms: SubnetSelectorTerm[];

  /** Security groups, 1 to 30 terms; nodes get all of them. */
  readonly securityGroupSelectorTerms: SecurityGroupSelectorTerm[];

  /**
   * IAM role of the nodes, by name. Either this or `instanceProfile`.
   * @default - `instanceProfile`
   */
  readonly role?: string;

  /**
   * IAM instance profile of the nodes, by name. Either this or `role`.
   * @default - `role`
   */
  readonly instanceProfile?: string;

  /**
   * What kind of user data the images want: `AL2023`, `Bottlerocket`, `Custom` and others.
   * @default - what the alias says; required without one
   */
  readonly amiFamily?: string;

  /**
   * Tags of whatever is made in EC2.
   * @default - those of Karpenter
   */
  readonly tags?: { [key: string]: string };

  /**
   * Further fields of the EC2NodeClass' `spec`, such as `blockDeviceMappings`, `metadataOptions`, `kubelet` or `userData`. They are written as
   * they are; only of `kubelet` it is looked at what the API server would refuse.
   *
   * @default - Karpenter's defaults
   */
  readonly spec?: { [field: string]: any };
}

const RESERVED_TAGS = ['eks:eks-cluster-name', 'karpenter.sh/nodepool', 'karpenter.sh/nodeclaim', 'karpenter.k8s.aws/ec2nodeclass'];
const FAMILIES = ['AL2', 'AL2023', 'Bottlerocket', 'Custom', 'Windows2019', 'Windows2022', 'Windows2025'];
const MOST_TERMS = 30;
const TERM_FIELDS: { readonly [prefix: string]: readonly string[] } = {
  'ami-': ['id', 'tags', 'alias', 'name', 'owner', 'ssmParameter'],
  'subnet-': ['id', 'tags'],
  'sg-': ['id', 'tags', 'name'],
};
const OWN_FIELDS = ['amiSelectorTerms', 'amiFamily', 'role', 'instanceProfile', 'subnetSelectorTerms', 'securityGroupSelectorTerms', 'tags'];
const LABELS = [
  'capacity-reservation-id', 'capacity-reservation-type', 'capacity-reservation-interruptible', 'instance-hypervisor',
  'instance-encryption-in-transit-supported', 'instance-category', 'instance-capability-flex', 'instance-family', 'instance-generation',
  'instance-local-nvme', 'instance-size', 'instance-cpu', 'instance-cpu-manufacturer', 'instance-cpu-sustained-clock-speed-mhz', 'instance-memory',
  'instance-ebs-bandwidth', 'instance-network-bandwidth', 'instance-gpu-name', 'instance-gpu-manufacturer', 'instance-gpu-count',
  'instance-gpu-memory', 'instance-accelerator-name', 'instance-accelerator-manufacturer', 'instance-accelerator-count', 'instance-tenancy',
  'placement-group-id', 'placement-group-partition',
];

const TAGS = map(text, "{ team: 'shop' }");
/** Tags by which something is found. Without a filter, everything in the account is taken. */
const FILTER = also(TAGS, (tags, prop) => {
  const all = Object.entries(tags);
  const fix = "Use '*' for any value";
  if (all.length > 20 || all.some(([key, value]) => key === '' || value === '')) {
    prop.fault({ id: 'prop/grammar', rule: 'must hold at most 20, none with an empty key or value', fix });
  }
  if (all.length === 0) { prop.fault({ id: 'prop/range', rule: 'must hold at least one', fix }); }
});
const idOf = (prefix: string) => matching(new RegExp(`^${prefix}[0-9a-z]+$`), `must be an id such as '${prefix}0123456789abcdef0'`, 'Correct it');
const exampleOf = (prefix: string) => `[{ id: '${prefix}0123456789abcdef0' }]`;
const termsOf = <T extends object>(prefix: string, term: Shape<T>) => required(also(
  list(also(term, (one, prop) => checkTerm(prefix, one, prop)), exampleOf(prefix)),
  (terms, prop) => {
    if (terms.length === 0 || terms.length > MOST_TERMS) {
      const got = terms.length === 0 ? undefined : terms.length;
      prop.fault({ id: 'prop/range', rule: `must hold 1 to ${MOST_TERMS} terms`, got, fix: `Use one such as ${exampleOf(prefix)}` });
    }
  },
), `Use one such as ${exampleOf(prefix)}`);

const AMI_TERM = struct<AmiSelectorTerm>("{ alias: 'al2023@v20260209' }", { id: idOf('ami-'), tags: FILTER, alias: text, name: text, owner: text, ssmParameter: text });
const OPTIONS = also(struct<KarpenterAwsOptions>("{ role: 'nodes', … }", {
  amiSelectorTerms: termsOf('ami-', AMI_TERM),
  subnetSelectorTerms: termsOf('subnet-', struct<SubnetSelectorTerm>("{ id: 'subnet-0123456789abcdef0' }", { id: idOf('subnet-'), tags: FILTER })),
  securityGroupSelectorTerms: termsOf('sg-', struct<SecurityGroupSelectorTerm>("{ id: 'sg-0123456789abcdef0' }", { id: idOf('sg-'), tags: FILTER, name: text })),
  role: textOf((role) => (role === '' ? 'must not be empty' : undefined), { fix: "Use the role's name" }),
  instanceProfile: textOf((profile) => (profile === '' ? 'must not be empty' : undefined), { fix: "Use the profile's name" }),
  amiFamily: textOf((family) => (FAMILIES.includes(family) ? undefined : `must be one of ${FAMILIES.join(', ')}`), { id: 'prop/choice', fix: "Leave it out with an 'alias'" }),
  tags: also(TAGS, checkTags),
  spec: further('EC2NodeClass', Object.fromEntries(OWN_FIELDS.map((field) => [field, field])), { kubelet: kubeletShape('EC2NodeClass') }),
}), checkOptions);

const AWS: KarpenterDialect = {
  cloud: Cloud.AWS,
  nodeClass: { group: 'karpenter.k8s.aws', version: 'v1', kind: 'EC2NodeClass' },
  familyKey: 'karpenter.k8s.aws/instance-family',
  sizeKey: 'karpenter.k8s.aws/instance-size',
  oneTypeEach: true,
  names: {
    families: { pattern: /^[a-z][a-z0-9-]*$/, rule: 'must be the name of a family: lower case, and without a size', example: 'm7i' },
    instanceTypes: { pattern: AWS_INSTANCE_TYPE, rule: AWS_INSTANCE_TYPE_RULE, example: 'm7i.large' },
  },
  check: checkTypes,
  domains: ['karpenter.k8s.aws'],
  usable: LABELS.map((label) => `karpenter.k8s.aws/${label}`),
  reserved: [],
  values: { 'karpenter.k8s.aws/instance-tenancy': ['default', 'dedicated'] },
  warnings: (construct: Construct) => {
    const cluster = Cluster.tryContaining(construct);
    if (cluster === undefined || cluster.capabilities.karpenter?.interruptionQueue === true) { return []; }
    return [{
      id: 'scheduling/no-interruption-queue',
      message: 'Karpenter is not known to have a queue of interruption notices: without one, pods end with their node, undrained. '
        + "Set 'interruptionQueue' in its settings, and in 'capabilities.karpenter' of the Cluster.",
    }];
  },
};

/** Karpenter on AWS with a node class of its own. */
export function karpenterAws(options: KarpenterAwsOptions, prop: Prop): KarpenterProvider {
  const read: Partial<KarpenterAwsOptions> = OPTIONS(options ?? {}, prop) ?? {};
  const { amiSelectorTerms = [], amiFamily, role, instanceProfile, subnetSelectorTerms, securityGroupSelectorTerms, tags, spec } = read;
  const { family, terms = [] } = knownPart({ family: amiFamily, terms: amiSelectorTerms });
  const aliases = terms.flatMap(({ alias }) => alias ?? []);
  const floating = aliases.find((alias) => alias.endsWith('@latest'));
  return new KarpenterProvider(AWS, {
    spec: { ...spec, amiFamily, amiSelectorTerms, role, instanceProfile, subnetSelectorTerms, securityGroupSelectorTerms, tags },
    // What the family says holds, whatever the alias: 'Custom' runs Linux.
    operatingSystem: (family === undefined ? aliases : [family]).some((name) => /^windows/i.test(name)) ? 'windows' : 'linux',
    warnings: floating === undefined ? [] : [{
      id: 'scheduling/floating-image',
      message: `The alias '${floating}' replaces all nodes, as fast as disruption budgets let it, whenever AWS publishes an image. Name a version.`,
    }],
  });
}

/** Karpenter on AWS with a node class that is there. */
export function karpenterAwsWith(existingName: string, prop: Prop): KarpenterProvider {
  return new KarpenterProvider(AWS, existingNodeClass(existingName, AWS, prop));
}

/** A type is a family and a size, so that the three lists may leave none together, or fewer than there must be. */
function checkTypes({ props: { families, sizes, instanceTypes, minInstanceTypes = 0 } }: SpotPool, prop: Prop): void {
  if (![families, sizes, instanceTypes].every((list) => isFullyKnown(list ?? []))) { return; }
  const all = instanceTypes?.length ?? Infinity;
  const left = instanceTypes?.filter((type) => {
    const [family, size] = type.split('.');
    return (families === undefined || families.includes(family)) && (sizes === undefined || sizes.includes(size));
  }).length ?? (families === undefined || sizes === undefined ? Infinity : families.length * sizes.length);
  if (instanceTypes !== undefined && all > 0 && left === 0) {
    const fix = "Leave out 'families' and 'sizes', which the types say";
    prop.at('instanceTypes').fault({ id: 'scheduling/coherent-nodes', rule: "must hold one of 'families' and 'sizes'", got: instanceTypes, fix });
  } else if (left < minInstanceTypes && all >= minInstanceTypes) {
    const rule = `must be at most as many types as the other props leave, ${left}`;
    prop.at('minInstanceTypes').fault({ id: 'scheduling/coherent-nodes', rule, got: minInstanceTypes, fix: 'Lower it, or allow more types' });
  }
}

function checkTags(tags: { readonly [key: string]: string }, prop: Prop): void {
  Object.keys(tags).filter((key) => key === '' || RESERVED_TAGS.includes(key) || key.startsWith('kubernetes.io/cluster')).forEach((key) => {
    prop.at(key).fault({ id: 'scheduling/free-name', rule: 'must not be given: Karpenter sets it itself', fix: 'Use a tag of your own' });
  });
}

function checkOptions(options: KarpenterAwsOptions, prop: Prop): void {
  const { amiFamily, role, instanceProfile, amiSelectorTerms: terms = [] } = options;
  const known = knownPart({ amiFamily, terms });
  const id = 'scheduling/coherent-nodes';
  if ((role === undefined) === (instanceProfile === undefined)) {
    prop.at('role').fault({ id, rule: `must be given ${role === undefined ? "where 'instanceProfile' is not" : "without 'instanceProfile'"}`, fix: 'Give one of the two' });
  }
  const at = prop.at('amiSelectorTerms');
  const aliases = terms.filter(({ alias }) => alias !== undefined);
  if (aliases.length > 0 && terms.length > 1) { at.fault({ id, rule: 'must hold nothing besides a term with an alias', fix: 'Leave the others out' }); }
  if (aliases.length === 0 && amiFamily === undefined && terms.length > 0) {
    prop.at('amiFamily').fault({ id, rule: 'must be given where no alias says it', fix: "Use 'AL2023', 'Bottlerocket' or 'Custom'" });
  }
  known.terms?.forEach(({ alias }, index) => {
    if (alias === undefined) { return; }
    const [, family, version] = /^([^@]+)@(.+)$/.exec(alias) ?? [];
    const meant = FAMILIES.find((name) => name !== 'Custom' && name.toLowerCase() === family);
    if (meant === undefined || alias.length > 30 || (meant.startsWith('Windows') && version !== 'latest')) {
      at.at(index, 'alias').fault({
        id: 'prop/grammar',
        rule: "must be a family and a version such as 'al2023@v20260209', of at most 30 characters; for Windows the version 'latest'",
        got: alias,
        fix: 'Correct it',
      });
    } else if (![undefined, meant, 'Custom'].includes(known.amiFamily)) {
      prop.at('amiFamily').fault({ id, rule: `must be '${meant}' or 'Custom' with the alias '${alias}'`, got: amiFamily, fix: 'Leave it out' });
    }
  });
}

/** A term says what is meant in one way: by id, by name, by alias, or by all else. */
function checkTerm(prefix: string, term: { readonly [field: string]: any }, prop: Prop): void {
  // What a term of its kind does not know, the API server drops.
  const fields = Object.keys(term).filter((field) => TERM_FIELDS[prefix].includes(field));
  // An owner alone would take every image of that account.
  if (fields.every((field) => field === 'owner')) { prop.fault({ id: 'prop/required', rule: 'must say which is meant', fix: "Give it an 'id' or 'tags'" }); }
  ['id', 'name', 'alias'].filter((field) => fields.includes(field) && !(field === 'name' && prefix === 'ami-')).forEach((field) => {
    const others = fields.filter((other) => other !== field && !(field === 'id' && other === 'ssmParameter'));
    if (others.length > 0) {
      prop.fault({ id: 'scheduling/coherent-nodes', rule: `must hold nothing besides '${field}'`, got: others.join(', '), fix: 'Leave one out, or make it a term of its own' });
    }
  });
}
