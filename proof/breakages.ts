/** A way to break the library on purpose, and the proof that must notice. */
export interface Breakage {
  /** What is broken. */
  readonly name: string;
  /** File to edit, from the root of the repository. */
  readonly file: string;
  /** Text in the file; it must be there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The proof that must fail, as `npm run proof -- <name>` takes it. */
  readonly proof: string;
  /** Part of the topic or title of a check that must be among the failed ones. */
  readonly fails: string;
}

/** A proof that cannot fail is worthless: `npm run proof -- --break` makes each of these edits to a copy and sees its proof fail. */
export const breakages: readonly Breakage[] = [
  {
    name: 'a check that fails does not fail the run',
    file: 'proof/run.ts',
    find: 'return failed === 0 ? 0 : 1;',
    replace: 'return 0;',
    proof: 'runner',
    fails: 'goes on after a failure',
  },
  {
    name: 'the watchdog does not kill',
    file: 'proof/watchdog.sh',
    find: 'kill -s KILL',
    replace: ': kill -s KILL',
    proof: 'runner',
    fails: 'leaves nothing behind after SIGKILL',
  },
  {
    name: 'objects are not sent strictly',
    file: 'proof/kubernetes/api-client.ts',
    find: "fieldValidation: 'Strict'",
    replace: "fieldValidation: 'Ignore'",
    proof: 'frame',
    fails: 'refuses a field that does not exist',
  },
  {
    name: 'warnings are passed over',
    file: 'proof/kubernetes/acceptance.ts',
    find: 'faults.push(...warnings.filter(',
    replace: 'faults.push(...warnings.slice(0, 0).filter(',
    proof: 'frame',
    fails: 'finds a warning',
  },
  {
    name: 'what the second apply changes is not looked at',
    file: 'proof/kubernetes/acceptance.ts',
    find: 'now.metadata.resourceVersion === then.metadata.resourceVersion',
    replace: 'now !== then',
    proof: 'frame',
    fails: 'finds that applying again changes the object',
  },
  {
    name: 'pages are not read',
    file: 'proof/kubernetes/inputs.ts',
    find: '...pageInputs(repository), ',
    replace: '',
    proof: 'inputs',
    fails: 'finds objects in examples, pages and snapshots',
  },
  {
    name: 'a name of 64 characters is a DNS label',
    file: 'lib/manifest/dns-name.ts',
    find: 'fits(name, DNS_LABEL, 63)',
    replace: 'fits(name, DNS_LABEL, 64)',
    proof: 'grammar',
    fails: 'the same names are DNS labels',
  },
  {
    name: 'a pod may share the IPC of its node',
    file: 'lib/rules/pod-security/checks/host-namespaces.ts',
    find: "'hostNetwork', 'hostPID', 'hostIPC'",
    replace: "'hostNetwork', 'hostPID'",
    proof: 'pod-security',
    fails: "the pods of Kubernetes' own tests are judged as their files are named",
  },
  {
    name: 'pods that are not ready count as any other when they are to be evicted',
    file: 'lib/workload/disruption-budget.ts',
    find: 'budget.unhealthyPodEvictionPolicy ?? UnhealthyPodEvictionPolicy.ALWAYS_ALLOW',
    replace: 'budget.unhealthyPodEvictionPolicy ?? UnhealthyPodEvictionPolicy.IF_HEALTHY_BUDGET',
    proof: 'deployment-drain',
    fails: 'does not keep its node from being drained',
  },
  {
    name: 'a rollout may take away a pod before its successor is ready',
    file: 'lib/workload/rollout.ts',
    find: 'const MAX_UNAVAILABLE = 0;',
    replace: 'const MAX_UNAVAILABLE = 1;',
    proof: 'deployment-upgrade',
    fails: 'another image',
  },
  {
    name: 'a Service leads to ports by number',
    file: 'lib/workload/workload-service.ts',
    find: 'targetPort: targetPort?.name',
    replace: 'targetPort: targetPort?.port',
    proof: 'deployment-upgrade',
    fails: 'another port',
  },
  {
    name: 'a Deployment says how many pods there are, whatever the autoscaler says',
    file: 'lib/workload/hardened-deployment.ts',
    find: '(this.hasAutoscaler ? undefined : this.replicas ?? REPLICAS)',
    replace: '(this.replicas ?? REPLICAS)',
    proof: 'deployment-traffic',
    fails: 'keep what they did when the program is applied again',
  },
  {
    name: 'a policy names pods elsewhere without their namespace',
    file: 'lib/construct/network-endpoint.ts',
    find: 'peers: [peerOf(podSelector(), namespaceNamed(namespace))]',
    replace: 'peers: [peerOf(podSelector())]',
    proof: 'deployment-traffic',
    fails: 'back/api names exactly who was said to talk',
  },
  {
    name: 'hardening drops a single capability',
    file: 'lib/workload/hardening/requirements.ts',
    find: "[...dropped, 'ALL']",
    replace: "[...dropped, 'CHOWN']",
    proof: 'hardening',
    fails: 'says-nothing-as-deployment',
  },
  {
    name: 'hardening forbids a privileged container to gain privileges',
    file: 'lib/workload/hardening/contradiction.ts',
    find: "if (says(['privileged']) === true)",
    replace: "if (says(['privileged']) === 'true')",
    proof: 'hardening',
    fails: 'privileged-as-replicaset',
  },
  {
    name: 'the report of hardening leaves out the first violation',
    file: 'lib/workload/hardening/harden-template.ts',
    find: 'subject.findings().forEach((finding) => recordWhatIsLeft',
    replace: 'subject.findings().slice(1).forEach((finding) => recordWhatIsLeft',
    proof: 'hardening',
    fails: 'host-path-as-deployment',
  },
  {
    name: 'an override of hardening leaves /proc unmasked',
    file: 'lib/workload/hardening/overrides.ts',
    find: "written(template, path, 'Default')",
    replace: "written(template, path, 'Unmasked')",
    proof: 'hardening',
    fails: 'unmasked-proc-as-replicationcontroller',
  },
  {
    name: 'hardening gives Windows what only Linux has',
    file: 'lib/workload/hardening/switches.ts',
    find: 'if (!subject.mayBeWindows)',
    replace: 'if (subject !== undefined)',
    proof: 'hardening',
    fails: 'windows-as-cronjob',
  },
  {
    name: 'a lost zone counts as the emptiest one',
    file: 'lib/scheduling/spread-rules.ts',
    find: 'nodeTaintsPolicy = NodeInclusionPolicy.HONOR',
    replace: 'nodeTaintsPolicy = NodeInclusionPolicy.IGNORE',
    proof: 'zone-loss',
    fails: 'all replicas run in the other zones when the nodes of one are tainted',
  },
  {
    name: 'a zone is thought to hold one replica less',
    file: 'lib/manifest/spread-arithmetic.ts',
    find: '(replicas + (zones - 1) * maxSkew) / zones)',
    replace: '(replicas + (zones - 2) * maxSkew) / zones)',
    proof: 'zone-arithmetic',
    fails: 'the fullest holds as many replicas as foreseen',
  },
  {
    name: 'percentages of a budget are rounded down',
    file: 'lib/manifest/spread-arithmetic.ts',
    find: "countOf(value, replicas, 'up')",
    replace: "countOf(value, replicas, 'down')",
    proof: 'zone-budgets',
    fails: 'counts and allows what is foreseen',
  },
  {
    name: 'old and new pods of a Deployment are counted together',
    file: 'lib/manifest/topology-spread.ts',
    find: "case 'Deployment': return 'pod-template-hash';",
    replace: "case 'Deployment': return undefined;",
    proof: 'zone-rollouts',
    fails: 'the next rollout makes them even again',
  },
  {
    name: 'Jobs with the same labels are counted together',
    file: 'lib/manifest/counted-pods.ts',
    find: "?? ['batch.kubernetes.io/controller-uid']",
    replace: '?? []',
    proof: 'zone-jobs',
    fails: 'the pods of a Job are even',
  },
  {
    name: 'a slice does not name its ports as the Service does',
    file: 'lib/network/endpoint-slices.ts',
    find: "({ name: port = '', targetPort, protocol, appProtocol }) => ({ name: port,",
    replace: '({ targetPort, protocol, appProtocol }) => ({ name: String(targetPort),',
    proof: 'external-service',
    fails: 'every address is found by the name of the Service and of the port',
  },
  {
    name: 'a Service of addresses in both families names them',
    file: 'lib/network/address-target.ts',
    find: "{ ipFamilyPolicy: 'PreferDualStack' }",
    replace: "{ ipFamilyPolicy: 'PreferDualStack', ipFamilies: families }",
    proof: 'external-service',
    fails: 'takes addresses of both families, and leads to those of its own',
  },
  {
    name: 'a port on the nodes is taken where a Service has none',
    file: 'lib/workload/workload-service.ts',
    find: '(service.type ?? ServiceType.CLUSTER_IP) === ServiceType.CLUSTER_IP) {',
    replace: 'service.type === ServiceType.CLUSTER_IP && service.headless) {',
    proof: 'random-props',
    fails: "'service.ports[0].nodePort' must be left out of a Service",
  },
  {
    name: 'a label may have 64 characters',
    file: 'lib/manifest/label.ts',
    find: 'const MAX_LENGTH = 63;',
    replace: 'const MAX_LENGTH = 64;',
    proof: 'random-props',
    fails: 'whatever two workloads let through is taken',
  },
  {
    name: 'a label may be named twice for a constraint',
    file: 'lib/scheduling/spread-rules.ts',
    find: 'matchLabelKeys.indexOf(got) < i',
    replace: 'matchLabelKeys.indexOf(got) < 0',
    proof: 'random-props',
    fails: 'whatever options let through is taken',
  },
];

/** The table in the README. */
export function breakageTable(): string[] {
  return breakages.map(({ name, proof, fails }) => `| ${name} | \`${proof}\`: ${fails} |`);
}
