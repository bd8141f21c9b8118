import { bytes, cores } from '../../construct/resource-amount';
import { struct } from '../../construct/struct';
import { compareQuantities, isQuantity } from '../../manifest/quantity';
import { HardeningField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { ContainerPlace, PodUnderHardening } from './pod-under-hardening';
import { read, setAt } from './template-edit';

/** Resources for containers that say nothing of their own. */
export interface HardeningResources {
  /**
   * Memory, as request and as limit: a quantity such as `512Mi`. A container that requests more gets what it requests as limit.
   * @default - left as it is
   */
  readonly memory?: string;

  /**
   * CPU that is reserved, for containers that name neither request nor limit: `250m`.
   * @default - left as it is
   */
  readonly cpu?: string;

  /**
   * CPU above which a container is throttled. A container that requests more gets what it requests.
   * @default - left as it is
   */
  readonly cpuLimit?: string;

  /**
   * Local disk, as request and as limit: a quantity such as `1Gi`. A pod that goes beyond is evicted.
   * @default - left as it is
   */
  readonly ephemeralStorage?: string;
}

/** What `resources` must look like. */
export const HARDENING_RESOURCES = struct<HardeningResources>("{ memory: '512Mi' }", {
  memory: bytes("Use a quantity such as '512Mi'", { needsMi: true }),
  cpu: cores("Use a quantity such as '250m'"),
  cpuLimit: cores("Use a quantity such as '250m'"),
  ephemeralStorage: bytes("Use a quantity such as '512Mi'"),
});

const WHY = 'what a container may take from its neighbours has an end';

/** Fills in requests and limits that a container leaves open. What it says stays, and nothing requests more than its limit. */
export function setResources(pod: PodUnderHardening, { memory, cpu, cpuLimit, ephemeralStorage }: HardeningResources): void {
  // A pod that states its resources as a whole shares them out by itself.
  if (read(pod.template, ['spec', 'resources']) !== undefined) { return; }
  for (const place of pod.containers()) {
    // API servers refuse resources on ephemeral containers.
    if (place.role === 'ephemeral') { continue; }
    const container = new ContainerResources(pod, place);
    container.fill('memory', memory, memory);
    container.fill('cpu', cpu, cpuLimit);
    container.fill('ephemeral-storage', ephemeralStorage, ephemeralStorage);
  }
}

class ContainerResources {
  constructor(private readonly pod: PodUnderHardening, private readonly place: ContainerPlace) {}

  public fill(resource: string, request: string | undefined, limit: string | undefined): void {
    const stated = (kind: string): unknown => read(this.pod.template, [...this.place.path, 'resources', kind, resource]);
    // A limit without a request is a request too.
    if ((request === undefined && limit === undefined) || stated('limits') !== undefined) { return; }
    const requested = stated('requests') ?? request;
    if (stated('requests') === undefined && request !== undefined) { this.set('requests', resource, request); }
    if (limit !== undefined) {
      // Which of the two is larger can't be told of a request that is not known yet.
      if (requested !== undefined && !isQuantity(requested)) { return; }
      this.set('limits', resource, requested === undefined ? limit : larger(requested as string | number, limit));
    }
  }

  private set(kind: 'requests' | 'limits', resource: string, newValue: unknown): void {
    const { template } = this.pod;
    const path = [...this.place.path, 'resources', kind, resource];
    const exception = this.pod.exception(HardeningField.RESOURCES, this.place.name);
    if (exception !== undefined) {
      this.pod.recordException(exception, { field: HardeningField.RESOURCES, path, container: this.place.name });
    } else if (setAt(template, path, newValue)) {
      this.pod.record({ outcome: HardeningOutcome.SET, field: HardeningField.RESOURCES, path, container: this.place.name, newValue, why: WHY });
    }
  }
}

function larger(a: string | number, b: string): string | number {
  return compareQuantities(a, b) >= 0 ? a : b;
}
