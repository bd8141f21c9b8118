import { Lazy } from 'cdk8s';
import { stringify } from 'yaml';
import { placeholder } from '../../lib/manifest/known';
import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { Probe } from '../../lib/pod/probe';
import { AppArmorProfile } from '../../lib/pod/security-profile';
import { Volume } from '../../lib/pod/volume';
import { thrown } from '../faults-of';
import { faultsIn, render } from './pod-construct';

const init = { name: 'migrate', image: 'migrate:1' };
const sidecar = { name: 'proxy', image: 'proxy:1' };
const SUBDOMAIN_RULE = "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit";

test('is hardened and sized from an image alone', () => {
  const { template, deployment, warnings } = render({});
  expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } });
  expect(template.spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  expect(deployment.metadata).not.toHaveProperty('annotations');
  expect(warnings).toEqual([]);
  expect(stringify(template)).toMatchInlineSnapshot(`
"metadata:
  labels:
    app.kubernetes.io/name: api
spec:
  automountServiceAccountToken: false
  containers:
    - image: registry.example.com/shop/api:1.4.2
      name: api
      resources:
        limits:
          ephemeral-storage: 512Mi
          memory: 256Mi
        requests:
          cpu: 100m
          ephemeral-storage: 512Mi
          memory: 256Mi
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop:
            - ALL
        readOnlyRootFilesystem: true
      volumeMounts:
        - mountPath: /tmp
          name: tmp
  enableServiceLinks: false
  securityContext:
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    runAsGroup: 65532
    runAsNonRoot: true
    runAsUser: 65532
    seccompProfile:
      type: RuntimeDefault
  serviceAccountName: api
  terminationGracePeriodSeconds: 30
  volumes:
    - emptyDir:
        sizeLimit: 64Mi
      name: tmp
"
`);
});

