import { FieldPath } from '../manifest/field-path';
import { parseKubernetesVersion } from '../manifest/kubernetes-version';
import { apiGroup, KubernetesObject } from '../manifest/object';
import { CustomSchemas, schemasOfDefinitions } from '../schema/custom-resources';
import { SchemaFault, schemaFaults } from '../schema/schema-faults';
import { ObjectSchema } from '../schema/schema-node';
import { Deprecation, kubernetesMinors, KubernetesSchemas, schemasOf, Unserved } from '../schema/schemas';
import { OwnWorkloads } from './stand-ins/own-workloads';

const NONE: readonly never[] = [];
const EMPTY_TEMPLATE = { spec: { containers: [{ name: 'a' }] } };

/** The schemas by which the objects of a cluster are judged: of its Kubernetes, and of the definitions of custom resources that are known. */
export class TargetSchemas {
  private readonly kubernetes: KubernetesSchemas;
  private readonly custom: CustomSchemas;
  private readonly found = new Map<KubernetesObject, readonly SchemaFault[]>();

  /**
   * @param version of Kubernetes; where it is not known, the newest that there are schemas for
   * @param definitions CustomResourceDefinitions
   */
  public constructor(public readonly version: string | undefined, definitions: readonly KubernetesObject[]) {
    this.kubernetes = schemasOf(version ?? kubernetesMinors().at(-1)!);
    this.custom = schemasOfDefinitions(definitions, this.kubernetes);
  }

  /** The minor whose schemas these are. */
  public get minor(): string {
    return this.kubernetes.minor;
  }

  /**
   * What of an object its schema does not take; of a kind that is not known, what of its metadata API servers do not take.
   * @param isPart as above, where it is asked for the first time
   */
  public faultsOf(object: KubernetesObject, isPart = false): readonly SchemaFault[] {
    const known = this.found.get(object);
    if (known !== undefined) { return known; }
    const schema = this.schemaOf(object);
    const faults = schema === undefined ? this.faultsAsTemplate(object.metadata, EMPTY_TEMPLATE) : schemaFaults(schema, object, isPart);
    // Asked again by the rules that tell them.
    this.found.set(object, faults);
    return faults;
  }

  /**
   * Where it holds what its schema does not take. An item that stands twice is well-formed, and so is what breaks a rule in CEL.
   * @param isPart whether something is left out of it that only a deployment knows
   */
  public misfitsOf(object: KubernetesObject, isPart: boolean): readonly FieldPath[] {
    const faults = this.faultsOf(object, isPart);
    return faults.length === 0 ? NONE : faults.filter(({ rule }) => rule !== 'duplicate-item-under-apply' && rule !== 'cel').map(({ path }) => path);
  }

  /** Rules of definitions that were not run on the objects, by `apiVersion/Kind`: each a clause. */
  public get uncheckedRules(): { readonly [kind: string]: readonly string[] } {
    return Object.fromEntries(this.custom.kinds().map(({ apiVersion, kind }) => [`${apiVersion}/${kind}`, this.custom.opened(apiVersion, kind)?.unchecked ?? []] as const)
      .map(([kind, rules]): [string, string[]] => [kind, [...rules].sort()]).filter(([, rules]) => rules.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Where pod templates of a kind that is not known are not what pods are: nothing is said of it, and no rule should stumble over it. */
  public oddPlacesOf(object: KubernetesObject, workloads: OwnWorkloads): readonly FieldPath[] {
    if (this.schemaOf(object) !== undefined) { return NONE; }
    return workloads.templatesOf(object).flatMap(({ template, path }) => this.faultsAsTemplate({ name: 'pod' }, template)
      .filter((fault) => fault.rule !== 'unknown-field').map((fault) => [...path, ...fault.path.slice(1)]));
  }

  /** Whether nothing is known of what the object may hold: its kind is one of somebody else's. */
  public isUnchecked(object: KubernetesObject): boolean {
    const unserved = this.unserved(object);
    // Groups of custom resources have a dot.
    return unserved?.kind === 'unknown-group' && unserved.nearest === undefined && apiGroup(object).includes('.');
  }

  /** Why there is no schema for an object. */
  public unserved({ apiVersion, kind }: KubernetesObject): Unserved | undefined {
    if (this.schemaOf({ apiVersion, kind }) !== undefined) { return undefined; }
    const served = this.custom.servedVersions(apiVersion, kind);
    return served === undefined ? this.kubernetes.unserved(apiVersion, kind) : { kind: 'unknown-version', now: served };
  }

  /** That what an object is written in goes. */
  public deprecated({ apiVersion, kind }: KubernetesObject): Deprecation | undefined {
    return this.kubernetes.deprecated(apiVersion, kind);
  }

  private faultsAsTemplate(metadata: unknown, template: unknown): readonly SchemaFault[] {
    return schemaFaults(this.kubernetes.find('v1', 'PodTemplate')!, { apiVersion: 'v1', kind: 'PodTemplate', metadata, template });
  }

  private schemaOf({ apiVersion, kind }: KubernetesObject): ObjectSchema | undefined {
    return this.kubernetes.find(apiVersion, kind) ?? this.custom.find(apiVersion, kind);
  }
}

/** The minor that is nearest to a version of Kubernetes among those that there are schemas for. */
export function nearestMinor(version: string): string {
  const minors = kubernetesMinors();
  const { minor } = parseKubernetesVersion(version);
  return minors.find((each) => parseKubernetesVersion(each).minor >= minor) ?? minors.at(-1)!;
}
