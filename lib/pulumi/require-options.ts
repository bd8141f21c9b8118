import { RunError } from '@pulumi/pulumi';
import { describeFault } from '../construct/fault';
import { isKnown } from '../manifest/known';

/**
 * An error unless a transform got options: whoever hands it a workload, as is done in cdk8s, would wait for something to happen.
 * `example` is how it is called.
 */
export function requireOptions(owner: string, options: unknown, example: string): void {
  if (isTransformCall(options)) {
    throw new RunError(`[${owner}] ${describeFault({ rule: 'makes a transform, and is none by itself', fix: `Call it: 'transforms: [${example}]'` })}`);
  }
  if (typeof options === 'object' && options !== null && !Array.isArray(options) && isKnown(options)) { return; }
  throw new RunError(`[${owner}] ${describeFault({
    rule: 'takes an object with options, and makes a transform: by itself it changes nothing', fix: `Use 'transforms: [${example}]' among the options of what it is to change`,
  })}`);
}

/** Whether these are no options, but what a transform is called with. */
export function isTransformCall(options: any): boolean {
  return typeof options === 'object' && options !== null && ['custom', 'type', 'name', 'props', 'opts'].every((field) => field in options);
}
