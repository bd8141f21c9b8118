import { Lifecycle } from './go-types';
import { Module } from './module';
import { Api } from './openapi';

/** What is known of a kind in one API version, over all minors. */
export interface KindHistory extends Lifecycle {
  /** The definition of its objects; without one, it was gone before the first extracted minor. */
  definition?: string;
  /** The minors that have it, if not all. */
  minors?: string[];
  /** Those of them that serve it only when somebody switches it on. */
  off?: string[];
  cluster?: true;
}

/** By API version and kind. */
export interface Kinds { [apiVersion: string]: { [kind: string]: KindHistory } }

// Their source is gone. See https://kubernetes.io/docs/reference/using-api/deprecation-guide/
const OLDER: Kinds = {
  'batch/v2alpha1': { CronJob: { removed: '1.21', replacement: 'batch/v1 CronJob' } },
};

/** Joins what all minors say of kinds. The newest source of a lifecycle counts: upstream changes its mind. */
export function kindsOf(minors: string[], modules: Module[], apis: Api[], lifecycles: Map<string, Lifecycle>[]): Kinds {
  const groups = groupsOf(apis);
  const kinds: Kinds = structuredClone(OLDER);
  const entry = (apiVersion: string, kind: string): KindHistory => ((kinds[apiVersion] ??= {})[kind] ??= {});

  for (const lifecycle of lifecycles) {
    for (const [key, facts] of lifecycle) {
      const [packageName, kind] = key.split(' ');
      const [, group, version] = /([^.]+)\.(v\d\w*)$/.exec(packageName)!;
      if (/(List|Options|Review)$|^(Scale|Eviction|TokenRequest|DeploymentRollback|RangeAllocation|SerializedReference|Binding|ComponentStatus)$/.test(kind)) { continue; }
      if (['apidiscovery', 'imagepolicy'].includes(group)) { continue; } // what the server sends, and nobody writes
      const apiVersion = `${groups.get(group) ?? group}/${version}`.replace(/^core\//, '');
      Object.assign(entry(apiVersion, kind), facts);
    }
  }
  apis.forEach((api, i) => {
    const on = legacyBetas(modules[i]);
    for (const { apiVersion, kind, definition, namespaced } of api.kinds) {
      const history = entry(apiVersion, kind);
      history.definition = definition;
      (history.minors ??= []).push(minors[i]);
      if (!namespaced) { history.cluster = true; }
      if (/\/v\d+(alpha|beta)\d+$/.test(apiVersion) && !on.has(apiVersion)) { (history.off ??= []).push(minors[i]); }
    }
  });
  for (const [apiVersion, ofVersion] of Object.entries(kinds)) {
    for (const [kind, history] of Object.entries(ofVersion)) {
      if (history.minors === undefined && history.removed === undefined) { delete ofVersion[kind]; }
      if (history.minors?.length === minors.length) { delete history.minors; }
    }
    if (Object.keys(ofVersion).length === 0) { delete kinds[apiVersion]; }
  }
  return Object.fromEntries(Object.keys(kinds).sort().map((apiVersion) => [
    apiVersion,
    Object.fromEntries(Object.keys(kinds[apiVersion]).sort().map((kind) => [kind, sorted(kinds[apiVersion][kind])])),
  ]));
}

function sorted(history: KindHistory): KindHistory {
  return Object.fromEntries(Object.entries(history).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The full name of a group by the folder of its Go package: `rbac` is `rbac.authorization.k8s.io`. */
function groupsOf(apis: Api[]): Map<string, string> {
  const groups = new Map<string, string>();
  for (const { apiVersion, definition } of apis.flatMap(({ kinds }) => kinds)) {
    const [, folder] = /([^.]+)\.v\d\w*\.\w+$/.exec(definition)!;
    if (apiVersion.includes('/')) { groups.set(folder, apiVersion.slice(0, apiVersion.indexOf('/'))); }
  }
  return groups;
}

/** Beta APIs that are on though new ones are not: those from before Kubernetes 1.24, and their successors. */
function legacyBetas(module: Module): Set<string> {
  const code = module.read('pkg/controlplane/instance.go');
  const packages = new Map([...code.matchAll(/^\t(\w+) "k8s\.io\/(?:api|kubernetes\/pkg\/apis)\/(\w+)\/(v\w+)"$/gm)].map(([, alias, group, version]) => [alias, `${group}/${version}`]));
  const aliases = [...code.matchAll(/^\t+(\w+)\.SchemeGroupVersion\.WithResource\(/gm)].map(([, alias]) => packages.get(alias)!);
  return new Set(aliases.map((name) => name.replace(/^flowcontrol\//, 'flowcontrol.apiserver.k8s.io/')));
}
