import { KubernetesObject } from '../../lib/manifest/object';
import { Watch } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';

// What kube-proxy's informers leave out.
const SELECTOR = encodeURIComponent('!service.kubernetes.io/headless,!service.kubernetes.io/service-proxy-name');

/** Whatever is seen of the Services and EndpointSlices of a namespace, read as kube-proxy reads it. */
export class Proxied {
  /** Begins to watch. */
  public static async of(cluster: ControlPlane, namespace: string): Promise<Proxied> {
    const proxied = new Proxied();
    for (const path of [`/api/v1/namespaces/${namespace}/services`, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`]) {
      proxied.watches.push(await cluster.watch(`${path}?labelSelector=${SELECTOR}`, ({ type, object }) => proxied.see(type, object)));
    }
    return proxied;
  }

  /** Each event since the last `forget`, as `MODIFIED EndpointSlice minio-ipv4`. */
  public events: string[] = [];
  /** Called after each event. */
  public onEvent?: () => void;

  private readonly objects = new Map<string, KubernetesObject>();
  private readonly watches: Watch[] = [];

  /** Forgets what has happened, not what is there. */
  public forget(): void {
    this.events = [];
  }

  /** Where traffic to a port of a Service goes: `10.9.8.7:9000`, in order. */
  public backends(service: string, portName: string, protocol = 'TCP'): string[] {
    const found = this.objects.get(`Service ${service}`);
    const port = found?.spec.ports?.find((candidate: any) => (candidate.name ?? '') === portName && candidate.protocol === protocol);
    if (found === undefined || port === undefined) { return []; }
    const backends = this.slicesOf(service)
      .filter(({ addressType }) => found.spec.ipFamilies.includes(addressType))
      .flatMap((slice) => slice.ports
        .filter((candidate: any) => candidate.name === portName && candidate.protocol === protocol)
        .flatMap((candidate: any) => slice.endpoints
          .filter(({ conditions }: any) => conditions?.ready !== false)
          // Of several addresses it takes the first.
          .map(({ addresses }: any) => (slice.addressType === 'IPv6' ? `[${addresses[0]}]:${candidate.port}` : `${addresses[0]}:${candidate.port}`))));
    return [...new Set<string>(backends)].sort();
  }

  /** The slices of a Service. */
  public slicesOf(service: string): KubernetesObject[] {
    return [...this.objects.values()].filter(({ kind, metadata }) => kind === 'EndpointSlice' && metadata?.labels?.['kubernetes.io/service-name'] === service);
  }

  /** Ends the watches. */
  public stop(): void {
    this.watches.forEach((watch) => watch.stop());
  }

  private see(type: string, object: KubernetesObject): void {
    const name = `${object.kind} ${object.metadata?.name}`;
    if (type === 'DELETED') { this.objects.delete(name); } else { this.objects.set(name, object); }
    this.events.push(`${type} ${name}`);
    this.onEvent?.();
  }
}
