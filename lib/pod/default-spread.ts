import { ApiObject } from 'cdk8s';
import { hasEdit, render } from '../construct/edit';
import { Fault } from '../construct/fault';
import { markedSpread, SPREAD_SLOT } from '../construct/spread-mark';
import { WarningText } from '../construct/warning';
import { formatPath } from '../manifest/field-path';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { ZONE_KEY, ZONE_RULE } from '../manifest/topology-spread';
import { replicaScale } from './replica-scale';
import { defaultSpreadContradictions } from './zone-contradictions';

/** What was found in a finished workload. */
export interface SpreadFindings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly WarningText[];
}

const NOTHING: SpreadFindings = { faults: [], warnings: [] };

/**
 * Asks what a finished workload says that does not go together with the spread over zones that it got without asking. Faults and warnings are asked for
 * apart: it is judged once for each time that it is rendered.
 */
export function defaultSpreadFindings(workload: ApiObject): () => SpreadFindings {
  let latest: { readonly object: KubernetesObject; readonly found: SpreadFindings } | undefined;
  return () => {
    // Who spreads it otherwise is told by that.
    if (!markedSpread(workload).some(isOverZones) || hasEdit(workload, SPREAD_SLOT)) { return NOTHING; }
    const { object } = render(workload);
    if (latest?.object !== object) { latest = { object, found: findingsIn(workload, object) }; }
    return latest.found;
  };
}

function findingsIn(workload: ApiObject, object: KubernetesObject): SpreadFindings {
  const found = podTemplatesOf(object).filter(({ template }) => template.spec.topologySpreadConstraints?.some(isOverZones)).map(({ template, path }) => (
    defaultSpreadContradictions({
      template, namespace: object.metadata?.namespace, replicas: replicasOf(workload, object), ownVolumes: false, pathOf: (field) => `${formatPath([...path, 'spec'])}.${field}`,
    }, ZONE_RULE)));
  return {
    faults: found.flatMap(({ faults }) => faults),
    warnings: found.flatMap(({ warnings }) => warnings.map((warning) => ({ ...warning, object: describeObject(object) }))),
  };
}

/** The most that there may be. Where the workload says none, an autoscaler does, be it of another program. */
function replicasOf(workload: ApiObject, object: KubernetesObject): number | undefined {
  return object.spec.replicas === undefined ? undefined : replicaScale(workload, object).most;
}

function isOverZones({ topologyKey, whenUnsatisfiable }: { readonly [field: string]: any }): boolean {
  return topologyKey === ZONE_KEY && whenUnsatisfiable === ZONE_RULE.whenUnsatisfiable;
}
