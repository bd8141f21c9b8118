import * as cdk8s from '../index';
import { withInputs } from './pending';

// The classes of the same names, whose factories take Outputs too.

export const AppArmorProfile = withInputs(cdk8s.AppArmorProfile);
export type AppArmorProfile = cdk8s.AppArmorProfile;

export const DownwardApiFile = withInputs(cdk8s.DownwardApiFile);
export type DownwardApiFile = cdk8s.DownwardApiFile;

export const EnvFromSource = withInputs(cdk8s.EnvFromSource);
export type EnvFromSource = cdk8s.EnvFromSource;

export const EnvValueSource = withInputs(cdk8s.EnvValueSource);
export type EnvValueSource = cdk8s.EnvValueSource;

export const ExternalTarget = withInputs(cdk8s.ExternalTarget);
export type ExternalTarget = cdk8s.ExternalTarget;

export const LifecycleHandler = withInputs(cdk8s.LifecycleHandler);
export type LifecycleHandler = cdk8s.LifecycleHandler;

export const LocalBackends = withInputs(cdk8s.LocalBackends);
export type LocalBackends = cdk8s.LocalBackends;

export const NetworkPeer = withInputs(cdk8s.NetworkPeer);
export type NetworkPeer = cdk8s.NetworkPeer;

export const Probe = withInputs(cdk8s.Probe);
export type Probe = cdk8s.Probe;

export const ProjectedSource = withInputs(cdk8s.ProjectedSource);
export type ProjectedSource = cdk8s.ProjectedSource;

export const SeccompProfile = withInputs(cdk8s.SeccompProfile);
export type SeccompProfile = cdk8s.SeccompProfile;

export const Volume = withInputs(cdk8s.Volume);
export type Volume = cdk8s.Volume;
