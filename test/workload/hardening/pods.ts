import * as fc from 'fast-check';
import { formatPath } from '../../../lib/manifest/field-path';
import { KubernetesObject } from '../../../lib/manifest/object';
import { HardenedObject, hardenPod, ObjectEntry, PodHardeningOptions } from '../../../lib/workload/hardening/harden-pod';
import { HardeningOutcome } from '../../../lib/workload/hardening/hardening-report';

/** Options as a bare `new PodHardening()` has them, in a cluster of unknown version. */
export const NOTHING_ASKED: PodHardeningOptions = {
  override: new Set(), exceptions: [], policyVersion: undefined, beyondRestricted: { removeServiceAccountToken: false },
};

export function harden(object: KubernetesObject, options: Partial<PodHardeningOptions> = {}): HardenedObject & { readonly passes: boolean } {
  const hardened = hardenPod(object, { ...NOTHING_ASKED, ...options });
  return { ...hardened, passes: hardened.passing === hardened.withPods };
}

export function pod(spec: any = {}, metadata: any = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec } };
}

/** A pod of one container with that security context. */
export function podWith(securityContext: any, spec: any = {}): KubernetesObject {
  return pod({ containers: [{ name: 'app', image: 'app:1', securityContext }], ...spec });
}

export function paths(entries: readonly ObjectEntry[], outcome: HardeningOutcome): string[] {
  return entries.filter((entry) => entry.outcome === outcome).map(({ path }) => formatPath(path));
}

/** Values of a field: those that comply, and those that violate. */
interface Choices { readonly good: readonly unknown[]; readonly bad: readonly unknown[] }

const UNSET = [undefined, null];
const BOTH_LEVELS: { readonly [field: string]: Choices } = {
  runAsNonRoot: { good: [...UNSET, true], bad: [false] },
  runAsUser: { good: [...UNSET, 1000], bad: [0] },
  seccompProfile: { good: [...UNSET, {}, { type: 'RuntimeDefault' }, { type: 'Localhost', localhostProfile: 'a.json' }], bad: [{ type: 'Unconfined' }, { localhostProfile: 'a.json' }] },
  appArmorProfile: { good: [...UNSET, { type: 'RuntimeDefault' }], bad: [{ type: 'Unconfined' }, {}] },
  seLinuxOptions: { good: [...UNSET, { level: 's0:c1' }, { type: 'container_t' }], bad: [{ type: 'spc_t' }, { user: 'system_u', role: 'system_r' }] },
  windowsOptions: { good: UNSET, bad: [{ hostProcess: true }] },
};
const CONTAINER_LEVEL: { readonly [field: string]: Choices } = {
  ...BOTH_LEVELS,
  allowPrivilegeEscalation: { good: [...UNSET, false], bad: [true] },
  privileged: { good: [...UNSET, false], bad: [true] },
  procMount: { good: [...UNSET, 'Default'], bad: ['Unmasked'] },
  capabilities: {
    good: [...UNSET, {}, { drop: null }, { drop: [] }, { drop: ['NET_RAW'] }, { drop: ['ALL'] }, { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }],
    bad: [{ add: ['SYS_ADMIN', 'NET_RAW'] }, { add: ['CAP_SYS_ADMIN'] }, { add: ['ALL'] }, { drop: ['KILL'], add: ['NET_BIND_SERVICE', 'CHOWN'] }],
  },
};
const POD_LEVEL: { readonly [field: string]: Choices } = {
  ...BOTH_LEVELS,
  sysctls: { good: [...UNSET, [], [{ name: 'kernel.shm_rmid_forced', value: '1' }]], bad: [[{ name: 'kernel.msgmax', value: '1' }, { name: 'net.core.somaxconn', value: '1' }]] },
};
const SPEC: { readonly [field: string]: Choices } = {
  hostNetwork: { good: [...UNSET, false], bad: [true] },
  hostPID: { good: [...UNSET, false], bad: [true] },
  hostIPC: { good: [...UNSET, false], bad: [true] },
  hostUsers: { good: [...UNSET, true, false], bad: [] },
  shareProcessNamespace: { good: [...UNSET, true], bad: [] },
  volumes: {
    good: [...UNSET, [], [{ name: 'tmp', emptyDir: {} }], [{ name: 'config', configMap: { name: 'c' } }]],
    bad: [[{ name: 'docker', hostPath: { path: '/var/run/docker.sock' } }], [{ name: 'share', nfs: { server: 's', path: '/' } }, { name: 'tmp', emptyDir: {} }]],
  },
};
const CONTAINER: { readonly [field: string]: Choices } = {
  ports: { good: [...UNSET, [{ containerPort: 80 }]], bad: [[{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 81, hostIP: '127.0.0.1' }]] },
  livenessProbe: { good: [...UNSET, { tcpSocket: { port: 80 } }], bad: [{ httpGet: { port: 80, host: '10.0.0.1' } }] },
};

function fields(choices: { readonly [field: string]: Choices }, complying: boolean): fc.Arbitrary<any> {
  // Most fields of most pods are unset.
  return fc.record(Object.fromEntries(Object.entries(choices).map(([field, { good, bad }]) => [
    field, fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constantFrom(...good, ...(complying ? [] : bad))),
  ]))).map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));
}

function container(name: string, complying: boolean): fc.Arbitrary<any> {
  const securityContext = fc.oneof({ weight: 1, arbitrary: fc.constantFrom(undefined, null) }, { weight: 5, arbitrary: fields(CONTAINER_LEVEL, complying) });
  return fc.tuple(securityContext, fields(CONTAINER, complying))
    .map(([context, rest]) => ({ name, image: `${name}:1`, ...rest, ...(context === undefined ? {} : { securityContext: context }) }));
}

function spec(complying: boolean): fc.Arbitrary<any> {
  const names = (list: string, min: number) => fc.integer({ min, max: 2 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => container(`${list}-${index}`, complying))));
  return fc.record({
    own: fields(SPEC, complying),
    securityContext: fc.oneof({ weight: 1, arbitrary: fc.constantFrom(undefined, null) }, { weight: 5, arbitrary: fields(POD_LEVEL, complying) }),
    initContainers: fc.option(names('init', 0)),
    containers: names('app', 1),
    ephemeralContainers: fc.option(names('debug', 0), { nil: undefined }),
  }).map(({ own, securityContext, ...lists }) => ({ ...own, ...(securityContext === undefined ? {} : { securityContext }), ...lists }));
}

/** Where a pod template may stand. */
const OWNERS: readonly ((template: any) => any)[] = [
  ({ metadata, spec: own }) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'w', ...metadata }, spec: own }),
  (template) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { selector: {}, template } }),
  (template) => ({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'w' }, spec: { jobTemplate: { spec: { template } } } }),
  (template) => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'w' }, spec: { template } }),
  (template) => ({ apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'w' }, spec: { template } }),
  (template) => ({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'w' }, spec: { template } }] }),
];

/** Pods of every shape in objects of every kind. `complying`: nothing that they say explicitly violates. */
export function podObjects({ complying }: { complying: boolean }): fc.Arbitrary<KubernetesObject> {
  const annotations = fc.constantFrom(undefined, {}, ...(complying ? [] : [{ 'container.apparmor.security.beta.kubernetes.io/app-0': 'unconfined' }]));
  return fc.tuple(spec(complying), annotations, fc.constantFrom(...OWNERS))
    .map(([own, given, owner]) => owner({ metadata: given === undefined ? undefined : { annotations: given }, spec: own }));
}
