import { RuleGroup } from '../rule';
import { autoscalerFloor } from './autoscaler-floor';
import { autoscalerRange } from './autoscaler-range';
import { cronConcurrency } from './cron-concurrency';
import { cronDeadline } from './cron-deadline';
import { cronLateStart } from './cron-late-start';
import { disruptionBudget } from './disruption-budget';
import { distinctProbes } from './distinct-probes';
import { drainable } from './drainable';
import { ephemeralStorage } from './ephemeral-storage';
import { evictUnhealthy } from './evict-unhealthy';
import { fixedImage } from './fixed-image';
import { guaranteedMemory } from './guaranteed-memory';
import { imageDigest } from './image-digest';
import { livenessProbe } from './liveness-probe';
import { memoryLimit } from './memory-limit';
import { ownedPod } from './owned-pod';
import { preStop } from './pre-stop';
import { preStopGrace } from './pre-stop-grace';
import { probePort } from './probe-port';
import { readinessProbe } from './readiness-probe';
import { resourceRequests } from './resource-requests';
import { rollingUpdate } from './rolling-update';
import { severalReplicas } from './several-replicas';
import { spreadReplicas } from './spread-replicas';
import { spreadSelector } from './spread-selector';

const RECOMMENDED = [
  fixedImage, resourceRequests, memoryLimit, probePort, readinessProbe, distinctProbes, preStopGrace,
  rollingUpdate, spreadSelector, disruptionBudget, drainable, evictUnhealthy, autoscalerRange, cronDeadline, ownedPod,
];

/** What keeps programs running: through rollouts, drains, load, and the loss of nodes. */
export const RELIABILITY_RULES: RuleGroup = {
  rules: [
    ...RECOMMENDED, imageDigest, guaranteedMemory, ephemeralStorage, livenessProbe, preStop, severalReplicas, spreadReplicas, autoscalerFloor,
    cronLateStart, cronConcurrency,
  ],
  recommended: RECOMMENDED.map(({ id }) => id),
};
