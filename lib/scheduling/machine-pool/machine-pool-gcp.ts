import { Cloud } from '../../cluster/cloud';
import { further, OptionsShape } from '../../construct/options-shape';
import { Prop, wholeNumberFault } from '../../construct/prop';
import { anything, text } from '../../construct/shape';
import { checkFurther, checkText, MachinePoolSize, MachinePoolStrategy } from './machine-pool-strategy';

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

const OWN_FIELDS = ['instanceType', 'image', 'rootDeviceSize', 'subnet', 'serviceAccounts', 'provisioningModel', 'preemptible', 'onHostMaintenance'];
const SHAPE = new OptionsShape<MachinePoolGcpOptions>("{ instanceType: 'n4-standard-8', image: … }", {
  instanceType: text,
  image: text,
  rootDeviceSizeGB: anything,
  subnet: text,
  serviceAccountEmail: text,
  spec: further('GCPMachinePool'),
});

/** Spot machines of Google Cloud. */
export class MachinePoolGcp implements MachinePoolStrategy {
  public readonly cloud = Cloud.GCP;
  public readonly apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
  public readonly kind = 'GCPMachinePool';
  public readonly nodeName = '{{ ds.meta_data.local_hostname.split(".")[0] }}';

  private readonly options: MachinePoolGcpOptions;

  public constructor(private readonly original: MachinePoolGcpOptions) {
    this.options = SHAPE.tidied(original);
  }

  public check(prop: Prop): void {
    const { instanceType, image, rootDeviceSizeGB, spec } = SHAPE.read(this.original, prop);
    checkText(instanceType, prop.at('instanceType'), "Use one such as 'n4-standard-8'");
    checkText(image, prop.at('image'), "Use one such as 'projects/example/global/images/cluster-api-ubuntu-2404-v1-34-2'");
    prop.at('rootDeviceSizeGB').check(wholeNumberFault(rootDeviceSizeGB, 10), { got: rootDeviceSizeGB, fix: 'Leave it out for 30' });
    checkFurther(spec, OWN_FIELDS, prop.at('spec'));
  }

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
