import { Checks } from './proof';
import { Result } from './recorder';

/** How long a check may take that does not say so itself: an engine that hangs must not hang the run. */
const CHECK_TIMEOUT_MS = 15 * 60_000;

/** Makes checks, and tells of each as it is decided. */
export function checksOf(proof: string, topic: string, tell: (result: Result) => void): Checks {
  return {
    check: async (title, prove) => {
      const started = Date.now();
      const seconds = () => Math.round((Date.now() - started) / 100) / 10;
      try {
        const detail = await withTimeout(prove);
        tell({ proof, topic, title, outcome: 'passed', ...(typeof detail === 'string' ? { detail } : {}), seconds: seconds() });
        return true;
      } catch (error) {
        tell({ proof, topic, title, outcome: 'failed', detail: messageOf(error), seconds: seconds() });
        return false;
      }
    },
    skip: (title, reason) => tell({ proof, topic, title, outcome: 'skipped', detail: reason }),
  };
}

/** What is told of a proof that broke down, or could not begin. */
export function crashOf(proof: string, error: unknown): Result {
  return { proof, topic: proof, title: 'runs to its end', outcome: 'failed', detail: messageOf(error), crashed: true };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) { return String(error); }
  // An assertion says what it wants in its message; of any other error one needs to know where it came from.
  return error.name === 'AssertionError' || error.stack === undefined ? error.message : error.stack;
}

async function withTimeout<T>(work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not decided after ${CHECK_TIMEOUT_MS / 60_000} minutes`)), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
