import * as cdk8s from '../index';
import { withInputs } from './pending';

// The classes of the same names, whose factories take Outputs too.

export const AppArmorProfile = withInputs(cdk8s.AppArmorProfile);
export type AppArmorProfile = cdk8s.AppArmorProfile;

export const AzureCredentials = withInputs(cdk8s.AzureCredentials);
export type AzureCredentials = cdk8s.AzureCredentials;

export const DownwardApiFile = withInputs(cdk8s.DownwardApiFile);
export type DownwardApiFile = cdk8s.DownwardApiFile;

export const EnvFromSource = withInputs(cdk8s.EnvFromSource);
export type EnvFromSource = cdk8s.EnvFromSource;

export const EnvValueSource = withInputs(cdk8s.EnvValueSource);
export type EnvValueSource = cdk8s.EnvValueSource;

export const ExternalTarget = withInputs(cdk8s.ExternalTarget);
export type ExternalTarget = cdk8s.ExternalTarget;

export const GcsCredentials = withInputs(cdk8s.GcsCredentials);
export type GcsCredentials = cdk8s.GcsCredentials;

export const LifecycleHandler = withInputs(cdk8s.LifecycleHandler);
export type LifecycleHandler = cdk8s.LifecycleHandler;

export const LocalBackends = withInputs(cdk8s.LocalBackends);
export type LocalBackends = cdk8s.LocalBackends;

export const MachinePoolProvider = withInputs(cdk8s.MachinePoolProvider);
export type MachinePoolProvider = cdk8s.MachinePoolProvider;

export const NetworkPeer = withInputs(cdk8s.NetworkPeer);
export type NetworkPeer = cdk8s.NetworkPeer;

export const NetworkPort = withInputs(cdk8s.NetworkPort);
export type NetworkPort = cdk8s.NetworkPort;

export const Probe = withInputs(cdk8s.Probe);
export type Probe = cdk8s.Probe;

export const ProjectedSource = withInputs(cdk8s.ProjectedSource);
export type ProjectedSource = cdk8s.ProjectedSource;

export const S3Credentials = withInputs(cdk8s.S3Credentials);
export type S3Credentials = cdk8s.S3Credentials;

export const SeccompProfile = withInputs(cdk8s.SeccompProfile);
export type SeccompProfile = cdk8s.SeccompProfile;

export const SnapshotRepository = withInputs(cdk8s.SnapshotRepository);
export type SnapshotRepository = cdk8s.SnapshotRepository;

export const SnapshotSchedule = withInputs(cdk8s.SnapshotSchedule);
export type SnapshotSchedule = cdk8s.SnapshotSchedule;

export const SnapshotTarget = withInputs(cdk8s.SnapshotTarget);
export type SnapshotTarget = cdk8s.SnapshotTarget;

export const SnapshotUser = withInputs(cdk8s.SnapshotUser);
export type SnapshotUser = cdk8s.SnapshotUser;

export const SpotCapacity = withInputs(cdk8s.SpotCapacity);
export type SpotCapacity = cdk8s.SpotCapacity;

export const SpotProvider = withInputs(cdk8s.SpotProvider);
export type SpotProvider = cdk8s.SpotProvider;

export const Volume = withInputs(cdk8s.Volume);
export type Volume = cdk8s.Volume;
