import { flag, given, Shape } from '../construct/shape';
import { isToken } from '../manifest/known';

/** Yes or no, where that decides what is written. A token would be taken for one of the two; of an Output, its component says the same. */
export const decision: Shape<boolean> = given((value, prop) => {
  if (isToken(value)) { prop.fault({ id: 'prop/known', rule: 'must be known when the program runs', fix: 'Give true or false itself' }); }
  return flag(value, prop);
});
