import { runtime } from '@pulumi/pulumi';
import { Fault } from '../construct/fault';
import { isKnown } from '../manifest/known';
import { describeObject, objectKey } from '../manifest/object-key';
import type { PlannedObject } from './detached';
import { currentProgram } from './program';

/** An object that a component of the program makes. */
interface Claim {
  readonly owner: unknown;
  readonly name: string;
}

/** What a claim is made for. */
export interface Claimant {
  /** Tells it from every other. */
  readonly owner: unknown;
  /** What reaches its cluster, and what that is called: a program may be about several, in which the same objects stand. */
  readonly provider: unknown;
  readonly cluster?: string;
  /** Name of the resource of an object. */
  nameOf(object: PlannedObject): string;
}

// A shared symbol, because two copies of the library may meet in one program.
const CLAIMS = Symbol.for('fleetwright.pulumi.claims');

interface Claims {
  readonly providers: unknown[];
  readonly byKey: Map<string, Claim>;
}

/**
 * Objects that another component of the program makes in the same cluster: what is deployed last would stay. Those whose namespace is not known
 * yet are passed over. In a unit test there is no stack, and no program that everything belongs to; `render` looks at more than components.
 */
export function claimFaults(objects: readonly PlannedObject[], claimant: Claimant): Fault[] {
  const stack: any = runtime.getStackResource();
  if (stack === undefined || currentProgram().isRendered === true) { return []; }
  if (stack[CLAIMS] === undefined) { Object.defineProperty(stack, CLAIMS, { value: { providers: [], byKey: new Map() } satisfies Claims }); }
  const { providers, byKey }: Claims = stack[CLAIMS];
  if (!providers.includes(claimant.provider)) { providers.push(claimant.provider); }
  return objects.flatMap((object): Fault[] => {
    const { manifest } = object;
    // A generateName names no particular object.
    if (manifest.metadata?.name === undefined || !isKnown(objectKey(manifest))) { return []; }
    const key = JSON.stringify([providers.indexOf(claimant.provider), claimant.cluster, objectKey(manifest)]);
    const other = byKey.get(key);
    if (other === undefined) { byKey.set(key, { owner: claimant.owner, name: claimant.nameOf(object) }); }
    return other === undefined || other.owner === claimant.owner ? [] : [{
      id: 'construct/unique-name',
      rule: `${describeObject(manifest)} is emitted twice; the other one is '${other.name}'`, fix: "Give one of the two another 'name' or namespace, or the provider of another cluster",
    }];
  });
}
