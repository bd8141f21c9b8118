import { gatedFaults } from './feature-gates';
import { MINORS, schemaFaults } from './kubernetes-schema';

type Fields = { [field: string]: any };

function pod(spec: Fields = {}, container: Fields = {}, metadata: Fields = {}): Fields {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api', ...metadata }, spec: { containers: [{ name: 'api', image: 'api:1', ...container }], ...spec } };
}

function job(spec: Fields): Fields {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'api' }, spec: { template: { spec: pod().spec }, ...spec } };
}

function service(spec: Fields): Fields {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api' }, spec: { ports: [{ port: 80 }], ...spec } };
}

/** A Deployment that uses much of what every minor knows. */
function deployment(): any {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop', labels: { app: 'api' }, annotations: { 'example.com/owner': '' } },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'api' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['web'] }] },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: 'api' } },
        spec: {
          automountServiceAccountToken: false,
          containers: [{
            name: 'api',
            image: 'registry.example.com/api:1.4.2',
            env: [{ name: 'MODE', value: '' }, { name: 'KEY', valueFrom: { secretKeyRef: { name: 'api', key: 'key' } } }],
            lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
            livenessProbe: { httpGet: { path: '/live', port: 'http' }, periodSeconds: 10 },
            ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi', cpu: 1.5 } },
            securityContext: { capabilities: { drop: ['ALL'] }, runAsNonRoot: true },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
          }],
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoSchedule' }],
          topologySpreadConstraints: [{
            labelSelector: { matchLabels: { app: 'api' } },
            matchLabelKeys: ['pod-template-hash'],
            maxSkew: 1,
            nodeTaintsPolicy: 'Honor',
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'DoNotSchedule',
          }],
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
        },
      },
    },
  };
}

/** A copy of `object` with one field set, or removed where `value` is `undefined`. */
function changed(object: any, path: (string | number)[], value: unknown): any {
  const copy = structuredClone(object);
  const holder = path.slice(0, -1).reduce((at, step) => at[step], copy);
  holder[path.at(-1)!] = value;
  return copy;
}

const TEMPLATE = ['spec', 'template', 'spec'];
const CONTAINER = [...TEMPLATE, 'containers', 0];

