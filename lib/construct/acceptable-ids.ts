import { RULES } from '../rules/catalogue';
import { mayBeOwn } from '../rules/choice';
import { WARNINGS } from './finding-ids';

/** Ids of what can be accepted: of warnings of constructs, and of rules that a team has a choice about. */
export function acceptableIds(): string[] {
  return [...Object.keys(WARNINGS), ...RULES.filter(({ severity }) => severity !== 'refused').map(({ id }) => id)];
}

/** Whether an id is one of them, or may be that of a team's own rule: those are known where they are chosen. */
export function mayBeAccepted(id: string): boolean {
  const known = acceptableIds();
  return known.includes(id) || mayBeOwn(id, known);
}