test('shows everything in its place', () => {
  const { template } = render({
    image: 'registry.example.com/shop/api:1.4.2',
    ports: [{ port: 8080 }],
    probes: { readiness: Probe.httpGet('/ready') },
    env: { LOG_LEVEL: 'info' },
    envValueFrom: { DB_PASSWORD: EnvValueSource.secretKey('db', 'password') },
    envFrom: [EnvFromSource.configMap('settings')],
    resources: { memory: '512Mi' },
    mounts: [{ path: '/etc/shop', volume: Volume.secret('shop-tls') }],
    initContainers: [init],
    sidecars: [{ ...sidecar, ports: [{ port: 15001, name: 'proxy' }] }],
    security: { userNamespace: true, appArmorProfile: AppArmorProfile.RUNTIME_DEFAULT },
    automountServiceAccountToken: true,
    imagePullSecrets: ['registry'],
    terminationGracePeriodSeconds: 60,
    priorityClassName: 'business-critical',
    runtimeClassName: 'gvisor',
    nodeSelector: { 'kubernetes.io/arch': 'arm64' },
    tolerations: [{ key: 'spot', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
    podLabels: { 'example.com/team': 'shop', 'empty': '' },
    podAnnotations: { 'example.com/owner': '' },
  }, '1.33');
  expect(template.metadata).toEqual({
    labels: { 'app.kubernetes.io/name': 'api', 'example.com/team': 'shop', 'empty': '' },
    annotations: { 'example.com/owner': '' },
  });
  expect(template.spec).toMatchObject({
    serviceAccountName: 'api', automountServiceAccountToken: true, imagePullSecrets: [{ name: 'registry' }], priorityClassName: 'business-critical', runtimeClassName: 'gvisor',
    nodeSelector: { 'kubernetes.io/arch': 'arm64' }, tolerations: [{ key: 'spot', operator: 'Exists' }], affinity: { nodeAffinity: {} },
  });
  expect(stringify(template)).toMatchInlineSnapshot(`
"metadata:
  annotations:
    example.com/owner: ""
  labels:
    app.kubernetes.io/name: api
    empty: ""
    example.com/team: shop
spec:
  affinity:
    nodeAffinity: {}
  automountServiceAccountToken: true
  containers:
    - env:
        - name: DB_PASSWORD
          valueFrom:
            secretKeyRef:
              key: password
              name: db
        - name: LOG_LEVEL
          value: info
      envFrom:
        - configMapRef:
            name: settings
      image: registry.example.com/shop/api:1.4.2
      lifecycle:
        preStop:
          sleep:
            seconds: 5
      name: api
      ports:
        - containerPort: 8080
          name: http
          protocol: TCP
      readinessProbe:
        httpGet:
          path: /ready
          port: http
      resources:
        limits:
          ephemeral-storage: 512Mi
          memory: 512Mi
        requests:
          cpu: 100m
          ephemeral-storage: 512Mi
          memory: 512Mi
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop:
            - ALL
        readOnlyRootFilesystem: true
      volumeMounts:
        - mountPath: /etc/shop
          name: shop-tls
          readOnly: true
        - mountPath: /tmp
          name: tmp
  enableServiceLinks: false
  hostUsers: false
  imagePullSecrets:
    - name: registry
  initContainers:
    - image: proxy:1
      name: proxy
      ports:
        - containerPort: 15001
          name: proxy
          protocol: TCP
      resources:
        limits:
          ephemeral-storage: 512Mi
          memory: 256Mi
        requests:
          cpu: 100m
          ephemeral-storage: 512Mi
          memory: 256Mi
      restartPolicy: Always
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop:
            - ALL
        readOnlyRootFilesystem: true
      volumeMounts:
        - mountPath: /tmp
          name: proxy-tmp
    - image: migrate:1
      name: migrate
      resources:
        limits:
          ephemeral-storage: 512Mi
          memory: 256Mi
        requests:
          cpu: 100m
          ephemeral-storage: 512Mi
          memory: 256Mi
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop:
            - ALL
        readOnlyRootFilesystem: true
      volumeMounts:
        - mountPath: /tmp
          name: migrate-tmp
  nodeSelector:
    kubernetes.io/arch: arm64
  priorityClassName: business-critical
  runtimeClassName: gvisor
  securityContext:
    appArmorProfile:
      type: RuntimeDefault
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    runAsGroup: 65532
    runAsNonRoot: true
    runAsUser: 65532
    seccompProfile:
      type: RuntimeDefault
  serviceAccountName: api
  terminationGracePeriodSeconds: 60
  tolerations:
    - key: spot
      operator: Exists
  volumes:
    - name: shop-tls
      secret:
        secretName: shop-tls
    - emptyDir:
        sizeLimit: 64Mi
      name: tmp
    - emptyDir:
        sizeLimit: 64Mi
      name: proxy-tmp
    - emptyDir:
        sizeLimit: 64Mi
      name: migrate-tmp
"
`);
});

describe('init containers and sidecars', () => {
  const names = (props: Partial<HardenedPodProps>) => render(props, '1.29').template.spec.initContainers!.map(({ name, restartPolicy }) => [name, restartPolicy]);

  test('start with the sidecars, so that init containers can use them', () => {
    expect(names({ initContainers: [init, { ...init, name: 'seed' }], sidecars: [sidecar] })).toEqual([['proxy', 'Always'], ['migrate', undefined], ['seed', undefined]]);
  });

  test('start with the init containers where a sidecar waits for them', () => {
    expect(names({ initContainers: [init], sidecars: [{ ...sidecar, afterInitContainers: true }, { ...sidecar, name: 'vault' }] }))
      .toEqual([['vault', 'Always'], ['migrate', undefined], ['proxy', 'Always']]);
  });

  test('are as hardened as the main container', () => {
    const { spec } = render({ initContainers: [init], sidecars: [sidecar] }, '1.29').template;
    for (const container of spec.initContainers!) {
      expect(container.securityContext).toEqual(spec.containers[0].securityContext);
      expect(container.resources).toEqual(spec.containers[0].resources);
    }
  });

  test('are none by default', () => {
    expect(render({ initContainers: [], sidecars: [] }).template.spec).not.toHaveProperty('initContainers');
  });

  test.each<[string, string | undefined, string]>([
    ['below Kubernetes 1.29', '1.28', "'sidecars' needs Kubernetes 1.29, and the cluster runs 1.28. Upgrade the cluster, or leave it out."],
    ['where the version is not known', undefined, "'sidecars' needs Kubernetes 1.29, and the cluster's version is not known. Set 'kubernetesVersion' on the Cluster, or leave it out."],
  ])('may not be sidecars %s', (_, version, fault) => {
    expect(faultsIn({ sidecars: [sidecar] }, version)).toEqual([fault]);
  });
});

test('writes the spread and the ServiceAccount that the workload wants', () => {
  const topologySpreadConstraints = [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' }];
  const { spec } = render({}, undefined, { topologySpreadConstraints, serviceAccountName: 'other' }).template;
  expect(spec).toMatchObject({ topologySpreadConstraints, serviceAccountName: 'other' });
  expect(render({}).template.spec).not.toHaveProperty('topologySpreadConstraints');
});

test('does not judge what is not known yet', () => {
  for (const unknown of [Lazy.any({ produce: () => 'x' }), placeholder('x')] as any[]) {
    expect(faultsIn({
      containerName: unknown, imagePullSecrets: [unknown, unknown],
      terminationGracePeriodSeconds: unknown, priorityClassName: unknown, runtimeClassName: unknown,
      nodeSelector: { a: unknown }, podLabels: { a: unknown }, podAnnotations: { a: unknown },
      initContainers: [{ ...init, image: unknown }, { ...init, name: unknown }],
    })).toEqual([]);
    expect(faultsIn({ containerName: unknown, initContainers: [init, init], imagePullSecrets: ['a', unknown, 'a'] })).toEqual([
      "'initContainers[1].name' must be unique among the pod's containers, got 'migrate'. Give it another name.",
      "'imagePullSecrets[2]' must be named once, got 'a'. Leave one of the two out.",
    ]);
  }
});

test.each<[string, Partial<HardenedPodProps>, string[]]>([
  ['a name that is no label', { containerName: 'My App' }, [
    "'containerName' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'My App'. Set 'containerName' to a name such as 'app'.",
  ]],
  ['an init container whose name is no label', { initContainers: [{ ...init, name: 'a.b' }] }, [
    "'initContainers[0].name' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'a.b'. Use a name such as 'migrate'.",
  ]],
  ['two containers of one name', { initContainers: [init, { ...init, name: 'api' }] }, ["'initContainers[1].name' must be unique among the pod's containers, got 'api'. Give it another name."]],
  ['a pull secret that can not be', { imagePullSecrets: ['ok', 'Not OK'] }, [`'imagePullSecrets[1]' ${SUBDOMAIN_RULE}. Use the name of a Secret, not what it holds.`]],
  ['a pull secret twice', { imagePullSecrets: ['a', 'b', 'a'] }, ["'imagePullSecrets[2]' must be named once, got 'a'. Leave one of the two out."]],
  ['classes that can not be', { priorityClassName: '_', runtimeClassName: '' }, [
    `'priorityClassName' ${SUBDOMAIN_RULE}, got '_'. Use the name of the object.`, `'runtimeClassName' ${SUBDOMAIN_RULE}, got ''. Use the name of the object.`,
  ]],
  ['no time to end', { terminationGracePeriodSeconds: 0 }, ["'terminationGracePeriodSeconds' must be a whole number of at least 1, got 0. Leave it out for 30."]],
  ['a node label that can not be', { nodeSelector: { 'a b': 'x', 'a': 'x y' } }, [
    "'nodeSelector.a' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'x y'. Use the value that the nodes have, as a text.",
    "'nodeSelector['a b']' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. "
    + "Use a key such as 'example.com/team'.",
  ]],
  ['a pod label that is a number', { podLabels: { build: 7 as any } }, [
    "'podLabels.build' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 7. Use a value such as 'payments'.",
  ]],
  ['a label that the selector needs', { podLabels: { 'app.kubernetes.io/name': 'other' } }, [
    "'podLabels['app.kubernetes.io/name']' must not change a label that the workload sets to 'api', got 'other'. Leave it out.",
  ]],
  ['an annotation that can not be', { podAnnotations: { 'a b': '' } }, [
    "'podAnnotations['a b']' must be an annotation key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. "
    + "Use a key such as 'example.com/team'.",
  ]],
  ['an annotation that loosens what the pod may do', { podAnnotations: { 'container.apparmor.security.beta.kubernetes.io/api': 'unconfined' } }, [
    "'podAnnotations['container.apparmor.security.beta.kubernetes.io/api']' must not set what a container may do. Use 'security.appArmorProfile' or 'security.seccompProfile'.",
  ]],
])('rejects %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test('says everything that is at fault at once, with the path of the construct', () => {
  const props: Partial<HardenedPodProps> = {
    image: 'api', ports: [{ port: 0 }], resources: { memory: 'x' }, security: { runAsUser: 0 }, initContainers: [{ name: 'migrate', image: 'migrate' }], sidecars: [sidecar],
  };
  expect(thrown(() => render(props, '1.28'))).toThrow(new Error([
    "[prod/shop/api] 'resources.memory' must be a quantity of whole bytes from 1 to 8Pi, got 'x'. Use a quantity such as '512Mi'.",
    "[prod/shop/api] 'ports[0].port' must be a whole number from 1 to 65535, got 0. Use the number on which the container listens.",
    "[prod/shop/api] 'sidecars' needs Kubernetes 1.29, and the cluster runs 1.28. Upgrade the cluster, or leave it out.",
    "[prod/shop/api] 'image' must name a fixed tag or digest, got 'api'. Use ':1.4.2' or '@sha256:…'.",
    "[prod/shop/api] 'security.runAsUser' must not be 0, which is root, got 0. Leave it out for 65532, or say why in 'exceptions.runAsRoot'.",
    "[prod/shop/api] 'initContainers[0].image' must name a fixed tag or digest, got 'migrate'. Use ':1.4.2' or '@sha256:…'.",
  ].join('\n')));
});

test('an empty list of sidecars needs no version of Kubernetes', () => {
  expect(faultsIn({ sidecars: [] })).toEqual([]);
  expect(faultsIn({ sidecars: [{ name: 'proxy', image: 'envoy:1.30' }] })).toEqual([
    "'sidecars' needs Kubernetes 1.29, and the cluster's version is not known. Set 'kubernetesVersion' on the Cluster, or leave it out.",
  ]);
});
