import { App, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { FactoryArguments, judgedAtOnce, judgedWhereUsed, madeBy, optionsOf, optionsToSpread } from '../../lib/construct/factory-options';
import { Faults, findingsOf } from '../../lib/construct/faults';
import { FleetError } from '../../lib/construct/fleet-error';
import { ManifestConstruct } from '../../lib/construct/manifest-construct';
import { readProps } from '../../lib/construct/read-props';
import { defaulted, dnsLabel, required, wholeNumber } from '../../lib/construct/shape';
import { struct } from '../../lib/construct/struct';
import { placeholder } from '../../lib/manifest/known';

interface PlanOptions {
  readonly owner: string;
  readonly days?: number;
}

const NAME = dnsLabel("Use one such as 'gold'");
const OPTIONS = optionsOf(struct<PlanOptions, 'days'>("{ owner: 'search' }", {
  owner: required(dnsLabel('Use the name of a team'), 'Say whose it is'), days: defaulted(7, wholeNumber({ min: 1, fix: 'Leave it out for a week' })),
}));

class Plan {
  public static of(name: string, options: PlanOptions): Plan {
    return new Plan(judgedWhereUsed({ name, options }, (given, prop) => ({ name: NAME(given.name, prop.at('name')), ...OPTIONS(given.options, prop) })));
  }

  private constructor(public readonly _plan: FactoryArguments<object>) {}
}

class Thing extends ManifestConstruct {
  public readonly plan: object;

  constructor(scope: Construct, id: string, props: object) {
    super(scope, id);
    const faults = new Faults(this);
    ({ plan: this.plan } = readProps<{ plan: object }>(faults, props, { plan: madeBy<object>('Plan', "of('gold', …)", '_plan') }, Thing));
    faults.report();
    this._emit('object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } });
  }
}

const late = (value: unknown): any => Lazy.any({ produce: () => value });
const thing = (plan: unknown) => new Thing(new Chart(new App(), 'shop'), 'thing', { plan });
const said = (plan: unknown) => findingsOf(thing(plan)).map(({ message }) => message);

describe('judged where it is used', () => {
  test('are read as what the factory was given, with defaults', () => {
    expect(thing(Plan.of('gold', { owner: 'search' })).plan).toEqual({ name: 'gold', owner: 'search', days: 7 });
    expect(thing(Plan.of('gold', { owner: 'search', days: 3 })).plan).toEqual({ name: 'gold', owner: 'search', days: 3 });
  });

  test('is what is wrong, by the prop in which the value stands', () => {
    expect(said(Plan.of('A', { owner: 'B', days: 0 }))).toEqual([
      expect.stringContaining("'plan.name' must be a DNS label"), expect.stringContaining("'plan.owner' must be a DNS label"),
      "'plan.days' must be a whole number of at least 1, got 0. Leave it out for a week.",
    ]);
  });

  test('is what tokens become, at synth and with that place', () => {
    const values = [1];
    const construct = thing(Plan.of(late('A'), { owner: late('search'), days: Lazy.any({ produce: () => values[0] }) as any }));
    values[0] = 0;
    expect(findingsOf(construct).map(({ message }) => message)).toEqual([
      expect.stringContaining("'plan.name' must be a DNS label"), "'plan.days' must be a whole number of at least 1, got 0. Leave it out for a week.",
    ]);
    expect(said(Plan.of(late('gold'), { owner: late('search') }))).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['no value of the class', { name: 'gold' }, "'plan' must be a value of this library's 'Plan'. Use 'Plan.of('gold', …)'."],
    ['options that are none', Plan.of('gold', 'search' as any), "'plan' must be an object, got a text. Use one such as { owner: 'search' }."],
    ['no options', Plan.of('gold', undefined as any), "'plan.owner' must be given. Say whose it is."],
  ])('refuses %s', (_, plan, message) => expect(() => thing(plan)).toThrow(`[shop/thing] ${message}`));
});

describe('judged at once', () => {
  const cloud = (name: unknown, options: unknown) => judgedAtOnce('Plan.now', (prop) => ({ name: NAME(name, prop.at('name')), ...OPTIONS(options, prop) }));

  test('answers what is read', () => expect(cloud('gold', { owner: 'search' })).toEqual({ name: 'gold', owner: 'search', days: 7 }));

  test('says all that is wrong in one error, which ends the call', () => {
    expect(() => cloud('gold', { days: 0, owners: 'search' })).toThrow(new Error([
      "[Plan.now] 'owner' must be given. Say whose it is.",
      "[Plan.now] 'days' must be a whole number of at least 1, got 0. Leave it out for a week.",
      "[Plan.now] 'owners' is no prop, so that nothing reads it. Use 'owner', or leave it out.",
    ].join('\n')));
  });
});

describe('options that are kept among other fields', () => {
  const spread = (options: any) => {
    try { return optionsToSpread('Plan.of', options, '{ days: 3 }'); } catch (error) { return (error as FleetError).findings.map(({ id, path, message }) => `${id} [${path}] ${message}`); }
  };
  const LATE = "prop/type [Plan.of] 'options' must be known when the program runs. Give an object such as { days: 3 }, in which values may be known later.";

  test.each<[string, unknown, unknown]>([
    ['an object, whatever is in it', { days: 'x' }, { days: 'x' }],
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['a text', 'days', ["prop/type [Plan.of] 'options' must be an object, got 'days'. Use { days: 3 }."]],
    ['a number', 3, ["prop/type [Plan.of] 'options' must be an object, got 3. Use { days: 3 }."]],
    ['a list', [3], ["prop/type [Plan.of] 'options' must be an object. Use { days: 3 }."]],
    ['a function', () => 3, ["prop/type [Plan.of] 'options' must be an object. Use { days: 3 }."]],
    ['a token', late({}), [LATE]],
    ['a placeholder', placeholder('x'), [LATE]],
  ])('are %s, or end the call', (_, options, expected) => {
    expect(spread(options)).toEqual(expected);
  });
});
