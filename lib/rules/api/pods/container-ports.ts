import { portNameFault } from '../../../manifest/dns-name';
import { isKnown } from '../../../manifest/known';
import { listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, portNumberFault, textOf, wordOrDefaultFault } from './field-faults';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Ports of a container are numbers that there are, and no two have the same name. */
export const containerPorts: ContainerRule = {
  id: 'api/container-ports',
  severity: 'refused',
  about: 'container',
  why: 'Services and probes find a port by its name or number.',
  fix: 'Give each port a number from 1 to 65535 and a name of its own, such as http',
  docs: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports',
  check: (container) => {
    const ports = listOf(container.ports);
    if (ports.length === 0) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    const names = new Set<string>();
    ports.forEach((port, index) => {
      const { containerPort, hostPort, protocol } = port ?? {};
      const name = textOf(port?.name);
      if (name !== undefined) {
        const fault = portNameFault(name) ?? (names.has(name) ? 'must not be the name of another port' : undefined);
        if (fault !== undefined) { faults.add(fault, ['ports', index, 'name'], name); }
        names.add(name);
      }
      if (portNumberFault(containerPort) !== undefined) { faults.add(portNumberFault(containerPort), ['ports', index, 'containerPort'], containerPort); }
      if (hostPort !== 0 && portNumberFault(hostPort) !== undefined) { faults.add(portNumberFault(hostPort), ['ports', index, 'hostPort'], hostPort); }
      const fault = wordOrDefaultFault(protocol, PROTOCOLS);
      if (fault !== undefined && isKnown(protocol)) { faults.add(fault, ['ports', index, 'protocol'], protocol); }
    });
    return faults.found;
  },
};
