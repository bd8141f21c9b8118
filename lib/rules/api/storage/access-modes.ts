import { Field } from '../field';

const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** That modes of access are there, and can go together. */
export function checkAccessModes(modes: Field): void {
  if (modes.isKnown && modes.items.length === 0) { modes.fault('there is no access mode'); }
  for (const mode of modes.items) { mode.mustBeOneOf('the access mode', MODES); }
  const names = modes.items.map(({ text }) => text);
  if (names.includes('ReadWriteOncePod') && names.some((name) => name !== 'ReadWriteOncePod' && MODES.includes(name))) {
    modes.fault('the access mode ReadWriteOncePod goes with no other one');
  }
}
