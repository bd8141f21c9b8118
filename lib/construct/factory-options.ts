import { isLate } from '../manifest/known';
import { Faults } from './faults';
import { Prop } from './prop';
import { instance, isObject, mustBeKnown, primitive, Shape } from './shape';

// What factories are given: static methods such as `SnapshotSchedule.cronJobs(options)`, which make a value that a construct gets in a prop. It is judged
//
// - where the value is used, as a rule: `judgedWhereUsed`, and `madeBy` as the shape of the prop. Only there can be said in which prop it stands, beside
//   whatever else is wrong with that construct, and what tokens become is judged at its synth. Where options are kept as fields among others, as `Volume`
//   does, `optionsToSpread` reads them.
// - at once, where no construct reads it, or it is decided by right away: `judgedAtOnce`. No synth follows, so that what is decided by must be `known`.

/** What options look like. None at all are options of which none is given: those that must be are missed by name. */
export function optionsOf<T extends object>(shape: Shape<T>): (options: unknown, prop: Prop) => T {
  return (options, prop) => shape(options ?? {}, prop)!;
}

/** What `read` makes of the arguments of a factory. What is wrong with them ends the call, all in one error. */
export function judgedAtOnce<T>(factory: string, read: (prop: Prop) => T): T {
  const faults = new Faults(factory);
  const made = read(faults.props);
  faults.throwIfAny();
  return made;
}

/**
 * The arguments of a factory, kept as they were given. Whoever uses the value has them read by `read`, which says what is wrong with them; a construct does
 * so once more at synth where they hold tokens, which are then what they become. So `read` must ask nothing but what it is given.
 */
export function judgedWhereUsed<G extends object, T>(given: G, read: (given: G, prop: Prop) => T): FactoryArguments<T> {
  return new FactoryArguments(given, read);
}

/** The arguments of a factory, until they are read. */
export class FactoryArguments<T> {
  // The underscores let `judgeAtSynth` look into it.
  public constructor(private readonly _given: object, private readonly _read: (given: any, prop: Prop) => T) {}

  /** What they say, and in `prop` what is wrong with them. */
  public read(prop: Prop): T {
    return this._read(this._given, prop);
  }
}

/** What a factory of a class makes, read as the arguments say that it keeps in `member`. */
export function madeBy<T>(className: string, factory: string, member: string): Shape<T> {
  const ours = instance<{ readonly [name: string]: FactoryArguments<T> }>(className, factory, [member]);
  return (value, prop) => ours(value, prop)?.[member].read(prop);
}

/**
 * Options that are kept among other fields, whose shapes judge them where the value is used. What is no object has no fields that could be judged there:
 * it ends the call.
 */
export function optionsToSpread<T extends object>(factory: string, options: T | undefined, example: string): T {
  if (options === undefined || options === null) { return {} as T; }
  return judgedAtOnce(factory, (prop) => {
    if (!isObject(options)) {
      prop.at('options').fault(isLate(options) ? mustBeKnown(`Give an object such as ${example}, in which values may be known later`)
        : { id: 'prop/type', rule: 'must be an object', got: primitive(options), fix: `Use ${example}` });
    }
    return options;
  });
}
