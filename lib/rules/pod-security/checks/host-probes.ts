import { FieldPath } from '../../../manifest/field-path';
import { PodSecurityCheck } from '../check';
import { disallowed, show } from '../faults';
import { containerPlaces } from '../place';

const HANDLERS: readonly { readonly label: string; readonly path: FieldPath }[] = [
  { label: 'livenessProbe', path: ['livenessProbe'] },
  { label: 'readinessProbe', path: ['readinessProbe'] },
  { label: 'startupProbe', path: ['startupProbe'] },
  { label: 'postStart hook', path: ['lifecycle', 'postStart'] },
  { label: 'preStop hook', path: ['lifecycle', 'preStop'] },
];

/** Probes and lifecycle hooks go to the pod, not to a host that its author names: the kubelet sends them from the node. */
export const hostProbesAndHostLifecycle = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  revisions: [{
    since: '1.34',
    faults: (template) => containerPlaces(template).flatMap((place) => HANDLERS.flatMap((handler) => ['httpGet', 'tcpSocket'].flatMap((action) =>
      disallowed(template, [place], [...handler.path, action, 'host'], (host) => host === undefined || host === '', ({ label }, host) => ({
        message: `the ${handler.label} of ${label} goes to the host ${show(host)}`,
        fix: action === 'httpGet'
          ? "remove host: the request then goes to the pod's own address; a virtual host goes into httpHeaders as Host"
          : "remove host: the connection then goes to the pod's own address",
      })))),
    ),
  }],
} as const satisfies PodSecurityCheck;
