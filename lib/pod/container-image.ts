import { Prop } from '../construct/prop';
import { imageFault, isFixedImage } from '../manifest/image';
import { isKnown } from '../manifest/known';

/** How an image is judged. */
export interface ImageRule {
  /** A legal one, with its tag. */
  readonly example: string;
  /** Whether its tag may be one that moves. */
  readonly mayFloat?: boolean;
}

/** Checks that an image is one, and the same one tomorrow. */
export function checkImage(image: unknown, { example, mayFloat }: ImageRule, prop: Prop): void {
  if (!isKnown(image)) { return; }
  const rule = imageFault(image);
  if (rule !== undefined) {
    // Some of these rules name the part that is at fault themselves.
    prop.fault({ rule, got: rule.includes(', got ') ? undefined : image, fix: `Use one such as '${example}'` });
  } else if (!isFixedImage(image) && mayFloat !== true) {
    prop.fault({ rule: 'must name a fixed tag or digest', got: image, fix: `Use '${example.slice(example.lastIndexOf(':'))}' or '@sha256:…'` });
  }
}
