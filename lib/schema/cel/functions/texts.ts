import type { AddFunction } from '../environment';
import { CelFailure } from '../outcome';

const MOST_CHARACTERS = 1_000_000;

/** What the library lacks of cel-go's texts. */
export function addTextFunctions(add: AddFunction): void {
  add('string.charAt(int): string', (text: string, index: bigint) => {
    const characters = [...text];
    if (index < 0n || index > BigInt(characters.length)) { throw new CelFailure(`index out of range: ${index}`); }
    return characters[Number(index)] ?? '';
  });
  add('string.replace(string, string): string', (text: string, old: string, now: string) => replaced(text, old, now, -1));
  add('string.replace(string, string, int): string', (text: string, old: string, now: string, most: bigint) => replaced(text, old, now, Number(most)));
}

function replaced(text: string, old: string, now: string, most: number): string {
  const parts = text.split(old);
  const count = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  if (text.length + count * now.length > MOST_CHARACTERS) { throw new CelFailure('the text grows too long'); }
  // Go replaces an empty text at each end as well.
  if (old === '') {
    const characters = [...text];
    const places = most < 0 ? characters.length + 1 : Math.min(most, characters.length + 1);
    return characters.map((character, i) => `${i < places ? now : ''}${character}`).join('') + (places > characters.length ? now : '');
  }
  return parts.slice(0, count + 1).join(now) + parts.slice(count + 1).map((part) => old + part).join('');
}