describe('schemaFaults', () => {
  test('judges for every minor from 1.28 to 1.37', () => {
    expect(MINORS).toEqual(['1.28', '1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37']);
    expect(() => schemaFaults(deployment(), '1.27')).toThrow(
      'no schema of Kubernetes 1.27, only of 1.28, 1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37',
    );
  });

  test.each(MINORS)('passes a good Deployment for %s', (minor) => {
    expect(schemaFaults(deployment(), minor)).toEqual([]);
    expect(gatedFaults(deployment(), minor)).toEqual([]);
  });

  describe.each(MINORS)('in %s refuses a field that does not exist', (minor) => {
    test.each([
      [[], 'fooBar'],
      [['metadata'], 'metadata.fooBar'],
      [['spec'], 'spec.fooBar'],
      [['spec', 'selector'], 'spec.selector.fooBar'],
      [['spec', 'selector', 'matchExpressions', 0], 'spec.selector.matchExpressions[0].fooBar'],
      [['spec', 'strategy', 'rollingUpdate'], 'spec.strategy.rollingUpdate.fooBar'],
      [['spec', 'template'], 'spec.template.fooBar'],
      [['spec', 'template', 'metadata'], 'spec.template.metadata.fooBar'],
      [TEMPLATE, 'spec.template.spec.fooBar'],
      [[...TEMPLATE, 'securityContext', 'seccompProfile'], 'spec.template.spec.securityContext.seccompProfile.fooBar'],
      [[...TEMPLATE, 'topologySpreadConstraints', 0], 'spec.template.spec.topologySpreadConstraints[0].fooBar'],
      [[...TEMPLATE, 'volumes', 0, 'emptyDir'], 'spec.template.spec.volumes[0].emptyDir.fooBar'],
      [CONTAINER, 'spec.template.spec.containers[0].fooBar'],
      [[...CONTAINER, 'env', 1, 'valueFrom', 'secretKeyRef'], 'spec.template.spec.containers[0].env[1].valueFrom.secretKeyRef.fooBar'],
      [[...CONTAINER, 'livenessProbe', 'httpGet'], 'spec.template.spec.containers[0].livenessProbe.httpGet.fooBar'],
      [[...CONTAINER, 'resources'], 'spec.template.spec.containers[0].resources.fooBar'],
    ])('below %j', (holder, path) => {
      expect(schemaFaults(changed(deployment(), [...holder, 'fooBar'], 1), minor)).toEqual([`${path}: unknown field in ${minor}`]);
    });
  });

  test('names every fault of an object, each once', () => {
    const object = deployment();
    object.spec.template.spec.containers[0].imagePulPolicy = 'Always';
    object.spec.template.spec.restartPolicy = null;
    object.spec.replicas = '3';
    delete object.spec.selector;
    expect(schemaFaults(object, '1.30')).toEqual([
      'spec.replicas: expected integer, got string',
      'spec.selector: required field is missing',
      'spec.template.spec.containers[0].imagePulPolicy: unknown field in 1.30',
      'spec.template.spec.restartPolicy: expected string, got null',
    ]);
  });

  // Each field with the first minor that has it. That is not yet the first minor that heeds it: see feature-gates.test.ts.
  describe.each<[string, string, Fields]>([
    ['1.29', 'spec.containers[0].lifecycle.preStop.sleep', pod({}, { lifecycle: { preStop: { sleep: { seconds: 5 } } } })],
    ['1.30', 'spec.securityContext.appArmorProfile', pod({ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } })],
    ['1.30', 'spec.trafficDistribution', service({ trafficDistribution: 'PreferClose' })],
    ['1.30', 'spec.successPolicy', job({ successPolicy: { rules: [{ succeededCount: 1 }] } })],
    ['1.31', 'spec.volumes[0].image', pod({ volumes: [{ name: 'models', image: { reference: 'models:1' } }] })],
    ['1.32', 'spec.resources', pod({ resources: { limits: { memory: '1Gi' } } })],
    ['1.33', 'spec.containers[0].lifecycle.stopSignal', pod({}, { lifecycle: { stopSignal: 'SIGINT' } })],
    ['1.34', 'spec.containers[0].restartPolicyRules', pod({}, { restartPolicyRules: [{ action: 'Restart' }] })],
    ['1.34', 'spec.hostnameOverride', pod({ hostnameOverride: 'api' })],
    ['1.36', 'spec.schedulingGroup', pod({ schedulingGroup: { podGroupName: 'api' } })],
  ])('knows from %s on', (since, path, object) => {
    test(path, () => {
      const at = MINORS.indexOf(since);
      for (const minor of MINORS.slice(0, at)) {
        expect(schemaFaults(object, minor)).toEqual([`${path}: unknown field in ${minor}, new in ${since}`]);
      }
      for (const minor of MINORS.slice(at)) { expect(schemaFaults(object, minor)).toEqual([]); }
    });
  });

  test.each(MINORS)('knows in %s what came before the oldest minor', (minor) => {
    expect(schemaFaults(pod({ initContainers: [{ name: 'proxy', restartPolicy: 'Always' }], hostUsers: false }), minor)).toEqual([]);
    expect(schemaFaults(job({ podReplacementPolicy: 'Failed', backoffLimitPerIndex: 1 }), minor)).toEqual([]);
  });

  test('refuses a field after the last minor that had it', () => {
    const object = pod({ workloadRef: { name: 'api', podGroup: 'api' } });
    expect(schemaFaults(object, '1.34')).toEqual(['spec.workloadRef: unknown field in 1.34, new in 1.35']);
    expect(schemaFaults(object, '1.35')).toEqual([]);
    expect(schemaFaults(object, '1.36')).toEqual(['spec.workloadRef: unknown field in 1.36, gone after 1.35']);
  });

  test.each([
    ['v1', 'Pods', '1.30', 'kind: v1 Pods is unknown in 1.30'],
    ['extensions/v1beta1', 'Deployment', '1.30', 'kind: extensions/v1beta1 Deployment is unknown in 1.30'],
    ['apps/v1', 'Pod', '1.30', 'kind: apps/v1 Pod is unknown in 1.30'],
    ['v1', 'DeleteOptions', '1.30', 'kind: v1 DeleteOptions is unknown in 1.30'],
    ['example.com/v1', 'Shop', '1.30', 'kind: example.com/v1 Shop is unknown in 1.30'],
    [undefined, undefined, '1.30', 'kind: undefined undefined is unknown in 1.30'],
    ['storage.k8s.io/v1', 'VolumeAttributesClass', '1.33', 'kind: storage.k8s.io/v1 VolumeAttributesClass is unknown in 1.33, new in 1.34'],
    ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', '1.29',
      'kind: admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy is unknown in 1.29, new in 1.30'],
    ['admissionregistration.k8s.io/v1beta1', 'ValidatingAdmissionPolicy', '1.34',
      'kind: admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy is unknown in 1.34, gone after 1.33'],
  ])('refuses the kind %s %s in %s', (apiVersion, kind, minor, fault) => {
    expect(schemaFaults({ apiVersion, kind, metadata: { name: 'x' } }, minor)).toEqual([fault]);
  });

  test.each([null, undefined, 'apps/v1', 3, []])('refuses %j, which is no object', (value) => {
    expect(schemaFaults(value, '1.30')).toEqual(['object: expected object']);
  });

  test.each<[string, (string | number)[], unknown, string]>([
    ['text for a number', ['spec', 'replicas'], '3', 'spec.replicas: expected integer, got string'],
    ['a fraction for an integer', ['spec', 'replicas'], 1.5, 'spec.replicas: expected integer, got number'],
    ['more than 32 bits', ['spec', 'replicas'], 2 ** 31, 'spec.replicas: 2147483648 is no int32'],
    ['a number for text', [...CONTAINER, 'env', 0, 'value'], 1, 'spec.template.spec.containers[0].env[0].value: expected string, got number'],
    ['a number for a label', ['metadata', 'labels', 'app'], 1, 'metadata.labels.app: expected string, got number'],
    ['a boolean for an annotation', ['metadata', 'annotations', 'example.com/owner'], true,
      "metadata.annotations['example.com/owner']: expected string, got boolean"],
    ['text for a boolean', [...TEMPLATE, 'hostIPC'], 'yes', 'spec.template.spec.hostIPC: expected boolean, got string'],
    ['one item for a list', [...CONTAINER, 'command'], 'run', 'spec.template.spec.containers[0].command: expected array, got string'],
    ['a list for an object', [...TEMPLATE, 'securityContext'], [], 'spec.template.spec.securityContext: expected object, got array'],
    ['null', [...TEMPLATE, 'securityContext'], null, 'spec.template.spec.securityContext: expected object, got null'],
    ['null in a list', [...CONTAINER, 'command'], [null], 'spec.template.spec.containers[0].command[0]: expected string, got null'],
    ['a boolean for an int-or-string', ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], true,
      'spec.strategy.rollingUpdate.maxSurge: expected integer or string, got boolean'],
    ['a fraction for an int-or-string', ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], 0.5,
      'spec.strategy.rollingUpdate.maxSurge: expected integer or string, got number'],
    ['no quantity', [...CONTAINER, 'resources', 'limits', 'memory'], '1Gb', 'spec.template.spec.containers[0].resources.limits.memory: "1Gb" is no quantity'],
    ['an empty quantity', [...CONTAINER, 'resources', 'limits', 'memory'], '', 'spec.template.spec.containers[0].resources.limits.memory: "" is no quantity'],
    ['no time', ['metadata', 'creationTimestamp'], '2024-02-30T00:00:00Z', 'metadata.creationTimestamp: "2024-02-30T00:00:00Z" is no date-time'],
    ['a value outside an enum', [...TEMPLATE, 'restartPolicy'], 'always', 'spec.template.spec.restartPolicy: expected "Always" or "Never" or "OnFailure", got "always"'],
    ['a missing required field', [...CONTAINER, 'name'], undefined, 'spec.template.spec.containers[0].name: required field is missing'],
  ])('refuses %s', (_, path, value, fault) => {
    for (const minor of MINORS) { expect(schemaFaults(changed(deployment(), path, value), minor)).toEqual([fault]); }
  });

  test.each<[string, (string | number)[], unknown]>([
    ['a number as quantity', [...CONTAINER, 'resources', 'limits', 'cpu'], 2],
    ['a quantity with an exponent', [...CONTAINER, 'resources', 'limits', 'cpu'], '1e3'],
    ['a named port', [...CONTAINER, 'livenessProbe', 'httpGet', 'port'], 8080],
    ['any label', ['metadata', 'labels', 'foo.bar/baz'], 'x'],
    ['any resource', [...CONTAINER, 'resources', 'limits', 'example.com/gpu'], '1'],
    ['any shape of managed fields', ['metadata', 'managedFields'], [{ manager: 'kubectl', fieldsV1: { 'f:spec': { '.': {} } } }]],
    ['empty values', [...CONTAINER, 'args'], []],
    ['undefined, which no manifest holds', [...TEMPLATE, 'fooBar'], undefined],
  ])('takes %s', (_, path, value) => {
    expect(schemaFaults(changed(deployment(), path, value), '1.30')).toEqual([]);
  });

  test('takes only base64 as data of a Secret', () => {
    const secret = (data: Fields) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'api' }, data });
    expect(schemaFaults(secret({ key: 'c2VjcmV0', empty: '' }), '1.30')).toEqual([]);
    expect(schemaFaults(secret({ key: 'c2VjcmV' }), '1.30')).toEqual(['data.key: "c2VjcmV" is no byte']);
  });

  test('leaves open what Kubernetes leaves open, and nothing beside it', () => {
    const definition = (schema: Fields, subresources: Fields = {}) => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'shops.example.com' },
      spec: {
        group: 'example.com',
        names: { kind: 'Shop', plural: 'shops' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources }],
      },
    });
    const open = { type: 'object', default: { a: null }, properties: { free: { items: { type: 'string' }, enum: [1, null] } } };
    const path = 'spec.versions[0].schema.openAPIV3Schema';
    expect(schemaFaults(definition(open, { status: {} }), '1.30')).toEqual([]);
    expect(schemaFaults(definition({ properties: { free: { typ: 'object' } } }), '1.30')).toEqual([`${path}.properties.free.typ: unknown field in 1.30`]);
    expect(schemaFaults(definition(open, { status: { on: true } }), '1.30')).toEqual(['spec.versions[0].subresources.status.on: unknown field in 1.30']);
  });
});
