import { Prop } from '../construct/prop';
import { Shape } from '../construct/shape';
import { imageFault, isFixedImage } from '../manifest/image';
import { whereKnown } from '../manifest/known';

/** How an image is judged. */
export interface ImageRule {
  /** A legal one, with its tag. */
  readonly example: string;
  /** Whether its tag may be one that moves. */
  readonly mayFloat?: boolean;
}

/** An image, of whatever tag. */
export function imageReference(example: string): Shape<string> {
  return (value, prop) => {
    if (value === undefined || value === null) { return undefined; }
    const rule = imageFault(value);
    // Some of these rules name the part that is at fault themselves.
    prop.check(rule, { id: 'prop/grammar', got: rule?.includes(', got ') ? undefined : value, fix: `Use one such as '${example}'` });
    return value as string;
  };
}

/** What keeps an image from being the same one tomorrow. One that is none has been told by its shape. */
const floatingImageFault = whereKnown((image) => (imageFault(image) !== undefined || isFixedImage(image) ? undefined : 'must name a fixed tag or digest'));

/** Checks that an image is the same one tomorrow. */
export function checkFixedImage(image: unknown, { example, mayFloat }: ImageRule, prop: Prop): void {
  if (mayFloat === true) { return; }
  prop.check(floatingImageFault(image), { id: 'workload/fixed-image', got: image, fix: `Use '${example.slice(example.lastIndexOf(':'))}' or '@sha256:…'` });
}

/** Checks that an image is one, and the same one tomorrow. */
export function checkImage(image: unknown, rule: ImageRule, prop: Prop): void {
  imageReference(rule.example)(image, prop);
  checkFixedImage(image, rule, prop);
}
