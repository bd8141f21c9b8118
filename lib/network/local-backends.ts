import { IPodSelector } from 'cdk8s-plus-28';
import { Fault } from '../construct/fault';
import { endpointOf, NetworkEndpoint } from '../construct/network-endpoint';
import { isKnown } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { LabelSelector } from '../manifest/object';

type Labels = { readonly [key: string]: string };

/** The pods of this cluster behind a Service, as far as the program knows them. */
export interface BackendPlan {
  /** Labels of the pods; undefined where there are none of this cluster. */
  readonly labels?: Labels;
  /** The workload, where it is a construct of the program. */
  readonly endpoint?: NetworkEndpoint;
  /** What is at fault, for a Service in a namespace. */
  faults(namespace: string | undefined): Fault[];
}

/** The pods of this cluster behind a global service. */
export class LocalBackends {
  /** The pods of a workload of this library, of cdk8s-plus, or of anything else that can be selected. */
  public static ofWorkload(workload: IPodSelector): LocalBackends {
    if (typeof workload?.toPodSelectorConfig !== 'function') {
      const rule = 'must be a workload of this library or of cdk8s-plus';
      return new LocalBackends({ labels: {}, faults: () => [{ rule, fix: "Give one, in Pulumi the 'construct' of the component; or use 'LocalBackends.labelled'" }] });
    }
    const { labelSelector, namespaces } = workload.toPodSelectorConfig();
    // cdk8s-plus' selectors show what they select only in this way.
    const { matchLabels = {}, matchExpressions = [] }: LabelSelector = (labelSelector as any)._toKube();
    const faults = (namespace: string | undefined): Fault[] => {
      if (matchExpressions.length > 0 || Object.keys(matchLabels).length === 0) {
        return [{ rule: 'must select pods by labels alone, because a Service can do no more', fix: "Use 'LocalBackends.labelled'" }];
      }
      const elsewhere = namespaces?.names?.filter((name) => isKnown(name) && isKnown(namespace) && name !== namespace) ?? [];
      return namespace === undefined || elsewhere.length === 0 ? [] : [{
        rule: `must stand in the namespace of the Service, '${namespace}', but stands in '${elsewhere[0]}'`,
        fix: 'Put both into one namespace',
      }];
    };
    return new LocalBackends({ labels: matchLabels, endpoint: endpointOf(workload), faults });
  }

  /** Pods with certain labels, in the namespace of the Service: `LocalBackends.labelled({ app: 'search' })`. */
  public static labelled(labels: { [key: string]: string }): LocalBackends {
    const given = { ...labels };
    const faults = () => [
      ...Object.keys(given).length > 0 ? [] : [{ rule: 'must name a label', fix: "Use 'LocalBackends.none' if this cluster only calls the service" }],
      ...Object.entries(given).flatMap(([key, value]) => [
        ...fault(labelKeyFault(key), key, "Use a key such as 'app.kubernetes.io/name'"),
        ...fault(labelValueFault(value), value, `Correct the value of '${key}'`),
      ]),
    ];
    return new LocalBackends({ labels: given, faults });
  }

  /** None: this cluster only calls the service, which runs in others. The Service has no selector then, and is not shared. */
  public static none(): LocalBackends {
    return new LocalBackends({ faults: () => [] });
  }

  private constructor(
    /** @internal */
    public readonly _plan: BackendPlan,
  ) {}
}

function fault(rule: string | undefined, got: unknown, fix: string): Fault[] {
  return rule === undefined ? [] : [{ rule, got, fix }];
}
