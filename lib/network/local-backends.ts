import { IPodSelector } from 'cdk8s-plus-28';
import { ICdk8sPlusPodSelector } from '../construct/cdk8s-plus-peer';
import { labels as labelsShape } from '../construct/collection';
import { endpointOf, NetworkEndpoint } from '../construct/network-endpoint';
import { Prop } from '../construct/prop';
import { instance, Shape } from '../construct/shape';
import { knownPart } from '../manifest/known';
import { LabelSelector } from '../manifest/object';

type Labels = { readonly [key: string]: string };

/** Labels of pods. */
export const podLabels = labelsShape("{ app: 'search' }", 'app.kubernetes.io/name');

/** The pods of this cluster behind a Service, as far as the program knows them. */
export interface BackendPlan {
  /** Labels of the pods; undefined where there are none of this cluster. */
  readonly labels?: Labels;
  /** The labels where a caller gave them. */
  readonly given?: Labels;
  /** The workload, where it is a construct of the program. */
  readonly endpoint?: NetworkEndpoint;
  /** What is at fault, for a Service in a namespace. */
  check(prop: Prop, namespace: string): void;
}

/** The pods of this cluster behind a global service. */
export class LocalBackends {
  /** The pods of a workload of this library, of cdk8s-plus, or of anything else that can be selected. */
  public static ofWorkload(workload: IPodSelector | ICdk8sPlusPodSelector): LocalBackends {
    if (typeof workload?.toPodSelectorConfig !== 'function') {
      return new LocalBackends({
        labels: {},
        check: (prop) => prop.fault({
          id: 'prop/type',
          rule: 'must be a workload of this library or of cdk8s-plus',
          fix: "Give one, in Pulumi the 'construct' of the component; or use 'LocalBackends.labelled'",
        }),
      });
    }
    const { labelSelector, namespaces } = workload.toPodSelectorConfig();
    // cdk8s-plus' selectors show what they select only in this way.
    const { matchLabels = {}, matchExpressions = [] }: LabelSelector = (labelSelector as any)._toKube();
    return new LocalBackends({
      labels: matchLabels,
      endpoint: endpointOf(workload),
      check: (prop, namespace) => {
        const id = 'network/nameable-peer';
        if (matchExpressions.length > 0 || Object.keys(matchLabels).length === 0) {
          prop.fault({ id, rule: 'must select pods by labels alone, because a Service can do no more', fix: "Use 'LocalBackends.labelled'" });
          return;
        }
        const { names = [], own } = knownPart<{ names?: string[]; own: string }>({ names: namespaces?.names, own: namespace });
        const elsewhere = own === undefined ? undefined : names.find((name) => name !== undefined && name !== own);
        if (elsewhere !== undefined) {
          prop.fault({ id, rule: `must stand in the namespace of the Service, '${namespace}', but stands in '${elsewhere}'`, fix: 'Put both into one namespace' });
        }
      },
    });
  }

  /** Pods with certain labels, in the namespace of the Service: `LocalBackends.labelled({ app: 'search' })`. */
  public static labelled(labels: { [key: string]: string }): LocalBackends {
    const given = { ...labels };
    return new LocalBackends({
      labels: given,
      given: labels,
      check: (prop) => {
        if (Object.keys(given).length === 0) {
          prop.fault({ id: 'prop/range', rule: 'must name a label', fix: "Use 'LocalBackends.none' if this cluster only calls the service" });
        }
      },
    });
  }

  /** None: this cluster only calls the service, which runs in others. The Service has no selector then, and is not shared. */
  public static none(): LocalBackends {
    return new LocalBackends({ check: () => undefined });
  }

  private constructor(
    /** @internal */
    public readonly _plan: BackendPlan,
  ) {}
}

const BACKENDS = (factory: string) => instance<LocalBackends>('LocalBackends', factory, ['_plan']);
const ANY = BACKENDS('labelled');
const OF_WORKLOAD = BACKENDS('ofWorkload');

/** What `backends` must look like, and what labels in it must. */
export const LOCAL_BACKENDS: Shape<LocalBackends> = (value: any, prop) => {
  const read = (typeof value?.toPodSelectorConfig === 'function' ? OF_WORKLOAD : ANY)(value, prop);
  podLabels(read?._plan.given, prop);
  return read;
};
