import { Faults } from '../lib/construct/faults';
import { describeFinding, Finding } from '../lib/construct/finding';
import { FleetError } from '../lib/construct/fleet-error';

/**
 * All that a call finds at fault, one sentence each, without the construct's path: what it leaves to the synth, or what ends it at once. Whatever
 * else it ends with is a crash.
 */
export function faultsOf(call: () => unknown): string[] {
  return findingLines(call).map((line) => line.replace(/^\[[^\]]*\] /, ''));
}

/** The call as one that ends with all that it finds at fault, whether it leaves it to the synth or not. */
export function thrown(call: () => unknown): () => void {
  return () => {
    const lines = findingLines(call);
    if (lines.length > 0) { throw new Error(lines.join('\n')); }
  };
}

function findingLines(call: () => unknown): string[] {
  const report = jest.spyOn(Faults.prototype, 'report');
  try {
    call();
    const reported: Finding[] = report.mock.contexts.flatMap((faults) => (faults as any).findings);
    return reported.map(describeFinding);
  } catch (error) {
    const { message } = error as Error;
    if (!FleetError.isFleetError(error) && !message.startsWith('[')) { throw error; }
    return message.split('\n');
  } finally {
    report.mockRestore();
  }
}
