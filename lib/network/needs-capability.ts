import { Construct } from 'constructs';
import { coerce, gte } from 'semver';
import { Cluster } from '../cluster/cluster';
import { Prop } from '../construct/prop';

/** What a cluster may have installed, as its capabilities name it. */
export type Installed = 'argoCd' | 'cilium' | 'gatewayApi' | 'istio';

const TITLES: { readonly [installed in Installed]: string } = { argoCd: 'Argo CD', cilium: 'Cilium', gatewayApi: 'Gateway API', istio: 'Istio' };

/** The version of what the cluster around a construct has installed; undefined where it is not known to be there. */
export function installedVersion(construct: Construct, installed: Installed): string | undefined {
  return Cluster.tryContaining(construct)?.capabilities[installed]?.version;
}

/** Whether the cluster around a construct has something installed, and of a version at least. */
export function hasInstalled(construct: Construct, installed: Installed, version = '0.0'): boolean {
  const actual = coerce(installedVersion(construct, installed));
  return actual !== null && gte(actual, coerce(version)!);
}

/** A fault where the cluster does not have what was asked for, or is not known to. */
export function needsInstalled(construct: Construct, installed: Installed, version: string, prop: Prop): void {
  if (hasInstalled(construct, installed, version)) { return; }
  const actual = installedVersion(construct, installed);
  const rule = `needs ${TITLES[installed]} ${version}`;
  prop.fault(actual === undefined
    ? { rule: `${rule}, and the cluster is not known to have it`, fix: `Set 'capabilities.${installed}' on the Cluster, or leave it out` }
    : { rule: `${rule}, and the cluster has ${actual}`, fix: 'Upgrade it, or leave this out' });
}
