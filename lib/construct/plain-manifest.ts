import { ApiObject, ApiObjectMetadataDefinition, App, Chart, ImplicitTokenResolver, IResolver, Lazy, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import { IConstruct } from 'constructs';
import { KubernetesObject } from '../manifest/object';
import { Remembered } from '../manifest/remembered';
import { KnownManifests } from './known-manifests';
import { oncePerSynth } from './synth-cache';

/**
 * What `toJson` of cdk8s answers, in one walk: it walks each tree five times. All in it is plain data that is known and can be written. Undefined where only
 * cdk8s can tell: objects with another `toJson` or patches, Apps with resolvers, tokens of others, classes, whatever else is unusual.
 */
export function plainManifest(target: ApiObject, toJson = target.toJson): KubernetesObject | undefined {
  if (toJson !== ApiObject.prototype.toJson || !oncePerSynth(target, plainManifest, () => isCommon(target.node.root))) { return undefined; }
  const known = KnownManifests.in(target);
  return known === undefined ? manifestOf(target) : knownOrNew(target, known);
}

/** Where the cluster before had the same, that manifest. To compare takes less than to copy, and nobody has to look at it again. */
function knownOrNew(target: ApiObject, known: KnownManifests): KubernetesObject | undefined {
  const { kind, metadata: { name, namespace } } = target;
  const key = `${kind}/${namespace}/${name}`;
  const before = known.before(key);
  const manifest = before !== undefined && isAsBefore(target, before) ? before : manifestOf(target);
  if (manifest !== undefined) { known.add(key, manifest); }
  return manifest;
}

/** Whether `manifestOf` would answer the same. */
function isAsBefore(target: ApiObject, before: any): boolean {
  try {
    return isAlikeThroughout(target, before);
  } catch {
    // What throws does so again.
    return false;
  }
}

function isAlikeThroughout(target: ApiObject, before: any): boolean {
  const { props, patches, metadata } = target as unknown as { props: any; patches: readonly unknown[]; metadata: any };
  if (patches?.length !== 0 || metadata.toJson !== METADATA_TO_JSON || !isMetadataAlike(metadata, before.metadata)) { return false; }
  let count = 1;
  for (const field in props) {
    if (field !== 'metadata') { count += countAlike(field, props[field], before, false); }
  }
  return count === sizeOf(before);
}

function isMetadataAlike(metadata: any, before: any): boolean {
  const others = metadata._additionalAttributes;
  let count = 0;
  for (const field of METADATA_FIELDS) { count += countAlike(field, metadata[field], before, true); }
  for (const field in others) {
    if (!METADATA_FIELDS.includes(field)) { count += countAlike(field, others[field], before, true); }
  }
  return count === sizeOf(before);
}

/** 1 where a field becomes what a manifest has there, 0 where it is left out, and NaN where it becomes another: such a count is equal to nothing. */
function countAlike(key: string, given: unknown, before: any, leaveOutEmpty: boolean): number {
  const value = produced(given);
  if (isLeftOut(key, value, leaveOutEmpty)) { return 0; }
  return key !== '__proto__' && isAlike(value, before[key], leaveOutEmpty) ? 1 : NaN;
}

/** Whether a value becomes what stands in a manifest. Where it takes more than a look, the answer is no. */
function isAlike(value: any, before: any, leaveOutEmpty: boolean): boolean {
  if (typeof value !== 'object') { return Object.is(value, before); }
  if (value === null || typeof before !== 'object') { return false; }
  if (Array.isArray(value)) {
    if (!Array.isArray(before) || value.length !== before.length) { return false; }
    for (let index = 0; index < value.length; index += 1) {
      if (!isAlike(produced(value[index]), before[index], leaveOutEmpty)) { return false; }
    }
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype || Array.isArray(before)) { return false; }
  let count = 0;
  for (const key in value) { count += countAlike(key, value[key], before, leaveOutEmpty); }
  return count === sizeOf(before);
}

function produced(value: unknown): unknown {
  return value instanceof Lazy ? value.produce() : value;
}

/** Of what is not obvious, that it is not. */
function isLeftOut(key: string, value: any, leaveOutEmpty: boolean): boolean {
  const isNothing = value === undefined || value === null || (leaveOutEmpty && typeof value === 'object' && (Array.isArray(value) ? value.length === 0 : isEmpty(value)));
  return isNothing && ORDINARY.of(key);
}

/** Of a manifest, without a list of its keys. */
function sizeOf(map: any): number {
  let size = 0;
  for (const key in map) { size += Number(map[key] !== undefined); }
  return size;
}

function isCommon(root: IConstruct): boolean {
  return hasBuiltInResolvers(root) && !process.env.CDK8S_DISABLE_SORT && writesAsCdk8s();
}

/** What this walk knows how to treat. */
const BUILT_IN: readonly (new () => IResolver)[] = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

function hasBuiltInResolvers(root: IConstruct): boolean {
  const { resolvers } = root as App;
  return resolvers?.length === BUILT_IN.length && BUILT_IN.every((resolver, index) => resolvers[index].constructor === resolver);
}

// Thrown where the walk gives up. No Error: nobody sees it.
const UNUSUAL = Symbol('unusual');

function giveUp(): never {
  throw UNUSUAL;
}

function manifestOf(target: ApiObject): KubernetesObject | undefined {
  // What cdk8s keeps for itself.
  const { props, patches, metadata } = target as unknown as { props: any; patches: readonly unknown[]; metadata: any };
  if (patches?.length !== 0 || metadata.toJson !== METADATA_TO_JSON) { return undefined; }
  const manifest: any = { apiVersion: props.apiVersion, kind: props.kind };
  try {
    manifest.metadata = metadataOf(metadata);
    for (const field of sortedKeys(props)) {
      if (field !== 'metadata') { copyField(manifest, field, props[field], false); }
    }
    return manifest;
  } catch {
    // What is the matter, cdk8s says in its own words.
    return undefined;
  }
}

const METADATA_TO_JSON = ApiObjectMetadataDefinition.prototype.toJson;
const METADATA_FIELDS: readonly string[] = ['annotations', 'finalizers', 'labels', 'name', 'namespace', 'ownerReferences'];

function metadataOf(metadata: any): object {
  const others = metadata._additionalAttributes;
  const more = Object.keys(others).filter((field) => !METADATA_FIELDS.includes(field));
  const copy = {};
  for (const field of more.length === 0 ? METADATA_FIELDS : [...METADATA_FIELDS, ...more].sort()) {
    copyField(copy, field, (METADATA_FIELDS.includes(field) ? metadata : others)[field], true);
  }
  return isEmpty(copy) ? giveUp() : copy;
}

function copyField(copy: any, key: string, value: unknown, leaveOutEmpty: boolean): void {
  const field = ordinary(key);
  if (value === undefined || value === null) { return; }
  const child = typeof value === 'object' ? copyOf(value, leaveOutEmpty) : scalar(value);
  if (child !== undefined) { copy[field] = child; }
}

/** Nothing where cdk8s leaves it out. */
function copyOf(value: object, leaveOutEmpty: boolean): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0 && leaveOutEmpty) { return undefined; }
    return value.map((item) => (typeof item === 'object' && item !== null ? copyOf(item, leaveOutEmpty) : scalar(item)) ?? giveUp());
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) { return value instanceof Lazy ? copyOfLate(value, leaveOutEmpty) : giveUp(); }
  const copy = {};
  for (const key of sortedKeys(value)) { copyField(copy, key, (value as any)[key], leaveOutEmpty); }
  return leaveOutEmpty && isEmpty(copy) ? undefined : copy;
}

