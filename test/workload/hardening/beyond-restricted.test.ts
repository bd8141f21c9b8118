import { placeholder } from '../../../lib/manifest/known';
import { BeyondRestricted } from '../../../lib/workload/hardening/beyond-restricted';
import { HardeningField } from '../../../lib/workload/hardening/hardening-field';
import { HardeningOutcome } from '../../../lib/workload/hardening/hardening-report';
import { harden, paths, pod, podWith } from './pods';

const { NOTE, OVERRIDDEN, SET } = HardeningOutcome;
const switched = (beyondRestricted: Partial<BeyondRestricted>, override: HardeningField[] = []) => ({
  beyondRestricted: { removeServiceAccountToken: false, ...beyondRestricted }, override: new Set(override),
});
const READ_ONLY = { readOnlyRootFilesystem: { writablePaths: { '/tmp': '64Mi' } } };

describe('read-only root file system', () => {
  test('comes with an emptyDir of its own for each container, where nothing is mounted yet', () => {
    const { object } = harden(pod({
      initContainers: [{ name: 'init' }],
      containers: [
        { name: 'app', volumeMounts: [{ name: 'data', mountPath: placeholder('path') }, { name: 'data', mountPath: '/tmp/' }] },
        { name: 'proxy', volumeMounts: [{ name: 'data', mountPath: '/tmp/cache' }] },
      ],
      volumes: [{ name: 'data', emptyDir: {} }],
    }), switched(READ_ONLY));
    const [init, app, proxy] = [...object.spec.initContainers, ...object.spec.containers];
    expect([init, app, proxy].map((c) => c.securityContext.readOnlyRootFilesystem)).toEqual([true, true, true]);
    expect(init.volumeMounts).toEqual([{ name: 'init-tmp', mountPath: '/tmp' }]);
    expect(app.volumeMounts).toEqual([{ name: 'data', mountPath: placeholder('path') }, { name: 'data', mountPath: '/tmp/' }]);
    expect(proxy.volumeMounts).toEqual([{ name: 'data', mountPath: '/tmp/cache' }, { name: 'proxy-tmp', mountPath: '/tmp' }]);
    expect(object.spec.volumes).toEqual([{ name: 'data', emptyDir: {} }, { name: 'init-tmp', emptyDir: { sizeLimit: '64Mi' } }, { name: 'proxy-tmp', emptyDir: { sizeLimit: '64Mi' } }]);
  });

  test('leaves a container alone that has one, or says that it needs none', () => {
    const { object, entries } = harden(pod({ containers: [{ name: 'a', securityContext: { readOnlyRootFilesystem: true } }, { name: 'b', securityContext: { readOnlyRootFilesystem: false } }] }), switched(READ_ONLY));
    expect(object.spec.containers.map((c: any) => [c.securityContext.readOnlyRootFilesystem, c.volumeMounts])).toEqual([[true, undefined], [false, undefined]]);
    expect(entries.find(({ field }) => field === HardeningField.READ_ONLY_ROOT_FILESYSTEM)).toMatchObject({
      outcome: NOTE,
      container: 'b',
      value: false,
      why: 'it says false, so it was left as it is',
      wayOut: "set readOnlyRootFilesystem: true, or name HardeningField.READ_ONLY_ROOT_FILESYSTEM in 'override'",
    });
  });

  test('is forced by an override', () => {
    const { object, entries } = harden(podWith({ readOnlyRootFilesystem: false }), switched(READ_ONLY, [HardeningField.READ_ONLY_ROOT_FILESYSTEM]));
    expect(object.spec.containers[0]).toMatchObject({ securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [{ name: 'app-tmp', mountPath: '/tmp' }] });
    expect(paths(entries, OVERRIDDEN)).toEqual(['spec.containers[0].securityContext.readOnlyRootFilesystem']);
  });

  test('names volumes that are legal and that nobody has yet', () => {
    const name = 'a'.repeat(63);
    const { object } = harden(
      pod({ containers: [{ name }, { name: 'b' }, { name: placeholder('n') }], volumes: [{ name: 'b-var-lib-a-b', emptyDir: {} }] }),
      switched({ readOnlyRootFilesystem: { writablePaths: { '/var/lib/A_b': '1Mi' } } }),
    );
    expect(object.spec.volumes.map((volume: any) => volume.name)).toEqual(['b-var-lib-a-b', name, 'b-var-lib-a-b-2', 'containers-2-var-lib-a-b']);
  });
});

describe('service account token', () => {
  test('is removed where the pod says nothing of it', () => {
    expect(harden(pod(), switched({ removeServiceAccountToken: true })).object.spec.automountServiceAccountToken).toBe(false);
    expect(harden(pod()).object.spec).not.toHaveProperty('automountServiceAccountToken');
  });

  test('stays with a pod that asks for it, which the report notes', () => {
    const { object, entries } = harden(pod({ automountServiceAccountToken: true }), switched({ removeServiceAccountToken: true }));
    expect(object.spec.automountServiceAccountToken).toBe(true);
    expect(paths(entries, NOTE)).toContain('spec.automountServiceAccountToken');
  });
});

