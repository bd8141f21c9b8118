import * as pulumi from '@pulumi/pulumi';
import { describeFault, Fault } from '../construct/fault';
import { FieldPath, formatPath } from '../manifest/field-path';
import { isKnown, placeholder, placeholdersIn } from '../manifest/known';
import { failureOf, OwnFailure } from './failures';
import { allOf, hasParts, walk } from './walk';

/** What Pulumi marks a secret by where it arrives as plain data, as in the arguments of a transform. */
const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';
const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270';

/** What a placeholder begins and ends with, also where only one of the two is left. */
const DELIMITER = new RegExp(`[${placeholder('')}]`);

/** Whether a value is one that only a deployment knows: an Output, a Promise, an unknown, or a secret as it is on the wire. */
export function isOutput(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise || pulumi.isUnknown(value) || isWireSecret(value);
}

/** Any of these as an Output; unknown stays unknown and secret stays secret. */
export function asOutput(value: any): pulumi.Output<any> {
  if (pulumi.Output.isInstance(value)) { return value; }
  return isWireSecret(value) ? pulumi.secret(value.value) : pulumi.output(value);
}

/**
 * Data in which each secret whose value is known is what it is on the wire. In the callback of a transform the SDK has lost the state of an inline
 * program, believes that no engine knows secrets, and would write one that is an Output as plain text.
 */
export function withWireSecrets(value: any): Promise<any> {
  return walk(value, async (part, _, into) => {
    if (!pulumi.Output.isInstance(part)) { return allOf(into()); }
    const isKnownSecret = await pulumi.isSecret(part) && await (part as any).isKnown;
    return isKnownSecret ? { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: await (part as any).promise() ?? null } : part;
  });
}

/** What Outputs turned out to be, each by what was given as it: an Output, or a Promise. */
export interface Settled {
  /** Those whose value is known, and what a program could have written plainly: a text, a number or a boolean, or a list or map of such. */
  readonly values: ReadonlyMap<unknown, unknown>;
  /** Those that are secret, known or not. */
  readonly secrets: ReadonlySet<unknown>;
  /** Those that are known to be nothing. */
  readonly missing: ReadonlySet<unknown>;
}

/**
 * The Outputs that were taken out of some plain data, each with a placeholder in its place, so that synchronous code can work on the rest.
 *
 * Put back, an Output is again what it was: of its own type, unknown where it was unknown, secret where it was secret, and nothing besides it
 * is either of the two.
 */
export class HeldOutputs {
  private readonly outputs = new Map<string, pulumi.Output<any>>();
  private readonly ids = new Map<unknown, string>();
  private readonly given = new Map<string, unknown>();
  private repeats = false;

  /**
   * `owner` tells these Outputs from those of others and stands first in every error. `apart` gives each place from which an Output is taken
   * out a placeholder of its own.
   */
  public constructor(public readonly owner: string, private readonly apart = false) {}

  /** What was given as the Output that a placeholder stands for. */
  public givenFor(id: string): unknown {
    return this.given.get(id);
  }

  /** Where these came from. */
  public sourcesOf(given: ReadonlySet<unknown>): string[] {
    return [...this.given].filter(([, each]) => given.has(each)).map(([id]) => sourceOf(id));
  }

  /**
   * What the Outputs turn out to be, and `more` that stand nowhere among them, once a deployment can say it. One that fails is not known: the resource that it
   * reaches says why.
   */
  public async settled(more: Iterable<unknown> = []): Promise<Settled> {
    const [values, secrets, missing] = [new Map<unknown, unknown>(), new Set<unknown>(), new Set<unknown>()];
    for (const given of new Set([...this.given.values(), ...more])) {
      const output: any = asOutput(given);
      if (await failureOf(output) !== undefined) { continue; }
      if (await pulumi.isSecret(output)) { secrets.add(given); }
      if (!await output.isKnown) { continue; }
      const value = await output.promise();
      if (isPlainData(value)) { values.set(given, value); }
      if (value === undefined || value === null) { missing.add(given); }
    }
    return { values, secrets, missing };
  }

