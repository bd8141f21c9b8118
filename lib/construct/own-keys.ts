import { isKnown } from '../manifest/known';
import { Prop } from './prop';

type Texts = { readonly [key: string]: string | undefined };

/** Labels or annotations that the construct sets itself, and with which value, where one would do no harm. */
export function refuseOwnKeys(given: Texts = {}, own: Texts, prop: Prop, fix: string): void {
  for (const [key, got] of Object.entries(given)) {
    const isHarmless = own[key] !== undefined && (!isKnown(got) || got === own[key]);
    if (Object.hasOwn(own, key) && !isHarmless) {
      prop.at(key).fault({ id: 'construct/own-key', rule: 'must not be given: the construct sets it', got, fix });
    }
  }
}
