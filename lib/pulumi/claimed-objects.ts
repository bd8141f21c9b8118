import { runtime } from '@pulumi/pulumi';
import { Fault } from '../construct/fault';
import { isKnown } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import type { PlannedObject } from './detached';
import { currentProgram } from './program';
import { sharedPodsFaults } from './shared-pods';

/** An object that a component of the program makes. */
interface Claim {
  readonly owner: unknown;
  readonly name: string;
  readonly object: KubernetesObject;
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
  /** By cluster and object. */
  readonly byKey: Map<string, Map<string, Claim>>;
}

/**
 * Objects that another component of the program makes in the same cluster, of which what is deployed last would stay, and workloads that mean the
 * pods of another component's. Objects whose namespace is not known yet are passed over. In a unit test there is no stack, and no program that
 * everything belongs to; `render` looks at more than components.
 */
export function claimFaults(objects: readonly PlannedObject[], claimant: Claimant): Fault[] {
  const stack: any = runtime.getStackResource();
  if (stack === undefined || currentProgram().isRendered === true) { return []; }
  if (stack[CLAIMS] === undefined) { Object.defineProperty(stack, CLAIMS, { value: { providers: [], byKey: new Map() } satisfies Claims }); }
  const { providers, byKey }: Claims = stack[CLAIMS];
  if (!providers.includes(claimant.provider)) { providers.push(claimant.provider); }
  const cluster = JSON.stringify([providers.indexOf(claimant.provider), claimant.cluster]);
  const claims = byKey.get(cluster) ?? new Map<string, Claim>();
  byKey.set(cluster, claims);
  return objects.flatMap((object): Fault[] => {
    const { manifest } = object;
    const key = objectKey(manifest);
    // A generateName names no particular object.
    if (manifest.metadata?.name === undefined || !isKnown(key)) { return []; }
    const other = claims.get(key);
    if (other !== undefined && other.owner !== claimant.owner) {
      return [{
        id: 'construct/unique-name',
        rule: `${describeObject(manifest)} is emitted twice; the other one is '${other.name}'`, fix: "Give one of the two another 'name' or namespace, or the provider of another cluster",
      }];
    }
    const others = [...claims.values()].filter(({ owner }) => owner !== claimant.owner);
    claims.set(key, { owner: claimant.owner, name: claimant.nameOf(object), object: manifest });
    return sharedPodsFaults(manifest, others);
  });
}
