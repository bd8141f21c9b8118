import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { Container, listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { FieldFaults, POD } from './field-faults';

/** Two containers never ask for the same port of a node, and on the node's own network a port is one of the node. */
export const hostPort: PodRule = {
  id: 'api/host-port',
  severity: 'refused',
  about: 'pod',
  why: 'A port of a node belongs to one container, and there is no other network to forward it to where the pod uses that of the node.',
  fix: "Give each its own 'hostPort', and with 'hostNetwork: true' the number of its 'containerPort', or none",
  docs: 'https://kubernetes.io/docs/concepts/configuration/overview/',
  check: ({ spec }, { object }) => {
    const containers = listOf(spec.containers);
    const inits = listOf(spec.initContainers);
    const hostNetwork = spec.hostNetwork === true;
    if (!containers.some(hasHostPort) && !inits.some(hasHostPort) && !hostNetwork) { return undefined; }
    // On a Pod that uses the node's network a port is one of the node even where nobody says so; in a template that is left to its pods.
    const implied = hostNetwork && object.kind === 'Pod';
    const faults = new FieldFaults(POD, ['spec']);
    const taken = new Set<string>();
    containers.forEach((container, index) => checkTaken(faults, container, ['containers', index], implied, taken));
    // Init containers run one after the other.
    inits.forEach((container, index) => checkTaken(faults, container, ['initContainers', index], implied, new Set()));
    if (!hostNetwork) { return faults.found; }
    containers.forEach((container, index) => listOf(container?.ports).forEach((port, at) => {
      const { hostPort: host, containerPort: own } = port ?? {};
      if (typeof host === 'number' && typeof own === 'number' && host !== 0 && host !== own) {
        faults.add(`must be its containerPort ${own}, because of 'hostNetwork: true'`, ['containers', index, 'ports', at, 'hostPort'], host);
      }
    }));
    return faults.found;
  },
};

function hasHostPort(container: Container | null): boolean {
  return Array.isArray(container?.ports) && container.ports.some((port: any) => port?.hostPort !== undefined);
}

function checkTaken(faults: FieldFaults, container: Container | null, path: FieldPath, implied: boolean, taken: Set<string>): void {
  listOf(container?.ports).forEach((port, index) => {
    const { protocol, hostIP } = port ?? {};
    const said: unknown = port?.hostPort ?? 0;
    const host: unknown = said === 0 && implied ? port?.containerPort : said;
    if (typeof host !== 'number' || host === 0 || !isKnown(protocol) || !isKnown(hostIP)) { return; }
    const place = `${(protocol ?? '') === '' ? 'TCP' : protocol}/${hostIP ?? ''}/${host}`;
    if (taken.has(place)) { faults.add('must not be taken by another port of the pod', [...path, 'ports', index, 'hostPort'], host); }
    taken.add(place);
  });
}
