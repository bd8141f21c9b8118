import { Cloud } from '../../cluster/cloud';
import { Prop } from '../../construct/prop';
import { required, someText, text, wholeNumber } from '../../construct/shape';
import { further, struct } from '../../construct/struct';
import { MachinePoolSize, MachinePoolStrategy } from './machine-pool-strategy';

/**
 * What Cluster API's provider for Google Cloud must know of machines: a GCPMachinePool.
 * @see https://cluster-api-gcp.sigs.k8s.io
 */
export interface MachinePoolGcpOptions {
  /** Type of the machines, such as `n4-standard-8`. */
  readonly instanceType: string;

  /** Machine image: its full path, as the image builder makes it for a version of Kubernetes. */
  readonly image: string;

  /**
   * Size of the system disk in GB.
   * @default 30
   */
  readonly rootDeviceSizeGB?: number;

  /**
   * Subnet of the machines, by name.
   * @default - that of the cluster
   */
  readonly subnet?: string;

  /**
   * Service account of the machines, by its address.
   * @default - the project's default
   */
  readonly serviceAccountEmail?: string;

  /**
   * Further fields of the GCPMachinePool's `spec`, such as `additionalNetworkTags`.
   * @default - the provider's defaults
   */
  readonly spec?: { [field: string]: any };
}

const OWN_FIELDS = {
  instanceType: 'instanceType',
  image: 'image',
  rootDeviceSize: 'rootDeviceSizeGB',
  subnet: 'subnet',
  serviceAccounts: 'serviceAccountEmail',
  provisioningModel: '',
  preemptible: '',
  onHostMaintenance: '',
};
const INSTANCE_TYPE = "Use one such as 'n4-standard-8'";
const IMAGE = "Use one such as 'projects/example/global/images/cluster-api-ubuntu-2404-v1-34-2'";
const OPTIONS = struct<MachinePoolGcpOptions>("{ instanceType: 'n4-standard-8', image: … }", {
  instanceType: required(someText(INSTANCE_TYPE), INSTANCE_TYPE),
  image: required(someText(IMAGE), IMAGE),
  rootDeviceSizeGB: wholeNumber({ min: 10, fix: 'Leave it out for 30' }),
  subnet: text,
  serviceAccountEmail: text,
  spec: further('GCPMachinePool', OWN_FIELDS),
});

/** Machines of Google Cloud. */
export function machinePoolGcp(options: MachinePoolGcpOptions, prop: Prop): MachinePoolStrategy {
  return new MachinePoolGcp(OPTIONS(options ?? {}, prop) ?? {});
}

/** Spot machines of Google Cloud. */
class MachinePoolGcp implements MachinePoolStrategy {
  public readonly cloud = Cloud.GCP;
  public readonly apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
  public readonly kind = 'GCPMachinePool';
  public readonly nodeName = '{{ ds.meta_data.local_hostname.split(".")[0] }}';

  public constructor(private readonly options: Partial<MachinePoolGcpOptions>) {}

  public spec(_size: MachinePoolSize, _zones: readonly string[] | undefined): { [field: string]: any } {
    const { instanceType, image, rootDeviceSizeGB, subnet, serviceAccountEmail, spec } = this.options;
    return {
      ...spec,
      instanceType,
      image,
      rootDeviceSize: rootDeviceSizeGB,
      subnet,
      serviceAccounts: serviceAccountEmail === undefined ? undefined : {
        email: serviceAccountEmail, scopes: ['https://www.googleapis.com/auth/cloud-platform'],
      },
      provisioningModel: 'Spot',
      // A spot machine is never moved to another host.
      onHostMaintenance: 'Terminate',
    };
  }

  public nodeZone(zone: string): string {
    return zone;
  }

  public warnings(): [] {
    return [];
  }
}