function copyOfLate(late: Lazy, leaveOutEmpty: boolean): unknown {
  const value = late.produce();
  if (value === undefined || value === null) { return undefined; }
  return typeof value === 'object' ? copyOf(value, leaveOutEmpty) : scalar(value);
}

function scalar(value: unknown): unknown {
  switch (typeof value) {
    case 'string': return knownText(value);
    case 'boolean': return value;
    case 'number': return Number.isFinite(value) ? value : giveUp();
    default: return giveUp();
  }
}

function isEmpty(map: object): boolean {
  for (const _ in map) { return false; }
  return true;
}

/** A placeholder, or what YAML can't hold. */
const UNKNOWN = /[\p{Surrogate}\uE000]/u;

/** A text that is no placeholder and that YAML can hold. */
function knownText(text: string): string {
  return UNKNOWN.test(text) ? giveUp() : text;
}

/** A key that is no more than one. */
function ordinary(key: string): string {
  return ORDINARY.of(key) ? key : giveUp();
}

const ORDINARY = new Remembered((key) => key !== '__proto__' && key !== 'constructor' && key !== 'toJSON' && !UNKNOWN.test(key));

/** As `sort` does, which is slow where there are few. */
function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  if (keys.length > 16) { return keys.sort(); }
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end];
    let at = end;
    for (; at > 0 && keys[at - 1] > key; at -= 1) { keys[at] = keys[at - 1]; }
    keys[at] = key;
  }
  return keys;
}

let agrees: boolean | undefined;

/** Whether the cdk8s that is installed, which may be a later one, still makes of objects what this walk does. */
function writesAsCdk8s(): boolean {
  agrees ??= isSampleAlike();
  return agrees;
}

function isSampleAlike(): boolean {
  const chart = new Chart(new App(), 'chart', { namespace: 'default', labels: { chart: 'yes' } });
  const sample = new ApiObject(chart, 'sample', {
    apiVersion: 'v1',
    kind: 'Sample',
    metadata: { name: 'sample', labels: { b: '1', a: '2' }, annotations: {}, finalizers: ['x'], more: { empty: {}, none: [], kept: 1 } },
    spec: { z: null, y: undefined, b: [{ d: 1, c: [] }, 0, '', false], a: {}, late: Lazy.any({ produce: () => ({ f: 1, e: Lazy.any({ produce: () => undefined }) }) }) },
    data: { 10: 'x', 9: 'y' },
  } as any);
  sample.metadata.addAnnotation('b', 'c');
  sample.metadata.add('added', { a: 1 });
  return JSON.stringify(manifestOf(sample)) === JSON.stringify(sample.toJson());
}
