import { isDeepStrictEqual } from 'node:util';
import coerce from 'semver/functions/coerce';
import lt from 'semver/functions/lt';
import { Fault } from '../../construct/fault';
import { isFullyKnown, isKnown, knownPart } from '../../manifest/known';
import { apiGroup, KubernetesObject, listOf } from '../../manifest/object';
import { plainCopy } from '../../manifest/plain-copy';

/** What an Elasticsearch resource of ECK needs so that it can use a snapshot repository, and be told by a user of its own to do so. */
export interface ElasticsearchNeeds {
  /** Secrets with settings of the keystore, and which of their keys is which setting. */
  readonly secureSettings?: readonly { readonly secretName: string; readonly entries: readonly { readonly key: string; readonly path?: string }[] }[];
  /** Settings of every node. */
  readonly config?: { readonly [setting: string]: string | boolean };
  /** Folder that must be in `path.repo`. */
  readonly pathRepo?: string;
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly podLabels?: { readonly [key: string]: string };
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  /** Version of Elasticsearch from which on it knows what it needs. */
  readonly sinceVersion?: string;
  /** Secrets with roles, and with users of the file realm. */
  readonly roleSecrets?: readonly string[];
  readonly userSecrets?: readonly string[];
}

/** An Elasticsearch resource with what it needs, and what it says against that. */
export interface SnapshotReadiness {
  readonly object: KubernetesObject;
  readonly warnings: readonly { readonly id: string; readonly message: string }[];
  readonly faults: readonly Fault[];
}

/** What contradicts, and the way out. */
type Refuse = (rule: string, fix: string) => void;
type Fields = { [field: string]: any };
type SecureSettings = NonNullable<ElasticsearchNeeds['secureSettings']>[number];

/** Whether an object is an Elasticsearch resource of ECK. */
export function isElasticsearch(object: KubernetesObject): boolean {
  return object.kind === 'Elasticsearch' && apiGroup(object) === 'elasticsearch.k8s.elastic.co';
}

/**
 * Adds to an Elasticsearch resource of ECK what snapshots need, to every one of its node sets. What it says already stays; where that
 * contradicts, there is a fault. Adding again changes nothing. Other objects stay as they are.
 */
export function readyForSnapshots(object: KubernetesObject, needs: ElasticsearchNeeds): SnapshotReadiness {
  if (!isElasticsearch(object)) { return { object, warnings: [], faults: [] }; }
  const result = plainCopy(object);
  const spec = child(result, 'spec');
  const faults: Fault[] = [];
  const fault: Refuse = (rule, fix) => faults.push({ id: 'data/elasticsearch-fit', rule, fix });
  const nodeSets: readonly unknown[] = listOf(spec.nodeSets);

  const { sinceVersion = OLDEST_VERSION } = needs;
  if (isOlder(spec.version, sinceVersion)) {
    fault(
      `It is of version ${spec.version}, and its snapshot repository needs ${sinceVersion}`,
      `Upgrade it${sinceVersion === OLDEST_VERSION ? '' : ', or give its repository credentials instead of an identity'}`,
    );
  }
  if (servesPlainHttp(spec)) {
    fault("It serves plain HTTP ('spec.http.tls.selfSignedCertificate.disabled'), and a snapshotter sends its password over TLS only", 'Let it have a certificate');
  }

  const warnings = needs.secureSettings?.flatMap((secret) => rivalsOf(secret, spec)) ?? [];
  needs.secureSettings?.forEach((secret) => addSecureSettings(spec, secret));
  needs.roleSecrets?.forEach((secretName) => addOnce(child(spec, 'auth'), 'roles', { secretName }));
  needs.userSecrets?.forEach((secretName) => addOnce(child(spec, 'auth'), 'fileRealm', { secretName }));
  nodeSets.forEach((nodeSet, index) => {
    if (typeof nodeSet !== 'object' || nodeSet === null) { return; }
    const name: unknown = (nodeSet as Fields).name;
    addToNodeSet(nodeSet, needs, (rule, fix) => fault(`Its node set '${typeof name === 'string' ? name : index}' ${rule}`, fix));
  });
  return { object: result, warnings, faults };
}

