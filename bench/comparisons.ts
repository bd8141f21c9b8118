/** A file in `programs/`. */
export type Program = 'cdk8s-raw' | 'fleetwright-raw' | 'cdk8s-plus' | 'fleetwright-hardened';

/** Two programs that write as many objects of the same kinds. */
export interface Comparison {
  readonly title: string;
  readonly theirs: Program;
  readonly ours: Program;
  readonly clusters: number;
  readonly services: number;
  readonly objectsPerService: number;
}

const RAW = { title: 'ApiObjects, against cdk8s', theirs: 'cdk8s-raw', ours: 'fleetwright-raw', objectsPerService: 6 } as const;
const HARDENED = { title: 'HardenedDeployments, against cdk8s-plus', theirs: 'cdk8s-plus', ours: 'fleetwright-hardened', objectsPerService: 6 } as const;

/** Each in one run of its own, so that what the machine does besides meets both. */
export const COMPARISONS: readonly Comparison[] = [
  { ...RAW, clusters: 5, services: 200 },
  { ...RAW, clusters: 50, services: 200 },
  { ...RAW, clusters: 20, services: 500 },
  { ...HARDENED, clusters: 5, services: 200 },
  { ...HARDENED, clusters: 50, services: 200 },
];
