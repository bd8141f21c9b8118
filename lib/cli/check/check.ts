import * as fs from 'node:fs';
import { RulePack } from '../../cluster/rule-settings';
import { packageVersion } from '../../fleet/output/version';
import { formatPath } from '../../manifest/field-path';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { acceptedAnnotation } from '../../rules/accepted-annotation';
import { chooseRules } from '../../rules/choice';
import { FLEET_RULES } from '../../rules/fleet/rules';
import { ChosenRule, RuleCrash } from '../../rules/judge';
import { judgeManifests, partsOf } from '../../rules/judge-manifests';
import { Rule } from '../../rules/rule';
import { ExternalObject } from '../../rules/stand-ins/external-object';
import { StandIn } from '../../rules/stand-ins/stand-in';
import { CliError, ExitCode } from '../exit-code';
import { AcceptedFindings, annotationFaults } from './accepted-findings';
import { Baseline } from './baseline';
import { LocatedConfig } from './check-config';
import { CheckReport, isOpen, ReportedFinding, ReportedRule } from './check-report';
import { CheckedCluster, checkedClusters } from './checked-clusters';
import { checkedMinor } from './checked-minor';
import { ACCEPTANCE_RULES, EXTERNAL_RULES, FILE_RULES } from './file-rules';
import { Fix, fix } from './fix/fix';
import { CheckFormat, formatReport } from './format';
import { idleExternals } from './idle-externals';
import { manifestsIn } from './manifests-in';
import { readConfig } from './read-config';

/** From what on findings end a check with a fault. */
export enum FailOn {
  /** What API servers refuse. */
  REFUSED = 'refused',
  /** What does not work, too. */
  ERROR = 'error',
  /** What will probably hurt, too. */
  WARNING = 'warning',
  /** Nothing does. */
  NEVER = 'never',
}

/** What `fleetwright check` is given. */
export interface CheckOptions {
  readonly kubernetes?: string;
  readonly pack?: RulePack;
  readonly crd?: readonly string[];
  readonly ignore?: readonly string[];
  readonly config?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly format: CheckFormat;
  readonly failOn: FailOn;
  readonly output?: string;
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
}

/** How manifests are checked: what the command line says, else the configuration. */
export interface CheckSettings {
  readonly located: LocatedConfig;
  readonly kubernetes?: string;
  readonly chosen: readonly ChosenRule[];
  readonly external: readonly ExternalObject[];
  readonly standIns: readonly StandIn[];
  readonly definitions: readonly KubernetesObject[];
  readonly accepted: AcceptedFindings;
}

/** Checks manifests in files, whoever wrote them, and what must agree between the clusters of a fleet. */
export function check(args: readonly string[], options: CheckOptions): void {
  const located = readConfig(options.config);
  const { config } = located;
  const { chosen } = chooseRules({ ...config, ...(options.pack !== undefined && { pack: options.pack }) });
  const definitions = definitionsIn([...config.definitions ?? [], ...options.crd ?? []]);
  const judge = (texts: ReadonlyMap<string, string>) => {
    const clusters = checkedClusters(args, texts, [...config.ignore ?? [], ...options.ignore ?? []]);
    const settings = {
      located,
      kubernetes: options.kubernetes ?? config.kubernetes, chosen, external: config.external ?? [], standIns: config.standIns ?? [], definitions,
      accepted: new AcceptedFindings(located, new Date().toISOString().slice(0, 10)),
    };
    return { clusters, report: marked(reportOf(clusters, settings), options.writeBaseline === undefined ? options.baseline : undefined) };
  };
  const isDry = options.fixDryRun === true;
  const found: Fix = options.fix === true || isDry ? fix(judge, isDry) : judge(new Map());
  if (options.writeBaseline !== undefined) { tell(Baseline.of(found.report.findings).text, options.writeBaseline); }
  const report = marked(found.report, options.writeBaseline);
  tell(formatReport(report, options.format, options.output === undefined && process.stdout.isTTY === true), options.output, found.output !== undefined);
  if (found.output !== undefined) { process.stdout.write(found.output); }
  if (hasFailed(report, options.failOn)) { throw new CliError('', ExitCode.FINDINGS); }
}

/** Whether something is open that weighs as much. */
export function hasFailed({ findings }: CheckReport, failOn: FailOn): boolean {
  return findings.some((finding) => isOpen(finding) && weight(finding.severity) >= weight(failOn));
}

/** With what a baseline says. */
function marked(report: CheckReport, file: string | undefined): CheckReport {
  if (file === undefined) { return report; }
  const { findings, gone } = Baseline.read(file).mark(report.findings);
  return { ...report, findings, ...(gone > 0 && { gone }) };
}

/** The definitions of custom resources in files. */
export function definitionsIn(paths: readonly string[]): KubernetesObject[] {
  return manifestsIn(paths).filter(({ kind }) => kind === 'CustomResourceDefinition');
}

const WEIGHTS: readonly string[] = [FailOn.WARNING, FailOn.ERROR, FailOn.REFUSED, FailOn.NEVER];

function weight(severity: string): number {
  return WEIGHTS.indexOf(severity);
}

