import { formatPath } from '../../lib/manifest/field-path';
import { asItWasWritten, unquotedTexts } from '../../lib/manifest/unquoted-text';

const found = (object: any) => unquotedTexts(object).map(({ path, value, isConfidential }) => [formatPath(path), value, ...(isConfidential ? ['confidential'] : [])]);
const containers = [{ name: 'app' }];

describe('unquotedTexts', () => {
  test.each<[string, any, unknown[][]]>([
    ['names', { metadata: { name: 1, generateName: 2, namespace: true } }, [['metadata.name', 1], ['metadata.generateName', 2], ['metadata.namespace', true]]],
    ['labels and annotations', { metadata: { labels: { build: 750, app: 'api' }, annotations: { 'example.com/on': false } } }, [
      ['metadata.labels.build', 750], ["metadata.annotations['example.com/on']", false],
    ]],
    ['what a ConfigMap holds', { apiVersion: 'v1', kind: 'ConfigMap', data: { PORT: 80, DEBUG: true, HOST: 'x' } }, [['data.PORT', 80], ['data.DEBUG', true]]],
    ['what a Secret holds', { apiVersion: 'v1', kind: 'Secret', data: { a: 1 }, stringData: { pin: 1234 } }, [['data.a', 1, 'confidential'], ['stringData.pin', 1234, 'confidential']]],
    ['what a Service selects, and its ports', { apiVersion: 'v1', kind: 'Service', spec: { selector: { shard: 1 }, ports: [{ name: 'http', port: 80 }, { name: 81, port: 81 }] } }, [
      ['spec.selector.shard', 1], ['spec.ports[1].name', 81],
    ]],
    ['the labels of a Pod once', { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 1 } }, spec: { containers, nodeSelector: { gpu: true } } }, [
      ['metadata.labels.a', 1], ['spec.nodeSelector.gpu', true],
    ]],
    ['the labels and node selector of a pod template', {
      apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 1, template: { metadata: { name: 7, labels: { a: 1 }, annotations: { b: 2 } }, spec: { nodeSelector: { gpu: 1 }, containers } } },
    }, [['spec.template.metadata.labels.a', 1], ['spec.template.metadata.annotations.b', 2], ['spec.template.spec.nodeSelector.gpu', 1]]],
    ['the texts of containers, of all lists', {
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        initContainers: [{ name: 5, image: 1.5, imagePullPolicy: 3 }],
        containers: [{
          name: 'app',
          command: ['sleep', 60],
          args: [true],
          env: [{ name: 1, value: 2 }, null, { name: 'DEBUG', value: false }],
          ports: [{ containerPort: 80 }, { name: 80, containerPort: 80 }],
        }],
      },
    }, [
      ['spec.initContainers[0].name', 5],
      ['spec.initContainers[0].image', 1.5],
      ['spec.containers[0].command[1]', 60, 'confidential'],
      ['spec.containers[0].args[0]', true, 'confidential'],
      ['spec.containers[0].env[0].name', 1],
      ['spec.containers[0].env[0].value', 2, 'confidential'],
      ['spec.containers[0].env[2].value', false, 'confidential'],
      ['spec.containers[0].ports[1].name', 80],
    ]],
    ['what the items of a list hold', { apiVersion: 'v1', kind: 'ConfigMapList', items: [null, { metadata: { name: 1 }, data: { a: 2 } }] }, [['items[1].metadata.name', 1], ['items[1].data.a', 2]]],
  ])('finds %s', (_, object, expected) => expect(found(object)).toEqual(expected));

  test.each<[string, any]>([
    ['no metadata', { apiVersion: 'v1', kind: 'ConfigMap' }],
    ['nulls', { apiVersion: 'v1', kind: 'Secret', metadata: { name: null, labels: null, annotations: null }, data: null, stringData: null }],
    ['a Service without a spec', { apiVersion: 'v1', kind: 'Service' }],
    ['a Service whose ports are no list', { apiVersion: 'v1', kind: 'Service', spec: { ports: { name: 1 } } }],
    ['a kind of that name in another group', { apiVersion: 'serving.knative.dev/v1', kind: 'Service', spec: { selector: { a: 1 }, ports: [{ name: 1 }] } }],
    ['another kind of the same group', { apiVersion: 'v1', kind: 'Other', spec: { selector: { a: 1 }, ports: [{ name: 1 }] } }],
    ['data of another kind', { apiVersion: 'example.com/v1', kind: 'Settings', data: { a: 1 }, stringData: { b: 2 } }],
    ['a command that is no list', { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'app', command: { a: 1 }, args: 5 }] } }],
    ['environment and ports that are no list', { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'app', env: { name: 1, value: 2 }, ports: { name: 3 } }] } }],
    ['numbers within a map', { metadata: { labels: { a: { b: 1 }, c: [1], d: null } } }],
  ])('finds nothing in %s', (_, object) => expect(found(object)).toEqual([]));
});

test.each<[number | boolean, string]>([
  [true, "'true', 'yes' or 'on'"],
  [false, "'false', 'no' or 'off'"],
  [NaN, "'.', 'e12' or '.nan'"],
  [Infinity, "'1e400' or '.inf'"],
  [-Infinity, "'1e400' or '.inf'"],
  [0, "'0'"],
  [-5, "'-5'"],
  [1, "'1', '01' or '0x1'"],
  [59, "'59', '073' or '0x3b'"],
  [60, "'60', '074', '0x3c' or '1:00'"],
  [750, "'750', '01356', '0x2ee' or '12:30'"],
  [86399, "'86399', '0250577', '0x1517f' or '1439:59'"],
  [86400, "'86400', '0250600' or '0x15180'"],
  [1.5, "'1.5' or '1.50'"],
  [-12.25, "'-12.25' or '-12.250'"],
  [1.5e-7, "'1.5e-7'"],
  [1e-7, "'1e-7'"],
  [2 ** 53, "'9007199254740992'"],
  [1e21, "'1e+21'"],
])('%p may have been written as %s', (value, texts) => expect(asItWasWritten(value)).toBe(texts));
