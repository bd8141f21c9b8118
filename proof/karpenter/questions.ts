import * as assert from 'node:assert/strict';
import { KubernetesObject } from '../../lib/manifest/object';
import { EngineHost } from '../engine';
import './engine';

/** What Karpenter says of a NodePool. */
export interface Judgement {
  /** Empty where it takes it. */
  readonly refusals: readonly string[];
  /** Whether its nodes could take the pod that was asked about. */
  readonly hosts: boolean;
}

/** What AWS' provider tells Karpenter of labels when it starts: those that may be used of its domain, which it keeps to itself otherwise. */
const AWS = {
  restricted: ['karpenter.k8s.aws'],
  values: { 'karpenter.k8s.aws/instance-tenancy': ['default', 'dedicated'] },
  wellKnown: [
    'topology.k8s.aws/zone-id',
    ...[
      'capacity-reservation-id', 'capacity-reservation-type', 'capacity-reservation-interruptible', 'instance-hypervisor', 'instance-encryption-in-transit-supported',
      'instance-category', 'instance-capability-flex', 'instance-family', 'instance-generation', 'instance-local-nvme', 'instance-size', 'instance-cpu',
      'instance-cpu-manufacturer', 'instance-cpu-sustained-clock-speed-mhz', 'instance-memory', 'instance-ebs-bandwidth', 'instance-network-bandwidth',
      'instance-gpu-name', 'instance-gpu-manufacturer', 'instance-gpu-count', 'instance-gpu-memory', 'instance-accelerator-name',
      'instance-accelerator-manufacturer', 'instance-accelerator-count', 'instance-tenancy', 'placement-group-id', 'placement-group-partition',
    ].map((label) => `karpenter.k8s.aws/${label}`),
  ],
};

/** Asks Karpenter's own validation about NodePools for AWS, and whether each would host a pod. */
export async function judge(host: EngineHost, pools: readonly KubernetesObject[], pod?: object): Promise<Judgement[]> {
  const stdin = pools.map((nodePool) => JSON.stringify({ nodePool, pod, ...AWS })).join('\n');
  const { code, stdout, stderr } = await host.processes.run(host.binaries.program('karpenter-check'), [], { stdin, timeoutMs: 600_000 });
  assert.equal(code, 0, stderr);
  const answers: Judgement[] = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(answers.length, pools.length);
  return answers;
}
