import { Rule } from '../../rule';
import { affinity } from './affinity';
import { containerImage } from './container-image';
import { containerName } from './container-name';
import { containerPolicy } from './container-policy';
import { containerPorts } from './container-ports';
import { containerRestart } from './container-restart';
import { cronJob } from './cron-job';
import { dns } from './dns';
import { env } from './env';
import { envFrom } from './env-from';
import { ephemeralContainers } from './ephemeral-containers';
import { hostPort } from './host-port';
import { hostProcess } from './host-process';
import { hostUsers } from './host-users';
import { job } from './job';
import { jobPolicies } from './job-policies';
import { jobSelector } from './job-selector';
import { lifecycle } from './lifecycle';
import { mountedVolume } from './mounted-volume';
import { podAnnotations } from './pod-annotations';
import { podIdentity } from './pod-identity';
import { podOs } from './pod-os';
import { podResources } from './pod-resources';
import { podSecurityContext } from './pod-security-context';
import { podTerms } from './pod-terms';
import { probe } from './probe';
import { resizePolicy } from './resize-policy';
import { resourceClaim } from './resource-claim';
import { resources } from './resources';
import { restartPolicy } from './restart-policy';
import { rolloutStrategy } from './rollout-strategy';
import { securityContext } from './security-context';
import { spreadConstraint } from './spread-constraint';
import { statefulSet } from './stateful-set';
import { templateMetadata } from './template-metadata';
import { toleration } from './toleration';
import { volumeMount } from './volume-mount';
import { volumeName } from './volume-name';
import { volumeSource } from './volume-source';
import { workloadNumbers } from './workload-numbers';
import { workloadSelector } from './workload-selector';

/**
 * What API servers refuse of pods and of what makes pods. Each follows a function of Kubernetes' own validation.
 *
 * The pods of a StatefulSet are judged as those of all others. API servers before 1.34 take it without looking at them, and refuse each pod when it is made.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/apis/core/validation/validation.go, and beside it those of apps and batch
 */
export const POD_RULES: readonly Rule[] = [
  containerName, containerImage, containerPolicy, containerRestart, resizePolicy, containerPorts, hostPort, env, envFrom, mountedVolume, volumeMount, resources,
  probe, lifecycle, securityContext, volumeName, volumeSource, templateMetadata, podAnnotations, podIdentity, podTerms, restartPolicy, podResources,
  resourceClaim, podSecurityContext, podOs, hostProcess, hostUsers, ephemeralContainers, toleration, affinity, spreadConstraint, dns,
  workloadSelector, workloadNumbers, rolloutStrategy, statefulSet, job, jobPolicies, jobSelector, cronJob,
];