  /** Where the Outputs came from, in order. */
  public get sources(): string[] {
    return [...this.outputs.keys()].map(sourceOf);
  }

  /** Whether some Output was taken out of several places. */
  public get hasRepeated(): boolean {
    return this.repeats;
  }

  /** Takes one Output and answers its placeholder, always the same one. `path` is where it came from, for errors. */
  public hold(value: unknown, path: FieldPath): string {
    const held = this.ids.get(value);
    return held === undefined ? this.holdAnew(value, path) : placeholder(held);
  }

  /** A copy of plain data with a placeholder for each Output. Instances of classes are not looked into: they stay what they are. */
  public takeOut(value: any, at: FieldPath = []): any {
    return walk(value, (part, path, into) => {
      if (!isOutput(part)) { return into(); }
      this.repeats ||= this.ids.has(part);
      return this.apart ? this.holdAnew(part, path) : this.hold(part, path);
    }, { path: at });
  }

  /** A copy of plain data with its Outputs back in. Throws where a placeholder landed where no Output can stand. */
  public putBack(value: any): any {
    const faults = this.faultsIn(value);
    if (faults.length > 0) { throw new pulumi.RunError(faults.map((fault) => `[${this.owner}] ${describeFault(fault)}`).join('\n')); }
    return this.restore(value);
  }

  /** What keeps Outputs from being put back. Fields that hold none are in nobody's way. */
  public faultsIn(value: any, at: FieldPath = []): Fault[] {
    const faults: Fault[] = [];
    walk(value, (part, path, into) => {
      const key = path.at(-1);
      if (!isKnown(key)) {
        faults.push(this.keyFault(String(key), path.slice(0, -1)));
        return;
      }
      if (typeof part === 'string') { faults.push(...this.textFaults(part, path)); }
      into();
    }, { path: at });
    return faults;
  }

  /** Where the Outputs came from whose placeholders stand in a text. */
  public sourcesIn(text: string): string[] {
    return placeholdersIn(text).filter((id) => this.outputs.has(id)).map(sourceOf);
  }

  /** A text for people to read: each placeholder by where its Output came from. */
  public readable(text: string): string {
    return placeholdersIn(text).reduce((rest, id) => rest.replace(placeholder(id), () => `<Output ${sourceOf(id)}>`), text);
  }

  private holdAnew(value: unknown, path: FieldPath): string {
    const id = this.freeId(formatPath(path));
    this.ids.set(value, id);
    this.given.set(id, value);
    this.outputs.set(id, asOutput(value));
    return placeholder(id);
  }

  private freeId(source: string): string {
    // The key of a map is anybody's text; a delimiter in it would end the placeholder.
    const base = [...`${this.owner}|${source}`].filter((character) => !DELIMITER.test(character)).join('');
    for (let number = 1; ; number++) {
      const id = number === 1 ? base : `${base}#${number}`;
      if (!this.outputs.has(id)) { return id; }
    }
  }

  private restore(value: any): any {
    return walk(value, (part, _, into) => (typeof part === 'string' && !isKnown(part) ? this.restoreText(part) : into()));
  }

  private restoreText(text: string): unknown {
    const whole = placeholdersIn(text);
    if (whole.length === 1 && text === placeholder(whole[0])) { return this.outputs.get(whole[0])!; }
    const json = readJson(text);
    if (json !== undefined) {
      const written = pulumi.jsonStringify(this.restore(json.value), undefined, json.indent);
      return json.end === '' ? written : pulumi.interpolate`${written}${json.end}`;
    }
    const parts = partsOf(text).map((part) => (typeof part === 'string' ? part : this.outputs.get(part.id)!));
    return pulumi.all(parts).apply((values) => values.map((part, i) => this.asText(part, partsOf(text)[i])).join(''));
  }

