import * as fc from 'fast-check';
import { Cluster } from '../../../lib/cluster/cluster';
import { apiObjectsOf } from '../../../lib/construct/api-objects';
import { KarmadaDelivery } from '../../../lib/delivery/karmada/karmada-delivery';
import { arbitraryFleet, treeOf } from '../arbitrary-fleet';
import { replay, tidied } from './replay';

function hubOf(fleet: { readonly [cluster: string]: readonly any[] }): any[] {
  const hub = new Cluster({ name: 'hub' });
  new KarmadaDelivery().deliver(hub, treeOf(fleet));
  return apiObjectsOf(hub).map((object) => object.toJson());
}

const keyOf = ({ kind, metadata }: any) => `${kind}/${metadata.namespace}/${metadata.name}`;
const sorted = (objects: readonly any[]) => [...objects].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

test('base and overrides give each cluster exactly its objects', () => {
  fc.assert(fc.property(arbitraryFleet, (fleet) => {
    const hub = hubOf(fleet);
    for (const [cluster, objects] of Object.entries(fleet)) { expect(sorted(replay(hub, cluster))).toEqual(sorted(objects)); }
  }), { numRuns: 300 });
});

/** With nothing in it that holds only what is empty. */
function settled(object: any): any {
  const once = tidied(object);
  return JSON.stringify(once) === JSON.stringify(object) ? object : settled(once);
}

test('every policy names overrides that there are, and each that differs has one', () => {
  fc.assert(fc.property(arbitraryFleet, (fleet) => {
    const hub = hubOf(fleet);
    const overrides = hub.filter(({ kind }) => kind.endsWith('OverridePolicy')).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const named = hub.filter(({ kind }) => kind.endsWith('PropagationPolicy')).flatMap(({ metadata, spec }) => (
      (spec.dependentOverrides ?? []).map((name: string) => `${metadata.namespace}/${name}`)));
    expect(named.sort()).toEqual(overrides.sort());
    expect(new Set(overrides).size).toBe(overrides.length);
  }), { numRuns: 100 });
});

test('what the hub gets does not depend on the order of clusters or objects', () => {
  fc.assert(fc.property(arbitraryFleet, (fleet) => {
    const turned = Object.fromEntries(Object.entries(fleet).reverse().map(([cluster, objects]) => [cluster, [...objects].reverse()]));
    expect(JSON.stringify(hubOf(turned))).toBe(JSON.stringify(hubOf(fleet)));
  }), { numRuns: 100 });
});

test('an API server that leaves out what is empty gives the same', () => {
  fc.assert(fc.property(arbitraryFleet, (fleet) => {
    const hub = hubOf(fleet);
    for (const [cluster, objects] of Object.entries(fleet)) {
      expect(sorted(replay(hub, cluster, true)).map(settled)).toEqual(sorted(objects).map(settled));
    }
  }), { numRuns: 300 });
});

test('a Namespace says that no other cluster gets it', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  const hub = hubOf({ dev: [namespace], prod: [] });
  expect(hub.find(({ kind }) => kind === 'Namespace').metadata.labels).toEqual({ 'namespace.karmada.io/skip-auto-propagation': 'true' });
  expect(replay(hub, 'dev')).toEqual([namespace]);
  expect(replay(hub, 'prod')).toEqual([]);
});
