import { formatPath } from '../../lib/manifest/field-path';
import { PACKS, ruleOf } from '../../lib/rules/catalogue';
import { defaultOptions } from '../../lib/rules/choice';
import { judgeManifests } from '../../lib/rules/judge-manifests';
import { ApiClient } from '../kubernetes/api-client';
import { Mutant } from './mutations';
import { fieldText, Refusal, refusalOf, withoutIndexes } from './server-refusal';

/** What both said of an object. */
export interface Comparison {
  readonly mutant: Mutant;
  /** What an API server said; undefined where it took the object. */
  readonly theirs: Refusal | undefined;
  /** What our rules say that API servers refuse. */
  readonly ours: readonly { readonly rule: string; readonly field: string; readonly message: string }[];
}

const REFUSED = PACKS.refused.map((id) => ({ rule: ruleOf(id)!, options: defaultOptions(ruleOf(id)!) }));

/** So many requests are under way at a time. */
const AT_A_TIME = 24;

/** Asks an API server and our rules for its minor about objects. */
export async function compare(server: ApiClient, minor: string, mutants: readonly Mutant[]): Promise<Comparison[]> {
  const found: Comparison[] = [];
  const open = mutants.entries();
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    for (const [position, mutant] of open) {
      const answer = server.create(mutant.object, { dryRun: true });
      const ours = judgeManifests([mutant.object], { name: 'proof', kubernetesVersion: minor }, REFUSED, { mayBeLate: false }).found
        .map(({ rule, path, message }) => ({ rule: rule.id, field: fieldText(formatPath(path)), message }));
      found[position] = { mutant, theirs: refusalOf(await answer), ours };
    }
  }));
  return found;
}

/** Whether one of our fields is one that the server names; undefined where it names none. */
export function namesTheSame({ theirs, ours }: Comparison): boolean | undefined {
  if (theirs === undefined || theirs.fields.length === 0) { return undefined; }
  const normal = theirs.isWithoutIndexes ? withoutIndexes : (field: string) => field;
  return ours.some(({ field }) => theirs.fields.includes(normal(field)));
}