  private asText(value: unknown, part: Part): string {
    if (typeof part === 'string') { return part; }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') { return String(value); }
    const got = value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : 'a map';
    throw new OwnFailure(`[${this.owner}] ${describeFault({
      prop: sourceOf(part.id), rule: `must be a text, a number or a boolean, for it stands inside a longer text, but turned out to be ${got}`, fix: "Give a text, for example with 'apply'",
    })}`);
  }

  private textFaults(text: string, path: FieldPath): Fault[] {
    if (this.outputs.size === 0) { return []; }
    if (this.isEncodedIn(text)) {
      return [{ id: 'pulumi/known-value', prop: formatPath(path), rule: 'must not encode a value that only the deployment knows', fix: "Leave the encoding to Kubernetes, as 'stringData' does, or give the value encoded, with 'apply'" }];
    }
    if (!DELIMITER.test(text)) { return []; }
    const json = readJson(text);
    if (json !== undefined) { return this.faultsIn(json.value, path); }
    const ids = placeholdersIn(text);
    // What is left when whole placeholders are taken out has none of their delimiters.
    const isWhole = ids.every((id) => this.outputs.has(id)) && !DELIMITER.test(partsOf(text).filter((part) => typeof part === 'string').join(''));
    return isWhole ? [] : [{
      id: 'pulumi/known-value', prop: formatPath(path), rule: 'must not be made from a part of a value that only the deployment knows', fix: 'Give the value as plain text, or patch this field with the Output',
    }];
  }

  /** Whether a text holds a placeholder as part of a URL, as a JSON escape, or in Base64. */
  private isEncodedIn(text: string): boolean {
    if (/%EE%80%80|\\ue000/i.test(text)) { return true; }
    // The owner is asked for too: in a long certificate, the delimiter alone may stand by accident.
    return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, 'base64').toString('utf8').includes(`${placeholder('').charAt(0)}${this.owner}|`);
  }

  private keyFault(key: string, path: FieldPath): Fault {
    const [source] = this.sourcesIn(key);
    return {
      id: 'pulumi/known-value',
      prop: formatPath(path) === '' ? 'the object' : formatPath(path),
      rule: `must have keys that are known before the deployment, but one is made from ${source === undefined ? 'an Output' : `the Output in '${source}'`}`,
      fix: 'Give it as plain text',
    };
  }
}

type Part = string | { readonly id: string };

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let rest = text;
  for (const id of placeholdersIn(text)) {
    const at = rest.indexOf(placeholder(id));
    parts.push(rest.slice(0, at), { id });
    rest = rest.slice(at + placeholder(id).length);
  }
  return [...parts, rest];
}

/** Whether a value is nothing but texts, numbers and booleans, in lists and maps: no resource, and no asset. */
function isPlainData(value: unknown): boolean {
  if (!hasParts(value)) { return ['string', 'number', 'boolean'].includes(typeof value); }
  // Nothing is what a plain list or map may have in it, and is judged as there.
  return isKnown(value) && Object.values(value).every((part) => part === undefined || part === null || isPlainData(part));
}

function sourceOf(id: string): string {
  return id.slice(id.indexOf('|') + 1).replace(/#\d+$/, '');
}

function isWireSecret(value: any): value is { value: any } {
  return typeof value === 'object' && value !== null && !pulumi.Output.isInstance(value) && value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** A text that is JSON, with what it takes to write it again the same: the indentation, and the line break of a file. Anything else is joined as text. */
function readJson(text: string): { value: unknown; indent: number; end: string } | undefined {
  if (!/^[[{]/.test(text)) { return undefined; }
  const body = text.trimEnd();
  try {
    const value = JSON.parse(body);
    const indent = [0, 2, 4].find((spaces) => JSON.stringify(value, undefined, spaces) === body);
    return indent === undefined ? undefined : { value, indent, end: text.slice(body.length) };
  } catch {
    return undefined;
  }
}
