import { refuse } from '../construct/edit';
import { describeValue } from '../construct/fault';
import { isPlainObject } from '../construct/shape';
import { nearestName } from '../manifest/nearest-name';
import type { Cluster } from './cluster';

/**
 * The values of a Cluster, each read as what it must be. One that is missing, or of another type, is an error that names the cluster and the value.
 *
 * @example
 * declare const cluster: Cluster;
 * const bucket = cluster.values.text('snapshotBucket');
 */
export class ClusterValues {
  /** @internal */
  public constructor(private readonly cluster: Cluster, private readonly values: { readonly [name: string]: any }) {}

  /** Whether there is a value of this name. */
  public has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  /** A text. */
  public text(name: string): string {
    return this.read(name, 'a text', (value) => typeof value === 'string');
  }

  /** A number. */
  public number(name: string): number {
    return this.read(name, 'a number', (value) => typeof value === 'number');
  }

  /** A boolean. */
  public flag(name: string): boolean {
    return this.read(name, 'true or false', (value) => typeof value === 'boolean');
  }

  /** A list. */
  public list(name: string): any[] {
    return this.read(name, 'a list', Array.isArray);
  }

  /** A map. */
  public map(name: string): { [key: string]: any } {
    return this.read(name, 'a map', isPlainObject);
  }

  private read(name: string, what: string, is: (value: unknown) => boolean): any {
    const value = this.has(name) ? this.values[name] : undefined;
    if (is(value)) { return value; }
    const prop = `values.${name}`;
    if (value !== undefined) {
      return refuse(this.cluster, { id: 'prop/type', prop, rule: `must be ${what}, got ${kindOf(value)}`, fix: 'Correct it where the cluster is described' });
    }
    const names = Object.keys(this.values);
    const meant = nearestName(name, names);
    const others = names.length === 0 ? 'It has none' : `It has ${names.map(describeValue).join(', ')}`;
    return refuse(this.cluster, {
      id: 'prop/required', prop, rule: 'must be given, because a program asks for it', fix: meant === undefined ? others : `Ask for '${meant}', or give it where the cluster is described`,
    });
  }
}

/** Not the value: it may be anything, a secret too. */
function kindOf(value: unknown): string {
  if (value === null) { return 'nothing'; }
  if (Array.isArray(value)) { return 'a list'; }
  return ({ string: 'a text', number: 'a number', boolean: 'a boolean', object: 'a map' } as Record<string, string>)[typeof value] ?? typeof value;
}
