import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Log, ReportingDescriptor, Result } from 'sarif';
import { RuleSeverity } from '../../rules/rule';
import { CheckReport, ReportedFinding, ReportedRule, sentenceOf } from './check-report';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * SARIF 2.1.0, which code scanning of GitHub and others reads.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifFormat({ findings, rules: asked, version }: CheckReport): string {
  const rules = asked();
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const twins = new Map<string, number>();
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'fleetwright', semanticVersion: version, informationUri: 'https://github.com/fleetwright/fleetwright', rules: rules.map(descriptorOf) } },
      invocations: [{ executionSuccessful: true }],
      columnKind: 'utf16CodeUnits',
      results: findings.map((finding) => resultOf(finding, indexes.get(finding.id), twins)),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptorOf({ id, severity, why, fix, docs }: ReportedRule): ReportingDescriptor {
  return {
    id,
    name: id,
    shortDescription: { text: why },
    help: { text: `${why} ${fix}.` },
    ...(docs !== undefined && { helpUri: docs }),
    defaultConfiguration: { level: levelOf(severity) },
    properties: { tags: ['kubernetes', id.slice(0, id.indexOf('/'))] },
  };
}

function resultOf(finding: ReportedFinding, ruleIndex: number | undefined, twins: Map<string, number>): Result {
  const { id, severity, cluster, file, line, column, object, field, accepted, isInBaseline } = finding;
  const name = [cluster, object, field].filter((part) => part !== undefined).join(' ');
  return {
    ruleId: id,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: levelOf(severity),
    message: { text: sentenceOf(finding) },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: uriOf(file) },
        ...(line !== undefined && { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } }),
      },
      ...(name !== '' && { logicalLocations: [{ fullyQualifiedName: name, kind: 'object' }] }),
    }],
    partialFingerprints: { 'fleetwright/v1': fingerprintOf(finding, twins) },
    ...(accepted !== undefined && { suppressions: [{ kind: 'external', status: 'accepted', justification: accepted }] }),
    ...(isInBaseline === true && { baselineState: 'unchanged' }),
  };
}

/** The same finding after lines were added above it. */
function fingerprintOf({ id, cluster, file, object, field, message }: ReportedFinding, twins: Map<string, number>): string {
  const text = JSON.stringify([id, cluster, file, object, field, message]);
  const count = twins.get(text) ?? 0;
  twins.set(text, count + 1);
  return createHash('sha256').update(`${text} ${count}`).digest('hex').slice(0, 32);
}

function levelOf(severity: RuleSeverity): 'error' | 'warning' {
  return severity === 'warning' ? 'warning' : 'error';
}

function uriOf(file: string): string {
  if (file === '-') { return 'stdin'; }
  return file.startsWith('/') ? pathToFileURL(file).href : file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
