import { Size } from './services';

/** A file in `programs/`. */
export type Program = 'cdk8s-raw' | 'cdk8s-raw-file-per-object' | 'cdk8s-plus' | 'empty-cdk8s' | 'empty-fleet' | 'empty-node' | 'fleet-example' | 'fleet-hardened' | 'fleet-raw'
  | 'fleetwright-hardened' | 'fleetwright-raw' | 'floor-constructs' | 'floor-json';

/** A program, and how much it writes. */
export interface Measured extends Pick<Size, 'clusters' | 'services'> {
  readonly title: string;
  readonly program: Program;
  /** How many objects it must write. */
  readonly objects?: number;
}

/** Two programs that write as many objects of the same kinds. */
export interface Comparison extends Pick<Size, 'clusters' | 'services'> {
  readonly title: string;
  readonly theirs: Program;
  readonly ours: Program;
}

/** Of each service. */
export const OBJECTS_PER_SERVICE = 6;

const RAW = { title: 'ApiObjects, `Cluster` against cdk8s', theirs: 'cdk8s-raw', ours: 'fleetwright-raw' } as const;
const RAW_FLEET = { title: 'ApiObjects, `Fleet` against cdk8s, a file for each object', theirs: 'cdk8s-raw-file-per-object', ours: 'fleet-raw' } as const;
const HARDENED = { title: 'HardenedDeployments, `Cluster` against cdk8s-plus', theirs: 'cdk8s-plus', ours: 'fleetwright-hardened' } as const;

/** Each in one run of its own, so that what the machine does besides meets both. */
export const COMPARISONS: readonly Comparison[] = [
  { ...RAW, clusters: 5, services: 200 },
  { ...RAW, clusters: 50, services: 200 },
  { ...RAW, clusters: 20, services: 500 },
  { ...RAW_FLEET, clusters: 50, services: 200 },
  { ...HARDENED, clusters: 5, services: 200 },
  { ...HARDENED, clusters: 50, services: 200 },
];

/** What is measured by itself. */
export const ALONE: readonly Measured[] = [
  { title: 'the floor: JSON.stringify, a file for each service', program: 'floor-json', clusters: 50, services: 200 },
  { title: 'the floor with constructs: the same, and an ApiObject of cdk8s made for each', program: 'floor-constructs', clusters: 50, services: 200 },
  { title: 'HardenedDeployments, `Fleet`', program: 'fleet-hardened', clusters: 50, services: 200 },
  ...[20, 100, 200].map((clusters): Measured => ({ title: 'examples/15-fleet', program: 'fleet-example', clusters, services: 0 })),
];

/** What starts, and writes next to nothing. */
export const EMPTY: readonly Measured[] = [
  { title: 'node', program: 'empty-node', clusters: 0, services: 0 },
  { title: 'cdk8s: an App with an empty chart', program: 'empty-cdk8s', clusters: 1, services: 0 },
  { title: 'fleetwright: a Fleet of one cluster with an empty chart', program: 'empty-fleet', clusters: 1, services: 0 },
];
