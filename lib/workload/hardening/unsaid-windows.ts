import { describeObject } from '../../manifest/object-key';
import { HardenedObject } from './harden-pod';
import { HardeningField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';

/** What is to be said of pods that go to nodes with Windows and do not say so, of which nobody can tell whether they start. */
export function unsaidWindowsWarnings({ object, entries }: HardenedObject): { readonly id: string; readonly message: string }[] {
  return entries.filter(isUnsaidWindows).map(({ owner }) => ({
    id: 'workload/unsaid-windows',
    message: `${owner === object ? '' : `${describeObject(owner)}, `}its pods go to nodes with Windows and do not say so: they are hardened, and pass, as pods of Linux. `
      + 'Set os.name: windows.',
  }));
}

/** The same in a sentence, for all together; undefined where there are none. */
export function unsaidWindowsSentence(entries: readonly { readonly field: HardeningField; readonly outcome: HardeningOutcome }[]): string | undefined {
  const count = entries.filter(isUnsaidWindows).length;
  if (count === 0) { return undefined; }
  return `${count === 1 ? '1 pod template goes' : `${count} pod templates go`} to Windows without \`os.name: windows\`, and ${count === 1 ? 'passes as one' : 'pass as some'} of Linux.`;
}

function isUnsaidWindows({ field, outcome }: { readonly field: HardeningField; readonly outcome: HardeningOutcome }): boolean {
  return field === HardeningField.OS && outcome === HardeningOutcome.NOTE;
}
