import coerce from 'semver/functions/coerce';
import gte from 'semver/functions/gte';
import { Construct } from 'constructs';
import { Fault } from '../construct/fault';
import { Prop } from '../construct/prop';
import { ClusterCapabilities } from './capabilities';
import { Cluster } from './cluster';

/** What a cluster may have installed, as its capabilities name it. */
export type Installed = 'argoCd' | 'cilium' | 'gatewayApi' | 'istio';

const TITLES: { readonly [installed in Installed]: string } = { argoCd: 'Argo CD', cilium: 'Cilium', gatewayApi: 'Gateway API', istio: 'Istio' };

/** What is installed in the cluster around a construct, as far as it is known. */
export function capabilitiesAround(construct: Construct): ClusterCapabilities {
  return Cluster.tryContaining(construct)?.capabilities ?? {};
}

/** The domain of the names of the cluster around a construct. */
export function clusterDomain(construct: Construct): string {
  return capabilitiesAround(construct).dns?.clusterDomain ?? 'cluster.local';
}

/** The version of what the cluster around a construct has installed; undefined where it is not known to be there. */
export function installedVersion(construct: Construct, installed: Installed): string | undefined {
  return capabilitiesAround(construct)[installed]?.version;
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
  prop.fault(actual !== undefined ? outdated(`needs ${TITLES[installed]} ${version}`, actual) : {
    id: 'network/installed',
    rule: `needs ${TITLES[installed]} ${version}, and the cluster is not known to have it`,
    fix: `Set 'capabilities.${installed}' on the Cluster, or leave it out`,
  });
}

/** A fault where what the cluster is known to have is older. Without a cluster nothing is known. */
export function needsAtLeast(construct: Construct, installed: Installed, version: string, prop: Prop): void {
  const actual = installedVersion(construct, installed);
  if (actual !== undefined && !hasInstalled(construct, installed, version)) { prop.fault(outdated(`needs ${TITLES[installed]} ${version}`, actual)); }
}

function outdated(needs: string, actual: string): Omit<Fault, 'prop'> {
  return { id: 'network/installed', rule: `${needs}, and the cluster has ${actual}`, fix: 'Upgrade it, or leave this out' };
}
