import { runtime, RunError } from '@pulumi/pulumi';
import { describeFault } from '../construct/fault';

/** What is internal to the SDK, and the only way to run a program beside another without either of them noticing. */
interface SdkInternals {
  withLocalStorage<T>(work: () => T): T;
  getStore(): any;
  readonly MockMonitor: new (mocks: runtime.Mocks) => unknown;
}

/** Loaded when they are asked for: nothing but `render` needs them, and another version of the SDK may have them elsewhere. */
export function sdkInternals(): SdkInternals {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not when this module is imported
  const found: SdkInternals = { ...attempt(() => require('@pulumi/pulumi/runtime/state')), ...attempt(() => require('@pulumi/pulumi/runtime/mocks')) };
  if ([found.withLocalStorage, found.getStore, found.MockMonitor].every((each) => typeof each === 'function')) { return found; }
  throw new RunError(`[render] ${describeFault({
    rule: "doesn't find in the installed version of '@pulumi/pulumi' what it takes to run a program without an engine", fix: 'Use version 3.248.0, with which it is tested',
  })}`);
}

function attempt(load: () => any): any {
  try {
    return load();
  } catch {
    return {};
  }
}