/** From this version on Elasticsearch holds the repositories of clouds. */
const OLDEST_VERSION = '8.0';

function isOlder(given: unknown, since: string): boolean {
  const version = knownPart(given);
  // Hand-written YAML has numbers here, and other tools have variables.
  const actual = coerce(typeof version === 'string' || typeof version === 'number' ? String(version) : undefined);
  return actual !== null && lt(actual, coerce(since)!);
}

function servesPlainHttp({ http }: Fields): boolean {
  return http?.tls?.selfSignedCertificate?.disabled === true && (http.tls.certificate?.secretName ?? '') === '';
}

function addToNodeSet(nodeSet: Fields, needs: ElasticsearchNeeds, fault: Refuse): void {
  for (const [setting, value] of Object.entries(needs.config ?? {})) {
    const config = child(nodeSet, 'config');
    const said = settingOf(config, setting.split('.'));
    if (said === undefined || said === null) {
      config[setting] = value;
    } else if (areKnown(said, value) && String(said) !== String(value)) {
      fault(`sets '${setting}' to '${said}', and the snapshot repository needs '${value}'`, 'Let both say the same');
    }
  }
  if (needs.pathRepo !== undefined) { addPathRepo(child(nodeSet, 'config'), needs.pathRepo); }

  const { podLabels, serviceAccountName, automountServiceAccountToken, env = [], volumes = [], volumeMounts = [] } = needs;
  for (const [key, value] of Object.entries(podLabels ?? {})) {
    setOnce(child(child(child(nodeSet, 'podTemplate'), 'metadata'), 'labels'), key, value, (said) =>
      fault(`has the label '${key}' with the value '${said}', and the snapshot repository needs '${value}'`, 'Leave yours out'));
  }
  if (serviceAccountName !== undefined) {
    setOnce(podSpec(nodeSet), 'serviceAccountName', serviceAccountName, (said) =>
      fault(`runs as service account '${said}', and the snapshot repository needs '${serviceAccountName}'`, "Name yours where the repository's credentials are given"));
  }
  if (automountServiceAccountToken !== undefined) {
    setOnce(podSpec(nodeSet), 'automountServiceAccountToken', automountServiceAccountToken, () =>
      fault(`says 'automountServiceAccountToken: ${!automountServiceAccountToken}', and the snapshot repository needs the opposite`, 'Leave it out'));
  }
  volumes.forEach((volume) => addNamed(podSpec(nodeSet), 'volumes', 'name', volume, () =>
    fault(`has another volume '${volume.name}' than the snapshot repository needs`, 'Give yours another name')));
  env.forEach((variable) => addNamed(container(nodeSet), 'env', 'name', variable, () =>
    fault(`sets the variable '${variable.name}' to another value than the snapshot repository needs, '${variable.value}'`, 'Leave yours out')));
  volumeMounts.forEach((mount) => addNamed(container(nodeSet), 'volumeMounts', 'mountPath', mount, () =>
    fault(`mounts another volume at '${mount.mountPath}', where the snapshot repository needs '${mount.name}'`, 'Mount yours elsewhere')));
}

/** Keys of other Secrets, or other keys of the same, that are the same setting: ECK gives the nodes one of the two. */
function rivalsOf({ secretName, entries }: SecureSettings, spec: Fields): SnapshotReadiness['warnings'] {
  const others = list(spec, 'secureSettings').flatMap((secret) =>
    (Array.isArray(secret?.entries) ? secret.entries : []).map((entry: Fields) => ({ secret: secret.secretName, entry })));
  return entries.flatMap((entry) => others
    .filter((other) => settingIn(other.entry) === settingIn(entry) && areKnown(other, secretName))
    .filter((other) => other.secret !== secretName || other.entry.key !== entry.key)
    .map((other) => ({
      id: 'data/keystore-setting-twice',
      message: `'${settingIn(entry)}' is key '${other.entry.key}' of Secret '${other.secret}' and, for a snapshot repository, key '${entry.key}' of Secret '${secretName}': the nodes get one of the two. Leave one out, or give the repository a 'client' of its own.`,
    })));
}

