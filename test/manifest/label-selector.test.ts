import { isEmptySelector, matchesSelector, selectorFaults } from '../../lib/manifest/label-selector';

const UNKNOWN = '\uE000id\uE001';
const lazy: any = new (class Lazy {})();
const expression = (operator: any, values?: any, key: any = 'app') => ({ matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }] });

describe('matchesSelector', () => {
  test.each<[string, any, any, boolean]>([
    ['no selector picks nothing', undefined, { app: 'a' }, false],
    ['a null selector picks nothing', null, { app: 'a' }, false],
    ['the empty selector picks everything', {}, { app: 'a' }, true],
    ['the empty selector picks what has no labels', { matchLabels: {}, matchExpressions: [] }, undefined, true],
    ['a label picks its value', { matchLabels: { app: 'a' } }, { app: 'a', tier: 'x' }, true],
    ['a label does not pick another value', { matchLabels: { app: 'a' } }, { app: 'b' }, false],
    ['every label has to match', { matchLabels: { app: 'a', tier: 'x' } }, { app: 'a' }, false],
    ['an empty value is a value', { matchLabels: { app: '' } }, {}, false],
    ['In picks one of its values', expression('In', ['a', 'b']), { app: 'b' }, true],
    ['In does not pick what lacks the key', expression('In', ['a', 'b']), {}, false],
    ['NotIn picks another value', expression('NotIn', ['a']), { app: 'b' }, true],
    ['NotIn does not pick its values', expression('NotIn', ['a']), { app: 'a' }, false],
    ['NotIn picks what lacks the key', expression('NotIn', ['a']), {}, true],
    ['Exists picks any value', expression('Exists'), { app: '' }, true],
    ['Exists does not pick what lacks the key', expression('Exists'), { tier: 'x' }, false],
    ['DoesNotExist picks what lacks the key', expression('DoesNotExist', []), { tier: 'x' }, true],
    ['DoesNotExist does not pick what has the key', expression('DoesNotExist'), { app: '' }, false],
    ['labels and expressions have to match together', { matchLabels: { app: 'a' }, ...expression('Exists', undefined, 'tier') }, { app: 'a' }, false],
    ['an undefined label is not there', { matchLabels: { app: undefined } }, {}, true],
    ['a selector without values picks nothing', expression('NotIn', []), { app: 'b' }, false],
    ['an unheard operator picks nothing', expression('Gt', ['1']), { app: '2' }, false],
    ['a null requirement picks nothing', { matchExpressions: [null] }, {}, false],
    ['a label of the prototype is not there', expression('Exists', undefined, 'constructor'), {}, false],
  ])('%s', (_, selector, labels, expected) => expect(matchesSelector(selector, labels)).toBe(expected));

  test.each<[string, any, any, boolean | undefined]>([
    ['a label not known yet', { matchLabels: { app: 'a' } }, { app: UNKNOWN }, undefined],
    ['a wanted value not known yet', { matchLabels: { app: UNKNOWN } }, { app: 'a' }, undefined],
    ['a wanted value not known yet, where the label is missing', { matchLabels: { app: UNKNOWN } }, {}, false],
    ['another requirement that fails', { matchLabels: { app: UNKNOWN, tier: 'x' } }, { app: 'a', tier: 'y' }, false],
    ['a value not known yet beside the one that matches', expression('In', [UNKNOWN, 'a']), { app: 'a' }, true],
    ['a value not known yet beside others', expression('NotIn', [UNKNOWN, 'b']), { app: 'a' }, undefined],
    ['Exists, whatever the value is', expression('Exists'), { app: UNKNOWN }, true],
    ['a label key not known yet', expression('Exists'), { [UNKNOWN]: 'a' }, undefined],
    ['a label key not known yet beside the wanted one', expression('Exists'), { [UNKNOWN]: 'a', app: 'a' }, true],
    ['a selector key not known yet', expression('Exists', undefined, UNKNOWN), { app: 'a' }, undefined],
    ['an operator not known yet', expression(UNKNOWN, ['a']), { app: 'a' }, undefined],
    ['a list of values that is a token', expression('In', lazy), { app: 'a' }, undefined],
    ['labels that are a token', { matchLabels: { app: 'a' } }, lazy, undefined],
    ['labels that are a token, under the empty selector', {}, lazy, true],
    ['matchLabels that are a token', { matchLabels: lazy }, { app: 'a' }, undefined],
    ['requirements that are a token', { matchExpressions: lazy }, { app: 'a' }, undefined],
    ['a requirement that is a token', { matchExpressions: [lazy] }, { app: 'a' }, undefined],
    ['a selector that is a token', lazy, { app: 'a' }, undefined],
  ])('answers for %s', (_, selector, labels, expected) => expect(matchesSelector(selector, labels)).toBe(expected));
});

