import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { textOf } from '../../lib/cli/check/checked-clusters';
import { manifestFiles } from '../../lib/cli/check/manifest-files';
import type { KubernetesObject } from '../../lib/manifest/object';
import { itemsOf, podTemplatesOf } from '../../lib/manifest/pod-template';
import { distinctItems } from '../../lib/rules/api/distinct-items';
import { PACKS, ruleOf } from '../../lib/rules/catalogue';
import { defaultOptions } from '../../lib/rules/choice';
import { judgeManifests } from '../../lib/rules/judge-manifests';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks } from '../proof';
import { refusalOf } from './server-refusal';

/** Folders of manifests that others wrote, one a set; none of them is part of this project. */
const SETS = process.env.FLEETWRIGHT_SETS;

/** So many warnings a workload may the recommended pack have, over a whole set. */
const BUDGET = 3;

const FEW = 5;

const RECOMMENDED = PACKS.recommended.map((id) => ({ rule: ruleOf(id)!, options: defaultOptions(ruleOf(id)!) }));

/** Judges sets of others' manifests: nothing that the API server takes is refused or an error, and warnings are few enough to be read. */
export async function provePublicSets(server: ControlPlane, minor: string, checks: Checks): Promise<void> {
  if (SETS === undefined) {
    checks.skip("others' manifests", 'FLEETWRIGHT_SETS names no folder whose folders hold some');
    return;
  }
  for (const set of fs.readdirSync(SETS).sort()) {
    if (!fs.statSync(path.join(SETS, set)).isDirectory()) { continue; }
    await checks.check(set, () => proveSet(server, minor, path.join(SETS, set)));
  }
}

async function proveSet(server: ControlPlane, minor: string, folder: string): Promise<string> {
  const located = manifestFiles([folder]).files.flatMap((file) => textOf(file).objects.map((object) => ({ file, object })));
  await define(server, located.map(({ object }) => object).filter(({ kind }) => kind === 'CustomResourceDefinition'));
  const { found, unchecked } = judgeManifests(located.map(({ object }) => object), { kubernetesVersion: minor }, RECOMMENDED, {
    fileOf: (position) => located[position].file, mayBeLate: false,
  });
  const objects = located.flatMap(({ object }) => itemsOf(object) ?? [object]).filter((object) => object !== null);
  const taken = new Set<KubernetesObject>();
  for (const object of objects) {
    if (await server.resourceOf(object.apiVersion, object.kind).catch(() => undefined) === undefined) { continue; }
    const refusal = refusalOf(await server.create(object, { dryRun: true }));
    // That there is one already is nothing that a manifest could know.
    if (refusal === undefined || / already exists$/.test(refusal.message)) { taken.add(object); }
  }
  // What server-side apply refuses a plain one takes: an error all the same, for most tools apply so.
  const wrong = found.filter(({ rule, object }) => rule.severity !== 'warning' && taken.has(object) && rule.id !== distinctItems.id);
  assert.deepEqual(wrong.map(({ rule, position, object, message }) => `${located[position].file} ${object.kind} ${rule.id}: ${message}`), []);
  const workloads = objects.filter((object) => object.kind !== 'PodTemplate' && podTemplatesOf(object).length > 0).length;
  const warnings = found.filter(({ rule }) => rule.severity === 'warning').length;
  const facts = `${objects.length} objects, ${taken.size} taken, ${workloads} workloads, ${warnings} warnings, ${unchecked.length} kinds not checked`;
  // Nothing can be said by the workload of definitions and settings alone.
  if (workloads >= FEW) { assert.ok(warnings <= BUDGET * workloads, facts); }
  return facts;
}

/** A kind is served some moments after its definition was made. */
async function define(server: ControlPlane, definitions: readonly KubernetesObject[]): Promise<void> {
  for (const definition of definitions) {
    const { status } = await server.create(definition);
    if (status >= 300) { continue; }
    const place = await server.pathOf(definition);
    await server.waitFor(`${definition.metadata?.name} to be served`, async () => ((await server.read(place)).status?.conditions ?? [])
      .some(({ type, status: state }: any) => type === 'Established' && state === 'True'));
  }
}
