import { GIVES_AWAY, normalizedPath, RUN_BY_ROOT, RUNTIME_SOCKETS, WINDOWS_PIPE } from '../../manifest/node-path';
import { AdmissionCheck } from '../admission/admission-check';
import { cel } from '../admission/cel';
import { OF_THE_KERNEL } from './host-mounts';

// What `host-mounts.ts` says of a mount, as expressions over `mount`, its `volume`, the `path` on the node as it is written, and `node`, the same without
// what makes no difference. Names are given by `all` over lists of one.

const VARIABLES = { volumes: 'variables.podSpec.?volumes.orValue([]).filter(volume, has(volume.hostPath))' };

const PATH = "volume.hostPath.path + (mount.?subPath.orValue('') == '' ? '' : '/' + mount.subPath)";
const PARTS = "path.split('/').filter(part, part != '' && part != '.').join('/')";
const NODE = "written == 'var/run' || written.startsWith('var/run/') ? written.substring(4) : written";

const within = (inner: string, outer: string): string => `(${outer} == '' || ${inner} == ${outer} || ${inner}.startsWith(${outer} + '/'))`;
const touchesOneOf = (paths: readonly string[]): string => `${cel(paths.map(normalizedPath))}.exists(target, ${within('target', 'node')} || ${within('node', 'target')})`;

const WRITABLE = '!mount.?readOnly.orValue(false)';
const SOCKET = `(path.matches(${cel(`(?i)${WINDOWS_PIPE.source}`)}) || ${cel(RUNTIME_SOCKETS.map(normalizedPath))}.exists(socket, `
  + `${within('node', 'socket')} || (node.contains('/') && ${within('socket', 'node')})))`;
const SENSITIVE = `(${touchesOneOf(GIVES_AWAY.map(([target]) => target))} || (${WRITABLE} && (${touchesOneOf(RUN_BY_ROOT)} || path.matches(${cel(OF_THE_KERNEL.source)}))))`;

/** By the rule that says so, as `dangerOf` tells them apart. */
const DANGERS = { socket: SOCKET, sensitive: `!${SOCKET} && ${SENSITIVE}`, writable: `${WRITABLE} && !${SOCKET} && !${SENSITIVE}` };

/** No container has a mount of that danger; those of agents of the nodes may, for some. */
export function noHostMount(danger: keyof typeof DANGERS, what: string, ofAgents: 'too' | 'not of agents'): AdmissionCheck {
  const isSafe = ofMounts(`!(${DANGERS[danger]})`, 'all');
  return {
    variables: VARIABLES,
    expression: `${ofAgents === 'too' ? '' : "object.kind == 'DaemonSet' || "}container.?volumeMounts.orValue([]).all(mount, ${isSafe})`,
    messageExpression: `"container '" + container.name + "' ${what}"`,
  };
}

/** No container mounts what is mounted on its node too, but below a directory. */
export function noPropagation(below: string): AdmissionCheck {
  const isBelow = ofMounts(within('node', cel(normalizedPath(below))), 'exists');
  return {
    variables: VARIABLES,
    expression: `container.?volumeMounts.orValue([]).all(mount, mount.?mountPropagation.orValue('') != 'Bidirectional' || ${isBelow})`,
    messageExpression: '"what container \'" + container.name + "\' mounts is mounted on its node too"',
  };
}

/** What holds of all paths of the node that a mount leads to, of which there is one or none; or of that one. */
function ofMounts(expression: string, many: 'all' | 'exists'): string {
  const named = `[${PATH}].all(path, [${PARTS}].all(written, [${NODE}].all(node, ${expression})))`;
  return `variables.volumes.${many}(volume, volume.name ${many === 'all' ? '!= mount.name ||' : '== mount.name &&'} ${named})`;
}
