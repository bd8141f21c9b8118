import './needs-packages';

export * from '../index';
export { Adoption } from './adopt';
export { ChartComponent } from './chart-component';
export { Cluster, ClusterArgs, ClusterOptions } from './cluster';
export { ChartOptions, ConstructComponentOptions } from './component-options';
export { ComponentClass, ConstructClass, ConstructComponent, fromConstruct } from './construct-component';
export { ExternalServiceEndpoint, ExternalServiceEndpointArgs } from './external-service-endpoint';
export { AppArmorProfile, DownwardApiFile, EnvFromSource, EnvValueSource, ExternalTarget, LifecycleHandler, LocalBackends, NetworkPeer, Probe, ProjectedSource, SeccompProfile, Volume } from './factories';
export { GlobalCiliumService, GlobalCiliumServiceArgs } from './global-cilium-service';
export { HardenedDeployment, HardenedDeploymentArgs } from './hardened-deployment';
export { InputArgs, InputParameters } from './input-args';
export { pending, WithInputs, withInputs } from './pending';
export { podHardening, PodHardeningArgs } from './pod-hardening';
export { spreadAcrossZones, SpreadAcrossZonesArgs } from './spread-across-zones';