describe('selectorFaults', () => {
  const KEY = "must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it";
  const VALUE = "must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty";

  test.each<[string, any, string[]]>([
    ['nothing against a selector with everything', { matchLabels: { a: '' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }, { key: 'a', operator: 'Exists' }] }, []],
    ['nothing against none', undefined, []],
    ['nothing against null', null, []],
    ['nothing against null where values could be', expression('Exists', null), []],
    ['nothing against nulls', { matchLabels: null, matchExpressions: null }, []],
    ['In without values', expression('In'), ["matchExpressions[0].values must hold at least one value with operator 'In'"]],
    ['NotIn with an empty list', expression('NotIn', []), ["matchExpressions[0].values must hold at least one value with operator 'NotIn'"]],
    ['Exists with values', expression('Exists', ['a']), ["matchExpressions[0].values must not be given with operator 'Exists'"]],
    ['DoesNotExist with values', expression('DoesNotExist', ['a']), ["matchExpressions[0].values must not be given with operator 'DoesNotExist'"]],
    ['an unheard operator', expression('in', ['a']), ["matchExpressions[0].operator must be In, NotIn, Exists or DoesNotExist, got 'in'"]],
    ['no operator', expression(undefined), ['matchExpressions[0].operator must be In, NotIn, Exists or DoesNotExist, got nothing']],
    ['values that are no list', expression('In', 'a'), ['matchExpressions[0].values must be a list']],
    ['an illegal key', expression('Exists', undefined, '-'), [`matchExpressions[0].key ${KEY}, got '-'`]],
    ['an illegal value', expression('In', ['a', 1]), [`matchExpressions[0].values[1] ${VALUE}, got 1`]],
    ['an illegal label', { matchLabels: { 'a b': true } }, [`matchLabels key 'a b' ${KEY}`, `matchLabels['a b'] ${VALUE}, got true`]],
    ['labels that are text', { matchLabels: 'app=a' }, ['matchLabels must be a map of labels']],
    ['labels in a list', { matchLabels: ['a'] }, ['matchLabels must be a map of labels']],
    ['expressions in a map', { matchExpressions: {} }, ['matchExpressions must be a list']],
    ['a requirement that is text', { matchExpressions: ['a', null] }, ['matchExpressions[0] must have a key and an operator', 'matchExpressions[1] must have a key and an operator']],
    ['two faults at once', { matchExpressions: [{ key: 'a', operator: 'In' }, { key: 'b', operator: 'Exists', values: ['-'] }] }, [
      "matchExpressions[0].values must hold at least one value with operator 'In'",
      "matchExpressions[1].values must not be given with operator 'Exists'",
      `matchExpressions[1].values[0] ${VALUE}, got '-'`,
    ]],
  ])('says %s', (_, selector, expected) => expect(selectorFaults(selector)).toEqual(expected));

  test.each([[lazy], [{ matchLabels: lazy, matchExpressions: lazy }], [{ matchExpressions: [lazy] }], [expression('In', lazy)], [expression(UNKNOWN)], [{ matchLabels: { a: UNKNOWN } }]])(
    'passes over what is not known yet: %p', (selector) => expect(selectorFaults(selector)).toEqual([]));
});

describe('isEmptySelector', () => {
  test.each<[any, boolean]>([
    [{}, true], [{ matchLabels: {}, matchExpressions: [] }, true], [{ matchLabels: null }, true],
    [undefined, false], [null, false], [{ matchLabels: { a: 'b' } }, false], [expression('Exists'), false], [lazy, false], [{ matchLabels: lazy }, false],
  ])('answers for %p', (selector, expected) => expect(isEmptySelector(selector)).toBe(expected));
});
