import { PodSecurityCheck } from '../check';
import { disallowed, settingOf } from '../faults';
import { containerPlaces } from '../place';
import { elementsAt } from '../reading';

/** No container takes a port of the node. */
export const hostPorts = {
  id: 'hostPorts',
  level: 'baseline',
  revisions: [{
    since: '1.0',
    faults: (template) => containerPlaces(template).flatMap((place) => {
      const ports = elementsAt(template, [...place.path, 'ports']).map((path) => ({ ...place, path }));
      return disallowed(template, ports, ['hostPort'], (port) => port === undefined || port === 0, (_, port) => ({
        message: settingOf(place, 'hostPort', port),
        fix: 'remove hostPort; a Service reaches the pod through its containerPort',
      }));
    }),
  }],
} as const satisfies PodSecurityCheck;
