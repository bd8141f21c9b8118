import { Prop } from '../construct/prop';
import { instance, Shape } from '../construct/shape';

// A factory is called where no construct could say yet what is wrong with its options. So they are read twice: at once and without a word, for what
// is made of them, and once more by whoever gets that.

const UNHEARD = new Prop({ add: () => undefined });

/** Options without their nulls and with their defaults. What is wrong with them is told to `prop`, if there is one. */
export function readOptions<T>(shape: Shape<T>, options: unknown, prop = UNHEARD): T {
  return shape(options ?? {}, prop) as T;
}

/** What a factory of a class makes, told by its member. `read` says what is wrong with what the factory was given. */
export function madeBy<T>(className: string, factory: string, member: string, read: (made: T, prop: Prop) => void): Shape<T> {
  const ours = instance<T>(className, factory, [member]);
  return (value, prop) => {
    const made = ours(value, prop);
    if (made !== undefined) { read(made, prop); }
    return made;
  };
}
