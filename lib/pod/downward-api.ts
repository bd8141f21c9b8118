import { Construct } from 'constructs';
import { Prop } from '../construct/prop';
import { isKnown, knownPart } from '../manifest/known';
import { annotationKeyFault, labelKeyFault } from '../manifest/label';
import { useNearest } from '../manifest/nearest-name';
import { printed } from '../manifest/printed';
import { needsKubernetes } from './needs-kubernetes';

const FIELDS = {
  env: [
    'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName',
    'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
  ],
  file: ['metadata.name', 'metadata.namespace', 'metadata.uid', 'metadata.labels', 'metadata.annotations'],
};
const RESOURCE = /^(?:requests|limits)\.(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** Checks the path of a pod's field that a variable or a file shows. */
export function checkPodField(path: unknown, where: keyof typeof FIELDS, construct: Construct, prop: Prop): void {
  if (!isKnown(path)) { return; }
  const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(printed(path)) ?? [];
  if (map !== undefined) {
    prop.check(map === 'labels' ? labelKeyFault(key) : annotationKeyFault(key), { id: 'prop/grammar', got: path, fix: "Use a path such as metadata.labels['app.kubernetes.io/name']" });
  } else if (!FIELDS[where].includes(printed(path))) {
    prop.fault({ id: 'prop/choice', rule: `must be one of ${FIELDS[where].join(', ')}, or one of metadata.labels['<key>'] and metadata.annotations['<key>']`, got: path, fix: 'Use one of them' });
  } else if (path === 'status.hostIPs') {
    needsKubernetes(construct, '1.29', prop);
  }
}

/** Checks a resource of a container that a variable or a file shows. */
export function checkResourceField(field: { containerName?: string; resource: string; divisor?: string }, containers: readonly string[], prop: Prop): void {
  const { containerName, resource, divisor } = knownPart(field);
  const names = knownPart(containers);
  if (resource !== undefined && !RESOURCE.test(printed(resource))) {
    prop.at('resource').fault({
      id: 'prop/choice', rule: 'must be requests. or limits. with cpu, memory, ephemeral-storage or hugepages-<size>', got: resource, fix: "Use one such as 'limits.memory'",
    });
  } else if (resource !== undefined && divisor !== undefined && !divisorOf(resource).test(divisor)) {
    prop.at('divisor').fault({
      id: 'prop/choice', rule: `must be a unit of ${resource}`, got: divisor, fix: resource.endsWith('.cpu') ? "Use '1' or '1m'" : "Use '1', or one of a unit such as '1Mi'",
    });
  }
  // A name not known yet may be the one that is meant.
  if (containerName !== undefined && !names.includes(undefined) && !names.includes(containerName)) {
    prop.at('containerName').fault({
      id: 'workload/declared', rule: 'must name a container of the pod', got: containerName,
      fix: useNearest(containerName, names, `It has ${names.map((name) => `'${name}'`).join(', ')}`),
    });
  }
}

function divisorOf(resource: string): RegExp {
  return resource.endsWith('.cpu') ? /^1m?$/ : /^1(?:[kMGTPE]|[KMGTPE]i)?$/;
}