function settingIn(entry: Fields): unknown {
  return entry?.path ?? entry?.key;
}

function addSecureSettings(spec: Fields, { secretName, entries }: SecureSettings): void {
  const secrets = list(spec, 'secureSettings');
  const same = secrets.find((secret) => secret?.secretName === secretName && Array.isArray(secret.entries));
  if (same === undefined) {
    secrets.push({ secretName, entries: entries.map((entry) => ({ ...entry })) });
    return;
  }
  entries.filter((entry) => !same.entries.some((other: Fields) => settingIn(other) === settingIn(entry))).forEach((entry) => same.entries.push({ ...entry }));
}

function addPathRepo(config: Fields, folder: string): void {
  // As one name or as a map in a map: Elasticsearch reads both.
  const [holder, key] = typeof config.path === 'object' && config.path !== null && config.path.repo !== undefined ? [config.path, 'repo'] : [config, 'path.repo'];
  const said: unknown = holder[key];
  // Elasticsearch parts a text at its commas, and what stands in a list not.
  const parted = typeof said === 'string' && isKnown(said) ? said.split(',').map((part) => part.trim()).filter((part) => part !== '') : said;
  const folders = parted === undefined || parted === null ? [] : Array.isArray(parted) ? parted : [parted];
  holder[key] = folders.includes(folder) ? folders : [...folders, folder];
}

/** What a setting is set to, whichever of the dots in its name are maps in maps. */
function settingOf(config: unknown, steps: readonly string[]): unknown {
  if (steps.length === 0) { return config; }
  if (typeof config !== 'object' || config === null) { return undefined; }
  return steps.map((_, index) => settingOf((config as Fields)[steps.slice(0, index + 1).join('.')], steps.slice(index + 1)))
    .find((value) => value !== undefined && value !== null);
}

function podSpec(nodeSet: Fields): Fields {
  return child(child(nodeSet, 'podTemplate'), 'spec');
}

/** The container of Elasticsearch itself; ECK merges what stands there into its own. */
function container(nodeSet: Fields): Fields {
  const containers = list(podSpec(nodeSet), 'containers');
  const found = containers.find((candidate) => candidate?.name === 'elasticsearch');
  if (found !== undefined) { return found; }
  const added: Fields = { name: 'elasticsearch' };
  containers.push(added);
  return added;
}

function setOnce(holder: Fields, field: string, value: unknown, contradicts: (said: unknown) => void): void {
  if (holder[field] === undefined || holder[field] === null) {
    holder[field] = value;
  } else if (areKnown(holder[field], value) && holder[field] !== value) {
    contradicts(holder[field]);
  }
}

function addOnce(holder: Fields, field: string, item: Fields): void {
  const items = list(holder, field);
  if (!items.some((other) => isDeepStrictEqual(other, item))) { items.push(item); }
}

function addNamed(holder: Fields, field: string, key: string, item: Fields, contradicts: () => void): void {
  const items = list(holder, field);
  const same = items.find((other) => other?.[key] === item[key]);
  if (same === undefined) {
    items.push(plainCopy(item));
  } else if (areKnown(same, item) && !isDeepStrictEqual(plainCopy(same), plainCopy(item))) {
    contradicts();
  }
}

/** Whether two values can be compared. */
function areKnown(one: unknown, other: unknown): boolean {
  return isFullyKnown(one) && isFullyKnown(other);
}

/** A map in a map; made where there is none, or hand-written YAML has null there. */
function child(holder: Fields, field: string): Fields {
  if (typeof holder[field] !== 'object' || holder[field] === null) { holder[field] = {}; }
  return holder[field];
}

function list(holder: Fields, field: string): any[] {
  if (!Array.isArray(holder[field])) { holder[field] = []; }
  return holder[field];
}