/** What is found in the manifests of clusters, and between them. */
export function reportOf(clusters: readonly CheckedCluster[], settings: CheckSettings): CheckReport {
  const { chosen, accepted, located } = settings;
  const judged = clusters.map((cluster) => judge(cluster, settings));
  const used = new Set(judged.flatMap((each) => [...each.external]));
  const findings = [
    ...judged.flatMap((each) => each.findings), ...betweenClusters(clusters), ...accepted.faults,
    ...idleExternals(located, chosen.map(({ rule }) => rule), used),
  ];
  return {
    findings: findings.sort(byPlace),
    rules: () => [
      ...Object.values(FILE_RULES), ...ACCEPTANCE_RULES, ...EXTERNAL_RULES, ...chosen.map(({ rule }) => rule), ...FLEET_RULES.map((rule) => ({ ...rule, fix: 'Make the clusters agree' })),
    ].map(ruleText),
    files: clusters.flatMap(({ texts }) => [...texts.keys()]).sort(),
    objects: judged.reduce((sum, { objects }) => sum + objects, 0),
    passedOver: clusters.flatMap(({ passedOver = [] }) => passedOver),
    ignored: clusters.flatMap(({ ignored = [] }) => ignored),
    unchecked: [...new Set(judged.flatMap(({ unchecked }) => unchecked))].sort(),
    uncheckedRules: mergedLists(judged.map(({ uncheckedRules }) => uncheckedRules)),
    version: packageVersion(),
  };
}

type Lists = CheckReport['uncheckedRules'];

function mergedLists(all: readonly Lists[]): Lists {
  const names = [...new Set(all.flatMap(Object.keys))].sort();
  return Object.fromEntries(names.map((name) => [name, [...new Set(all.flatMap((lists) => lists[name] ?? []))].sort()]));
}

function ruleText({ id, severity, why, fix, docs }: ReportedRule): ReportedRule {
  return { id, severity, why, fix, ...(docs !== undefined && { docs }) };
}

function judge({ name, kubernetesVersion, texts, faults }: CheckedCluster, settings: CheckSettings) {
  const { kubernetes, chosen, external, standIns, definitions, accepted } = settings;
  const places = [...texts].flatMap(([file, text]) => text.objects.map((object, index) => ({ file, text, object, index })));
  const target = { name, kubernetesVersion: checkedMinor(kubernetes, kubernetesVersion), external, standIns };
  const objects = places.map(({ object }) => object);
  // What a fleet has written is one cluster; other files may be variants of one another.
  const fileOf = name === undefined ? (position: number) => places[position].file : undefined;
  const { found, unchecked, uncheckedRules, external: used } = judged(() => judgeManifests(objects, target, chosen, { definitions, fileOf, mayBeLate: false }));
  const cluster = name === undefined ? {} : { cluster: name };
  const ofTexts = [...faults, ...[...texts.values()].flatMap((text) => text.faults)].map(({ rule: { id, severity, fix }, message, fix: own, place }) => (
    { id, severity, ...cluster, ...place, message, fix: own ?? fix }
  ));
  const rulesOf = new Map<KubernetesObject, Rule[]>();
  const ofObjects = found.map(({ rule, position, object, path, message, fix: way, add }): ReportedFinding => {
    const { text, index } = places[position];
    const field = formatPath(path);
    rulesOf.set(object, [...rulesOf.get(object) ?? [], rule]);
    const finding = {
      id: rule.id, severity: rule.severity, ...cluster, ...text.placeOf(index, path), object: describeObject(object), ...(field !== '' && { field }), message, fix: way,
      ...(add.length > 0 && { fixable: { index, add } }),
    };
    return accepted.mark({ finding, rule, object });
  });
  const rules = chosen.map(({ rule }) => rule);
  const idle = places.flatMap(({ object: given }, position) => partsOf(given, position)).flatMap(({ position, at, original: object }) => (
    annotationFaults(object, rules, rulesOf.get(object) ?? []).map(({ id, accepts, message, fix: way }): ReportedFinding => {
      const { text, index } = places[position];
      const path = [...at, 'metadata', 'annotations', acceptedAnnotation(accepts)];
      return { id, severity: 'error', ...cluster, ...text.placeOf(index, path), object: describeObject(object), field: formatPath(path), message, fix: way };
    })));
  return { findings: [...ofTexts, ...ofObjects, ...idle], objects: places.length, unchecked, uncheckedRules, external: used };
}

/** A rule that crashes ends the run by its name. */
function judged<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RuleCrash) { throw new CliError(`${error.message}\n${(error.cause as Error)?.stack ?? ''}`, ExitCode.CRASH); }
    throw error;
  }
}

function betweenClusters(clusters: readonly CheckedCluster[]): ReportedFinding[] {
  const facts = clusters.flatMap((cluster) => cluster.facts ?? []);
  if (facts.length === 0) { return []; }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- cdk8s comes with it
  const { fleetFindings } = require('../../fleet/fleet-findings') as typeof import('../../fleet/fleet-findings');
  const { errors, warnings } = fleetFindings(facts, () => ({}));
  return [...errors, ...warnings].map(({ id, severity, path, object, message, fix }) => ({
    id, severity, cluster: path, file: path, message: withoutFix(message, object, fix),
    ...(object !== undefined && { object }), ...(fix !== undefined && { fix }),
  }));
}

/** Findings of a synth say their object and their way out in the message. */
function withoutFix(message: string, object: string | undefined, fix: string | undefined): string {
  const start = object !== undefined && message.startsWith(`${object} `) ? object.length + 1 : 0;
  const end = fix !== undefined && message.endsWith(`. ${fix}.`) ? message.length - fix.length - 3 : message.length;
  return message.slice(start, end);
}

function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  return compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
    || compare(a.id, b.id) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param isTaken whether standard output is for something else */
function tell(text: string, output: string | undefined, isTaken = false): void {
  if (output === undefined) {
    (isTaken ? process.stderr : process.stdout).write(text);
    return;
  }
  try {
    fs.writeFileSync(output, text);
  } catch (error) {
    throw new CliError(`Cannot write '${output}': ${(error as Error).message}. Name another file with '--output'.`, ExitCode.WRONG_USE);
  }
}
