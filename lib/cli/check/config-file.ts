import * as fs from 'node:fs';
import { checkRuleSettings, RULE_SETTING_SHAPES } from '../../cluster/rule-settings';
import { list } from '../../construct/collection';
import { FileFaults } from '../../construct/file-faults';
import { Prop } from '../../construct/prop';
import { also, isPlainObject, matching, required, someText, text } from '../../construct/shape';
import { readFields, Shapes, struct } from '../../construct/struct';
import { readLocatedYaml } from '../../manifest/located-yaml';
import { useNearest } from '../../manifest/nearest-name';
import { RULES, ruleOf } from '../../rules/catalogue';
import { mayBeOwn } from '../../rules/choice';
import { kubernetesMinors } from '../../schema/schemas';
import { AcceptedFinding, CheckConfig, LocatedConfig } from './check-config';
import { knownMinor } from './checked-minor';

const ANY = 'Leave it out for any';
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

// A file loads no code: rules in TypeScript are given to a Cluster or a Fleet.
const IN_FILES = Object.fromEntries(Object.entries(RULE_SETTING_SHAPES).filter(([name]) => name !== 'own')) as Omit<typeof RULE_SETTING_SHAPES, 'own'>;

/** What it must look like. */
export const CHECK_CONFIG_SHAPES: Shapes<Omit<CheckConfig, 'own'>> = {
  ...IN_FILES,
  kubernetes: also(someText("Use one such as '1.35', in quotes"), checkMinor),
  definitions: list(someText("Use one such as 'crds/'"), "['crds/']"),
  ignore: list(someText("Use one such as 'testdata/'"), "['testdata/']"),
  accept: list(struct<AcceptedFinding>("{ rule: 'security/read-only-root', reason: 'it writes beside its program' }", {
    rule: required(also(text, checkRule), 'docs/rules.md lists them'),
    reason: required(someText('Write why it is all right'), 'Write why it is all right'),
    cluster: someText(ANY),
    kind: someText(ANY),
    namespace: someText(ANY),
    name: someText(ANY),
    file: someText(ANY),
    until: matching(DAY, 'must be a day', "Use one such as '2027-01-31', in quotes"),
  }), "[{ rule: 'security/read-only-root', reason: 'it writes beside its program' }]"),
};

function checkMinor(asked: string, prop: Prop): void {
  if (knownMinor(asked) !== undefined) { return; }
  prop.fault({ id: 'prop/grammar', rule: `must be one of ${kubernetesMinors().join(', ')}`, got: asked, fix: 'Leave it out for the newest' });
}

function checkRule(id: string, prop: Prop): void {
  const rule = ruleOf(id);
  if (rule === undefined && mayBeOwn(id)) { return; }
  if (rule === undefined) {
    prop.fault({ id: 'acceptance/id', rule: 'must be the id of a rule', got: id, fix: useNearest(id, RULES.map((each) => each.id), 'docs/rules.md lists them') });
  } else if (rule.severity === 'refused') {
    prop.fault({ id: 'acceptance/id', rule: 'must not be the id of what API servers refuse: nobody can live with that', got: id, fix: 'Correct what it finds' });
  }
}

/** A configuration that is there. All that is wrong with it is told at once, at its place. */
export function readConfigFile(file: string): LocatedConfig {
  const faults = new FileFaults('check/config-syntax');
  const [document] = readLocatedYaml(fs.readFileSync(file, 'utf8'), file, faults).filter(({ value }) => value !== null);
  faults.throwIfAny();
  if (document === undefined) { return { config: {}, placeOf: () => ({ file }) }; }
  const { value, places } = document;
  const prop = faults.prop((path, { id }) => ({ place: places.of(value, path, id === 'construct/unknown-prop' ? 'key' : 'value'), path }));
  if (!isPlainObject(value)) {
    prop.fault({ id: 'prop/type', rule: 'must be a map', fix: "Use one such as 'pack: strict'" });
    faults.throwIfAny();
  }
  const config: CheckConfig = readFields<Omit<CheckConfig, 'own'>>(value as CheckConfig, CHECK_CONFIG_SHAPES, prop, { says: 'faults' });
  checkRuleSettings(config, prop);
  faults.throwIfAny();
  return { config, placeOf: (path) => places.of(value, path) };
}
