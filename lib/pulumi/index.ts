import './needs-packages';

export * from '../index';
export { AdmissionPolicies, type AdmissionPoliciesArgs } from './admission-policies';
export type { Adoption } from './adopt';
export { ChartComponent } from './chart-component';
export { type AksAgentPool, AksEvictionPolicy, AksSpotAgentPool, type AksSpotAgentPoolArgs } from './cloud/aks-spot-agent-pool';
export { type EksNodeGroup, EksSpotNodeGroup, type EksSpotNodeGroupArgs } from './cloud/eks-spot-node-group';
export { type GkeNodePool, GkeSpotNodePool, type GkeSpotNodePoolArgs } from './cloud/gke-spot-node-pool';
export type { FurtherArguments } from './cloud/spot-pool';
export { Cluster, type ClusterArgs, type ClusterOptions } from './cluster';
export type { ChartOptions, ConstructComponentOptions } from './component-options';
export { type ComponentClass, type ConstructClass, ConstructComponent, fromConstruct } from './construct-component';
export { elasticsearchSnapshots, type ElasticsearchSnapshotsArgs } from './elasticsearch-snapshots';
export { ESSnapshotter, type ESSnapshotterArgs } from './es-snapshotter';
export { ExternalServiceEndpoint, type ExternalServiceEndpointArgs } from './external-service-endpoint';
export {
  AppArmorProfile, AzureCredentials, DownwardApiFile, EnvFromSource, EnvValueSource, ExternalTarget, GcsCredentials, LifecycleHandler, LocalBackends,
  MachinePoolProvider, NetworkPeer, NetworkPort, Probe, ProjectedSource, S3Credentials, SeccompProfile, SnapshotRepository, SnapshotSchedule,
  SnapshotTarget, SnapshotUser, SpotCapacity, SpotProvider, Volume,
} from './factories';
export { Fleet, type FleetArgs, type FleetProgram } from './fleet';
export { GlobalCiliumService, type GlobalCiliumServiceArgs } from './global-cilium-service';
export { HardenedCronJob, type HardenedCronJobArgs } from './hardened-cron-job';
export { HardenedDaemonSet, type HardenedDaemonSetArgs } from './hardened-daemon-set';
export { HardenedDeployment, type HardenedDeploymentArgs } from './hardened-deployment';
export { HardenedJob, type HardenedJobArgs } from './hardened-job';
export { HardenedStatefulSet, type HardenedStatefulSetArgs } from './hardened-stateful-set';
export type { InputArgs, InputParameters } from './input-args';
export { pending, type WithInputs, withInputs } from './pending';
export { podHardening, type PodHardeningArgs } from './pod-hardening';
export { render, renderByProvider, type RenderOptions } from './render';
export { SpotMachinePool, type SpotMachinePoolArgs } from './spot-machine-pool';
export { SpotNodePool, type SpotNodePoolArgs } from './spot-node-pool';
export { spotPlacement, type SpotPlacementArgs } from './spot-placement';
export { spreadAcrossZones, type SpreadAcrossZonesArgs } from './spread-across-zones';
