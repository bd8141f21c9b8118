import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../lib/manifest/object';
import { accepted } from './api-client';
import { ControlPlane } from './control-plane';

/** An object to be judged, and what it is applied together with. */
export interface Candidate {
  readonly set: string;
  readonly object: KubernetesObject;
}

/** What a control plane had to say against a candidate. */
export interface Verdict<C extends Candidate> {
  readonly candidate: C;
  /** Empty where it was taken. */
  readonly faults: readonly string[];
}

/** Whether a warning of the API server about an object is one that we know and live with. */
export type Acknowledge = (warning: string, object: KubernetesObject) => boolean;

/**
 * Sees whether objects are taken by a strict API server and stay as they were applied:
 * a dry run with strict field validation, then really applied, twice, as both kinds of users do it
 * (`kubectl apply --server-side` and `kubectl apply`). The second time nothing may change.
 * Nothing is left behind but the namespaces that the candidates live in without bringing them.
 */
export async function judge<C extends Candidate>(
  cluster: ControlPlane,
  candidates: readonly C[],
  acknowledge: Acknowledge = () => false,
): Promise<Verdict<C>[]> {
  const homes = new Map<string, string>();
  const items = new Map<string, Item>();
  const of = new Map<C, Item>();
  for (const candidate of candidates) {
    const resource = await cluster.resourceOf(candidate.object.apiVersion, candidate.object.kind);
    const object = structuredClone(candidate.object);
    if (resource?.namespaced && object.metadata?.namespace === undefined) {
      // Sets that leave the namespace to their user must not meet in one.
      if (!homes.has(candidate.set)) { homes.set(candidate.set, `set-${homes.size + 1}`); }
      object.metadata = { ...object.metadata, namespace: homes.get(candidate.set) };
    }
    const text = JSON.stringify(object);
    const item = items.get(text) ?? { set: candidate.set, object, faults: resource === undefined ? [`the API server has no kind ${object.kind} in ${object.apiVersion}`] : [] };
    items.set(text, item);
    of.set(candidate, item);
  }
  for (const batch of batches([...items.values()].filter(({ faults }) => faults.length === 0))) {
    await new Batch(cluster, batch, acknowledge).judge();
  }
  return candidates.map((candidate) => ({ candidate, faults: of.get(candidate)!.faults }));
}

interface Item {
  readonly set: string;
  readonly object: KubernetesObject;
  readonly faults: string[];
}

/** What others are refused without comes before them; all else may come in any order. */
const FIRST = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'StorageClass', 'RuntimeClass', 'ServiceAccount'];

/** Kinds whose controllers say which generation they have seen. */
const OBSERVED = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'PodDisruptionBudget'];

/**
 * As few batches as possible in which no two objects of one name meet. What is applied together stays together: otherwise the autoscaler of one set
 * would find the workload of another.
 */
function batches(items: readonly Item[]): Item[][] {
  const found: Map<string, Item>[] = [];
  for (const set of new Set(items.map((item) => item.set))) {
    let rest = items.filter((item) => item.set === set);
    while (rest.length > 0) {
      const mine = new Map([...rest].reverse().map((item) => [identity(item.object), item]));
      const free = found.find((batch) => ![...mine.keys()].some((name) => batch.has(name))) ?? found[found.push(new Map()) - 1];
      mine.forEach((item, name) => free.set(name, item));
      rest = rest.filter((item) => mine.get(identity(item.object)) !== item);
    }
  }
  return found.map((batch) => [...batch.values()]);
}

const UNSEEN = ' and nothing that can be seen: the server does not keep an empty list or map that the object has';

class Batch {
  private readonly waves: Item[][];

  constructor(private readonly cluster: ControlPlane, items: readonly Item[], private readonly acknowledge: Acknowledge) {
    const rank = ({ object }: Item) => (FIRST.indexOf(object.kind) + FIRST.length + 1) % (FIRST.length + 1);
    this.waves = [...FIRST, ''].map((_, position) => items.filter((item) => rank(item) === position)).filter((wave) => wave.length > 0);
  }

  public async judge(): Promise<void> {
    await this.prepareNamespaces();
    let strict = true;
    for (const flags of [['--server-side', '--field-manager=proof'], []]) {
      for (const wave of this.waves) {
        // In front of its wave, not of all: what it refers to must be there.
        if (strict) { await Promise.all(wave.map((item) => this.dryRun(item))); }
        await this.apply(wave.filter(isFaultless), flags);
      }
      for (const wave of this.waves) { await this.applyAgain(wave.filter(isFaultless), flags); }
      await this.remove();
      strict = false;
    }
  }

  private async dryRun({ object, faults }: Item): Promise<void> {
    const { status, body, warnings } = await this.cluster.create(object, { dryRun: true });
    faults.push(...warnings.filter((warning) => !this.acknowledge(warning, object)).map((warning) => `warning: ${warning}`));
    if (status >= 300) { faults.push(`refused: ${body?.message ?? body}`); }
  }

