import { atLeast, OLDEST_SUPPORTED, parseKubernetesVersion } from '../manifest/kubernetes-version';
import { KubernetesObject } from '../manifest/object';
import { KindRecord } from './extract';
import { firstMinor, removedIn } from './lifecycle';
import { kubernetesMinors, schemasOf, shippedExtract } from './schemas';

type Api = Pick<KubernetesObject, 'apiVersion' | 'kind'>;

/** That a Kubernetes no longer has an API, as a clause; undefined where it has. Without a version, the oldest supported one is meant. */
export function removedApi({ apiVersion, kind }: Api, version: string = OLDEST_SUPPORTED): string | undefined {
  const record = recordOf(apiVersion, kind);
  const since = record && removedIn(record, kubernetesMinors());
  if (since === undefined || !atLeast(version, since)) { return undefined; }
  const told = schemasOf(nearestMinor(version)).unserved(apiVersion, kind);
  const now = told.kind === 'removed' ? told.replacement?.split(' ') : undefined;
  const way = now === undefined ? 'nothing has taken its place' : `write ${now[1] === kind ? now[0] : `${now[0]} ${now[1]}`}`;
  return `${apiVersion} is gone since Kubernetes ${since}, so that API servers refuse it: ${way}`;
}

/** That a Kubernetes does not have an API yet, as a clause; undefined where it has. */
export function missingApi({ apiVersion, kind }: Api, version: string): string | undefined {
  const record = recordOf(apiVersion, kind);
  const since = record && firstMinor(record);
  return since === undefined || !atLeast(since, OLDEST_SUPPORTED) || atLeast(version, since) ? undefined : `${apiVersion} has ${kind} from Kubernetes ${since} on`;
}

function recordOf(apiVersion: unknown, kind: unknown): KindRecord | undefined {
  const { kinds } = shippedExtract();
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !Object.hasOwn(kinds, apiVersion)) { return undefined; }
  return Object.hasOwn(kinds[apiVersion], kind) ? kinds[apiVersion][kind] : undefined;
}

/** The known minor that a version is of, or that is nearest to it. */
function nearestMinor(version: string): string {
  const { major, minor } = parseKubernetesVersion(version);
  const minors = kubernetesMinors();
  if (minors.includes(`${major}.${minor}`)) { return `${major}.${minor}`; }
  return atLeast(version, minors[0]) ? minors.at(-1)! : minors[0];
}
