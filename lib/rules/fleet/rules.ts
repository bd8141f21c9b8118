import { capability } from './capability';
import { globalServiceAffinity } from './global-service-affinity';
import { globalServiceMembers } from './global-service-members';
import { globalServicePorts } from './global-service-ports';
import { globalServiceTargets } from './global-service-targets';
import { meshCidrs } from './mesh-cidrs';
import { meshIdentity } from './mesh-identity';
import { policyClusters } from './policy-clusters';
import { regionLoss } from './region-loss';
import { regionZones } from './region-zones';
import { remoteCallers } from './remote-callers';
import { FleetRule } from './rule';
import { sameImage } from './same-image';
import { servedApi } from './served-api';
import { snapshotPlace } from './snapshot-place';
import { zoneLoss } from './zone-loss';

/** The checks between clusters, in the order in which they speak. */
export const FLEET_RULES: readonly FleetRule[] = [
  meshIdentity, meshCidrs, policyClusters, globalServiceMembers, globalServicePorts, globalServiceTargets, globalServiceAffinity, remoteCallers,
  regionZones, regionLoss, zoneLoss, servedApi, capability, sameImage, snapshotPlace,
];
