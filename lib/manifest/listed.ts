import { visibleLine } from './visible';

/** Words as a choice: `A, B or C`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Names as messages list them: `'a', 'b' and 3 more`. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => `'${visibleLine(name)}'`).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
