import { FleetRule } from './rule';

/** The checks between clusters, in the order in which they speak. */
export const FLEET_RULES: readonly FleetRule[] = [];