  /** Applies objects and returns them as they then are. */
  private async apply(items: readonly Item[], flags: readonly string[]): Promise<Map<Item, any>> {
    if (items.length === 0) { return new Map(); }
    const list = { apiVersion: 'v1', kind: 'List', items: items.map(({ object }) => object) };
    const { stdout, stderr } = await this.cluster.kubectl(['apply', ...flags, '--validate=strict', '-o', 'json', '-f', '-'], JSON.stringify(list));
    const printed = stdout.trim() === '' ? [] : JSON.parse(stdout);
    const live = new Map<string, any>((printed.kind === 'List' ? printed.items : [printed].flat()).map((object: KubernetesObject) => [identity(object), object]));
    const command = ['kubectl apply', ...flags.slice(0, 1)].join(' ');
    const lines = stderr.split('\n').filter((line) => line !== '');
    const result = new Map<Item, any>();
    for (const item of items) {
      const name = item.object.metadata?.name ?? '';
      const about = lines.filter((line) => line.includes(`"${name}"`) || line.includes(`/${name}`));
      const object = live.get(identity(item.object));
      if (object === undefined) {
        item.faults.push(`${command}: ${(about.length > 0 ? about : lines).join('\n')}`);
      } else {
        // Those of the API server are known from the dry run, these are kubectl's own.
        item.faults.push(...about.filter((line) => line.includes('Warning: resource')).map((line) => `${command}: ${line}`));
        result.set(item, object);
      }
    }
    return result;
  }

  /** Once more; controllers may have changed a status meanwhile, so a changed object gets another chance if its status is all that differs. */
  private async applyAgain(items: readonly Item[], flags: readonly string[]): Promise<void> {
    let open = items;
    for (let attempt = 1; open.length > 0; attempt++) {
      const before = new Map(await Promise.all(open.map(async (item) => [item, await this.settled(item.object)] as const)));
      const after = await this.apply(open, flags);
      open = open.filter((item) => {
        const now = after.get(item);
        const then = before.get(item);
        if (now === undefined || now.metadata.resourceVersion === then.metadata.resourceVersion) { return false; }
        const changed = differences(withoutNoise(then), withoutNoise(now));
        // The autoscaler came in between: that is its doing, and the next attempt finds it done.
        if (attempt < 20 && this.isScaled(item.object) && changed.some((change) => change.startsWith('spec.replicas '))) { return true; }
        if (changed.length > 0 || attempt === 20) {
          const what = changed.length === 0 ? 'something with every attempt' : changed.join(', ') + (changed.every((change) => change.startsWith('metadata.generation ')) ? UNSEEN : '');
          item.faults.push(`${['kubectl apply', ...flags.slice(0, 1)].join(' ')} of the same object changes ${what}`);
          return false;
        }
        return true;
      });
      if (open.length > 0) { await new Promise((resolve) => setTimeout(resolve, 250)); }
    }
  }

  /** Whether the replicas of an object are an autoscaler's, and it says none itself. */
  private isScaled({ kind, metadata, spec }: KubernetesObject): boolean {
    return spec?.replicas === undefined && this.waves.flat().some(({ object }) => object.kind === 'HorizontalPodAutoscaler'
      && object.metadata?.namespace === metadata?.namespace && object.spec.scaleTargetRef.kind === kind && object.spec.scaleTargetRef.name === metadata?.name);
  }

  /** An object once its controller has seen it: a Deployment's writes an annotation of its own, which is no doing of an apply. */
  private async settled(object: KubernetesObject): Promise<any> {
    const path = await this.cluster.pathOf(object);
    if (!OBSERVED.includes(object.kind)) { return this.cluster.read(path); }
    let live: any;
    await this.cluster.waitFor(`the controller of ${path} to have seen it`, async () => {
      live = await this.cluster.read(path);
      return live.status?.observedGeneration === live.metadata.generation;
    });
    return live;
  }

  private async remove(): Promise<void> {
    for (const wave of [...this.waves].reverse()) {
      const paths = await Promise.all(wave.map(({ object }) => this.cluster.pathOf(object)));
      // In the foreground, so that pods are gone with their Deployment: a namespace that still holds some takes long to go.
      await Promise.all(paths.map((path) => this.cluster.request('DELETE', `${path}?propagationPolicy=Foreground`)));
      for (const path of paths) {
        await this.cluster.waitFor(`${path} to be gone`, async () => (await this.cluster.request('GET', path)).status === 404);
      }
    }
  }

  private async prepareNamespaces(): Promise<void> {
    const objects = this.waves.flat().map(({ object }) => object);
    const brought = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata?.name);
    for (const name of new Set(objects.map(({ metadata }) => metadata?.namespace))) {
      if (name === undefined || brought.includes(name)) { continue; }
      const { status } = await this.cluster.request('GET', `/api/v1/namespaces/${name}`);
      if (status === 404) { await this.cluster.namespace(name); } else if (status !== 200) { throw new Error(`namespace ${name}: status ${status}`); }
    }
    // A namespace left from an earlier batch is replaced by the one that is brought.
    for (const name of brought) {
      const path = `/api/v1/namespaces/${name}`;
      if ((await this.cluster.request('GET', path)).status === 404) { continue; }
      accepted(`delete ${path}`, await this.cluster.request('DELETE', path));
      await this.cluster.waitFor(`${path} to be gone`, async () => (await this.cluster.request('GET', path)).status === 404);
    }
  }
}

function isFaultless({ faults }: Item): boolean {
  return faults.length === 0;
}

function identity({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [group, kind, metadata?.namespace ?? '', metadata?.name ?? ''].join('/');
}

/** What controllers and the server itself write beside the object. */
function withoutNoise(object: any): any {
  return { ...object, status: undefined, metadata: { ...object.metadata, resourceVersion: undefined, managedFields: undefined } };
}

function differences(before: any, after: any, path = ''): string[] {
  if (isDeepStrictEqual(before, after)) { return []; }
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return [`${path} from ${JSON.stringify(before)} to ${JSON.stringify(after)}`];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
}
