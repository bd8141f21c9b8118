import { FieldPath } from '../../manifest/field-path';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { PodTemplateRef, podTemplatesOf } from '../../manifest/pod-template';
import { isReplicated } from '../../manifest/replicated-kinds';
import { stepsOf, valuesAt } from './field-text';
import { StandIn } from './stand-in';

/** Which objects make pods, as Kubernetes and the field have it and as a team says of its own kinds. */
export class OwnWorkloads {
  private readonly kinds: ReadonlyMap<string, StandIn>;
  // Many rules ask about the same object.
  private readonly templates = new Map<KubernetesObject, readonly PodTemplateRef[]>();

  public constructor(standIns: readonly StandIn[] = []) {
    this.kinds = new Map(standIns.filter(({ podTemplate, replicas }) => podTemplate !== undefined || replicas !== undefined).map((each) => [each.kind, each]));
  }

  /** The pod templates of an object. */
  public templatesOf(object: KubernetesObject): readonly PodTemplateRef[] {
    const before = this.templates.get(object);
    if (before !== undefined) { return before; }
    const own = this.find(object)?.podTemplate;
    const templates = podTemplatesOf(object, own === undefined ? undefined : stepsOf(own));
    this.templates.set(object, templates);
    return templates;
  }

  /** Whether an object keeps a number of equal pods running. */
  public isReplicated(object: KubernetesObject): boolean {
    return this.find(object)?.replicas !== undefined || isReplicated(object);
  }

  /** How many, as it says itself: one where it says nothing. */
  public replicasIn(object: KubernetesObject): unknown {
    return this.statedReplicas(object) ?? 1;
  }

  /** How many, where it says so itself. */
  public statedReplicas(object: KubernetesObject): unknown {
    const own = this.find(object)?.replicas;
    return own === undefined ? object.spec?.replicas : valuesAt(own, object)[0];
  }

  /** Where it says that. */
  public replicasPath(object: KubernetesObject): FieldPath {
    const own = this.find(object)?.replicas;
    return own === undefined ? REPLICAS : stepsOf(own);
  }

  private find(object: KubernetesObject): StandIn | undefined {
    return this.kinds.size === 0 ? undefined : this.kinds.get(`${apiGroup(object)}/${object.kind}`);
  }
}

const REPLICAS: FieldPath = ['spec', 'replicas'];
