/** The taint and the label by which nodes of ours are known. Their value is the name of their pool. */
export const SPOT_KEY = 'fleetwright.io/spot';
