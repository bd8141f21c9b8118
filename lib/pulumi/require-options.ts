import { describeFault } from '../construct/fault';
import { isKnown } from '../manifest/known';

/**
 * An error unless a transform got options: whoever hands it a workload, as is done in cdk8s, would wait for something to happen.
 * `example` is how it is called.
 */
export function requireOptions(owner: string, options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options) && isKnown(options)) { return; }
  throw new Error(`[${owner}] ${describeFault({
    rule: 'takes an object with options, and makes a transform: by itself it changes nothing', fix: `Use 'transforms: [${example}]' among the options of what it is to change`,
  })}`);
}