test('a token is needed for the rights of an account whose name is not known yet', () => {
  const rightsOf = (_: unknown, account: string) => (account === placeholder('account') ? "RoleBinding 'reader'" : undefined);
  const { object, entries } = harden(pod({ serviceAccountName: placeholder('account') }), { ...switched({ removeServiceAccountToken: true }), rightsOf });
  expect(object.spec).not.toHaveProperty('automountServiceAccountToken');
  expect(entries.map(({ why }) => why)).toContain("the token was left: RoleBinding 'reader' gives its ServiceAccount rights");
});

describe('numeric ids', () => {
  const ids = switched({ runAsUser: 65532, runAsGroup: 65533, fsGroup: 65534 });

  test('stand on the pod, and containers keep their own', () => {
    const { object } = harden(podWith({ runAsUser: 1000 }), ids);
    expect(object.spec.securityContext).toMatchObject({ runAsGroup: 65533, fsGroup: 65534 });
    expect(object.spec.securityContext).not.toHaveProperty('runAsUser');
    expect(object.spec.containers[0].securityContext).toMatchObject({ runAsUser: 1000 });
  });

  test('leave a pod alone that has its own', () => {
    const own = { runAsUser: 1, runAsGroup: 2, fsGroup: 3 };
    expect(harden(pod({ securityContext: own }), ids).object.spec.securityContext).toMatchObject(own);
  });

  test('take the place of a root that is overridden', () => {
    const { object, passes } = harden(pod({ securityContext: { runAsUser: 0 } }), switched({ runAsUser: 65532 }, [HardeningField.RUN_AS_USER]));
    expect(object.spec.securityContext).toMatchObject({ runAsUser: 65532, runAsNonRoot: true });
    expect(passes).toBe(true);
  });
});

describe('resources', () => {
  const all = switched({ resources: { memory: '256Mi', cpu: '100m', cpuLimit: '500m', ephemeralStorage: '1Gi' } });
  const resourcesOf = (resources: any, options = all) => harden(pod({ containers: [{ name: 'app', resources }] }), options).object.spec.containers[0].resources;

  test.each([[undefined], [null], [{}]])('are filled in for a container with %j', (resources) => {
    expect(resourcesOf(resources)).toEqual({
      requests: { 'memory': '256Mi', 'cpu': '100m', 'ephemeral-storage': '1Gi' },
      limits: { 'memory': '256Mi', 'cpu': '500m', 'ephemeral-storage': '1Gi' },
    });
  });

  test('leave every number as it is', () => {
    const { requests, limits } = resourcesOf({ requests: { memory: '64Mi', cpu: '50m' }, limits: { 'cpu': '1', 'ephemeral-storage': '5Gi' } });
    expect(requests).toEqual({ memory: '64Mi', cpu: '50m' });
    expect(limits).toEqual({ 'memory': '256Mi', 'cpu': '1', 'ephemeral-storage': '5Gi' });
  });

  test('let no request exceed its limit', () => {
    expect(resourcesOf({ requests: { memory: '1Gi', cpu: 2 } }).limits).toMatchObject({ memory: '1Gi', cpu: 2 });
    expect(resourcesOf({ limits: { memory: '64Mi', cpu: '50m' } }).requests).toEqual({ 'ephemeral-storage': '1Gi' });
  });

  test('set no limit beside a request that is not known yet', () => {
    expect(resourcesOf({ requests: { memory: placeholder('m') } }).limits).not.toHaveProperty('memory');
  });

  test('set what is asked for only', () => {
    expect(resourcesOf({}, switched({ resources: { cpu: '100m' } }))).toEqual({ requests: { cpu: '100m' } });
    expect(resourcesOf({}, switched({ resources: { cpuLimit: '1' } }))).toEqual({ limits: { cpu: '1' } });
  });

  test('reach init containers, but no ephemeral ones, which may have none', () => {
    const { object } = harden(pod({ initContainers: [{ name: 'i' }], ephemeralContainers: [{ name: 'e' }] }), all);
    expect(object.spec.initContainers[0].resources).toBeDefined();
    expect(object.spec.ephemeralContainers[0].resources).toBeUndefined();
  });

  test('stay away from a pod that states its resources as a whole', () => {
    const { object, entries } = harden(pod({ resources: { limits: { memory: '1Gi' } } }), all);
    expect(object.spec.containers[0].resources).toBeUndefined();
    expect(entries.filter(({ field, outcome }) => field === HardeningField.RESOURCES && outcome === SET)).toEqual([]);
  });
});
