import type { apiextensions, core, networking } from '@pulumi/kubernetes';
import type { CustomResource } from '@pulumi/pulumi';
import { NetworkPeer } from '../construct/network-peer';
import * as cdk8s from '../pod/hardened-workload';
import { ConstructComponent } from './construct-component';

/** Fields of all hardened workloads that must be known: they name objects, or decide which there are. */
export type KnownOfWorkload =
  | 'name' | 'claims.name' | 'config.files' | 'dnsConfig.nameservers' | 'dnsPolicy' | 'httpRoute.port' | 'ingress.port' | 'metrics.endpoint' | 'network.policy' | 'ports.name'
  | 'security.userNamespace' | 'service.headless' | 'service.name' | 'service.ports.name' | 'service.spec'
  | `${'initContainers' | 'sidecars'}.name` | 'sidecars.afterInitContainers';

/** Lists of all hardened workloads that are written as they are. */
export type WholeOfWorkload = 'args' | 'command' | 'tolerations' | `${'initContainers' | 'sidecars'}.${'args' | 'command'}`;

/** What the components of all hardened workloads have. */
export abstract class HardenedWorkload<C extends cdk8s.HardenedWorkload> extends ConstructComponent<C> {
  /** What makes the pods. */
  public get workload(): CustomResource {
    return this.resourceOf(this.construct.workload);
  }

  public get serviceAccount(): core.v1.ServiceAccount | undefined {
    return this.resourceOf(this.construct.serviceAccount);
  }

  public get networkPolicy(): networking.v1.NetworkPolicy | undefined {
    return this.resourceOf(this.construct.networkPolicy);
  }

  public get ciliumNetworkPolicy(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.ciliumNetworkPolicy);
  }

  public get service(): core.v1.Service | undefined {
    return this.resourceOf(this.construct.service);
  }

  public get configMap(): core.v1.ConfigMap | undefined {
    return this.resourceOf(this.construct.configMap);
  }

  public get persistentVolumeClaims(): core.v1.PersistentVolumeClaim[] {
    return this.construct.persistentVolumeClaims.map((claim) => this.resourceOf(claim));
  }

  public get ingress(): networking.v1.Ingress | undefined {
    return this.resourceOf(this.construct.ingress);
  }

  public get httpRoute(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.httpRoute);
  }

  public get podMonitor(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.podMonitor);
  }

  /** Its pods, for the `network` of another component. Each of the two says for itself whom it lets in and whom it calls. */
  public get peer(): NetworkPeer {
    return NetworkPeer.pods(this.construct.selectorLabels, { namespace: this.construct.namespace });
  }
}
