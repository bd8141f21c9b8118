import * as fs from 'node:fs';
import Ajv from 'ajv';
import { CheckReport, ReportedFinding } from '../../lib/cli/check/check-report';
import { sarifFormat } from '../../lib/cli/check/sarif-format';

// What OASIS wants of SARIF 2.1.0, in its own schema, which a package for tests carries.
const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// It is one of draft 4, of which it uses nothing that later ones do not have.
const schema = { ...JSON.parse(fs.readFileSync(file, 'utf8')), id: undefined, $schema: undefined };
const isUri = (text: string) => /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text);
const isReference = (text: string) => /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})*$/i.test(text) && URL.canParse(text, 'file:///a/');
const validate = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats: { 'uri': isUri, 'uri-reference': isReference, 'date-time': true } }).compile(schema);

const RULE = { id: 'api/schema', severity: 'refused', why: 'So.', fix: 'Mend it' } as const;
const EMPTY: CheckReport = { findings: [], rules: () => [], files: [], objects: 0, passedOver: [], ignored: [], unchecked: [], uncheckedRules: {}, version: '1.2.3' };

function faultsIn(report: CheckReport): unknown[] {
  validate(JSON.parse(sarifFormat(report)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the report of a run without findings, rules and files is SARIF', () => {
  expect(faultsIn(EMPTY)).toEqual([]);
  expect(JSON.parse(sarifFormat(EMPTY)).runs[0].results).toEqual([]);
});

test.each<[string, Partial<ReportedFinding>]>([
  ['in a file as a whole', {}],
  ['at a place', { line: 1, column: 1 }],
  ['at a line', { line: 7 }],
  ['in standard input', { file: '-', line: 3, column: 2 }],
  ['in a file with an odd name', { file: 'a b/ü "c" 100%?#[x].yaml' }],
  ['in a file elsewhere', { file: '/tmp/a b/c#d.yaml' }],
  ['in a file above', { file: '../x.yaml' }],
  ['in a field of an object of a cluster', { cluster: 'prod-eu', object: "Deployment 'shop/api'", field: 'spec.replicas', fix: 'Use 2' }],
  ['that somebody lives with', { accepted: 'it writes beside its program' }],
  ['that was there before', { isInBaseline: true }],
  ['that can be fixed', { fixable: { index: 0, add: [{ path: ['a'], value: 1 }] } }],
  ['of a rule that is not listed', { id: 'fleet/mesh-cidrs', severity: 'error' }],
  ['that says odd things', { message: 'a\n\u0000\u2028{0} [b](c) %' }],
])('a finding %s is SARIF', (__name, finding) => {
  expect(faultsIn({ ...EMPTY, rules: () => [RULE, { ...RULE, id: 'a/b', severity: 'warning', docs: 'https://example.com/' }], findings: [{ ...RULE, file: 'a.yaml', message: 'is wrong', ...finding }] })).toEqual([]);
});

test('what is no SARIF is noticed', () => {
  const log = JSON.parse(sarifFormat({ ...EMPTY, findings: [{ ...RULE, file: 'a.yaml', message: 'is wrong', line: 0 }] }));
  expect(validate(log)).toBe(false);
  log.runs[0].results[0].locations[0].physicalLocation = { artifactLocation: { uri: 'a b' } };
  expect(validate(log)).toBe(false);
  log.runs[0].results[0].locations = [];
  expect(validate(log)).toBe(true);
  expect(validate({ ...log, extra: 1 })).toBe(false);
});
