import { runtime, RunError } from '@pulumi/pulumi';
import { describeFault } from '../construct/fault';

/**
 * Does some work when all calls to the engine have been answered, those too that are made in the meantime, and before the SDK takes the program for ended.
 * A version of the SDK that counts them elsewhere does not do it.
 */
export function afterAllCalls(work: () => Promise<void>): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not when this module is imported
  const { settings } = attempt(() => require('@pulumi/pulumi/runtime/state')).getStore?.() ?? {};
  const before: Promise<unknown> | undefined = settings?.rpcDone;
  if (!(before instanceof Promise)) { return; }
  const done = (runtime as any).rpcKeepAlive();
  const own: unknown = settings.rpcDone;
  void before.then(async () => {
    const hasMore = settings.rpcDone !== own;
    if (hasMore) { afterAllCalls(work); }
    // Who waits for the last call has it made of this one, before it may look whether there was another.
    try {
      if (!hasMore) { await work(); }
    } finally {
      done();
    }
  });
}

/** The oldest and the newest version with which `render` is tested. */
const TESTED_SDKS = 'a version from 3.142.0 to 3.276.0';

/** What is internal to the SDK, and the only way to run a program beside another without either of them noticing. */
interface SdkInternals {
  withLocalStorage<T>(work: () => T): T;
  getStore(): any;
  readonly MockMonitor: new (mocks: runtime.Mocks) => unknown;
}

/** Loaded when they are asked for: nothing but `render` needs them, and another version of the SDK may have them elsewhere. */
export function sdkInternals(): SdkInternals {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not when this module is imported
  const state = attempt(() => require('@pulumi/pulumi/runtime/state'));
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { MockMonitor } = attempt(() => require('@pulumi/pulumi/runtime/mocks'));
  const { getStore, asyncLocalStorage, LocalStore } = state;
  // Older versions have the parts of it, and no name for the whole.
  const byParts = asyncLocalStorage && LocalStore && ((work: () => unknown) => asyncLocalStorage.run(new LocalStore(), work));
  const withLocalStorage = state.withLocalStorage ?? byParts;
  if ([withLocalStorage, getStore, MockMonitor].every((each) => typeof each === 'function')) { return { withLocalStorage, getStore, MockMonitor }; }
  throw new RunError(`[render] ${describeFault({
    rule: "doesn't find in the installed version of '@pulumi/pulumi' what it takes to run a program without an engine", fix: `Use ${TESTED_SDKS}, with which it is tested`,
  })}`);
}

function attempt(load: () => any): any {
  try {
    return load();
  } catch {
    return {};
  }
}
