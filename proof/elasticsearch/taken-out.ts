import { KubernetesObject } from '../../lib/manifest/object';

/** What the kubelet would start for the one container of a Job or CronJob. */
export interface TakenOut {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Folders that are mounted, by their path. */
  readonly mounts: ReadonlyMap<string, Mounted>;
}

/** Files of a mounted folder, or that it is an empty one to write in. */
export type Mounted = { readonly [file: string]: string } | 'empty';

/** Content of a Secret that is not among the objects. */
export interface Secrets {
  readonly [name: string]: { readonly [key: string]: string };
}

/** Takes the container out of a Job or a CronJob, with everything that it is given. */
export function takeOut(objects: readonly KubernetesObject[], kind: 'Job' | 'CronJob', name: string | RegExp, secrets: Secrets): TakenOut {
  const found = objects.filter((object) => object.kind === kind && (typeof name === 'string' ? object.metadata?.name === name : name.test(object.metadata?.name ?? '')));
  if (found.length !== 1) { throw new Error(`${found.length} objects are a ${kind} called ${name}`); }
  const spec = (kind === 'Job' ? found[0] : (found[0] as any).spec.jobTemplate).spec.template.spec;
  if (spec.containers.length !== 1 || spec.initContainers !== undefined) { throw new Error(`${kind} ${name} has more than one container`); }
  const [container] = spec.containers;
  if (container.envFrom !== undefined) { throw new Error(`${kind} ${name} takes variables from elsewhere`); }
  const env: { [name: string]: string } = {};
  for (const variable of container.env ?? []) {
    if (variable.valueFrom !== undefined) { throw new Error(`variable ${variable.name} of ${kind} ${name} comes from elsewhere`); }
    env[variable.name] = expanded(variable.value ?? '', env);
  }
  return {
    argv: [...container.command, ...(container.args ?? [])].map((arg) => expanded(arg, env)),
    env,
    mounts: new Map(container.volumeMounts.map(({ mountPath, name: mounted }: any) =>
      [mountPath, content(spec.volumes.find((volume: any) => volume.name === mounted), objects, secrets)])),
  };
}

function content(volume: any, objects: readonly KubernetesObject[], secrets: Secrets): Mounted {
  if (volume.emptyDir !== undefined) { return 'empty'; }
  if (volume.configMap !== undefined) {
    const { name, items } = volume.configMap;
    const data = (objects.find((object) => object.kind === 'ConfigMap' && object.metadata?.name === name) as any)?.data;
    if (data === undefined) { throw new Error(`there is no ConfigMap '${name}'`); }
    return chosen(data, items);
  }
  if (volume.secret !== undefined) {
    const { secretName, items } = volume.secret;
    const data = secrets[secretName];
    if (data === undefined) { throw new Error(`there is no Secret '${secretName}'`); }
    return chosen(data, items);
  }
  throw new Error(`a volume of another kind: ${JSON.stringify(volume)}`);
}

/** The keys that become files. A key that is not there keeps the kubelet from starting the pod. */
function chosen(data: { readonly [key: string]: string }, items?: readonly { readonly key: string; readonly path: string }[]): { [file: string]: string } {
  if (items === undefined) { return { ...data }; }
  return Object.fromEntries(items.map(({ key, path }) => {
    if (data[key] === undefined) { throw new Error(`there is no key '${key}'`); }
    return [path, data[key]];
  }));
}

/** What the kubelet makes of `$(NAME)` and `$$`. */
export function expanded(text: string, env: { readonly [name: string]: string }): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name) => (whole === '$$' ? '$' : env[name] ?? whole));
}
