import { checkRuleSettings, mergedRules, RULE_SETTING_SHAPES } from '../../cluster/rule-settings';
import { judgedAtOnce } from '../../construct/factory-options';
import { oneOf, someText } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { readFleet } from '../../fleet/output/fleet-reader';
import { chooseRules } from '../../rules/choice';
import { AcceptedFindings } from './accepted-findings';
import { Baseline } from './baseline';
import { definitionsIn, FailOn, hasFailed, reportOf } from './check';
import { CheckConfig, LocatedConfig } from './check-config';
import { CheckReport } from './check-report';
import { CheckedCluster, checkedClusters } from './checked-clusters';
import { CHECK_CONFIG_SHAPES } from './config-file';
import { readConfig } from './read-config';
import { ReportedResources } from './reported-resources';
import { reportSummary, reportViolations } from './validation-report';

/** Properties of a `ManifestValidation`, beside which `fleetwright.yaml` may say the same. What is said here goes before it; lists are added to its lists. */
export interface ManifestValidationProps extends CheckConfig {
  /**
   * A file that says what `fleetwright.yaml` says.
   * @default - `fleetwright.yaml` in the working directory, where it is there
   */
  readonly config?: string;

  /**
   * A file of `fleetwright check --write-baseline`: what stood there before does not count.
   * @default - all counts
   */
  readonly baseline?: string;

  /**
   * From what on findings let the synth fail. All that is found is in the report.
   * @default FailOn.ERROR
   */
  readonly failOn?: FailOn;
}

const PROPS = struct<ManifestValidationProps>("{ pack: 'strict' }", {
  ...CHECK_CONFIG_SHAPES,
  own: RULE_SETTING_SHAPES.own,
  config: someText("Use one such as 'deploy/fleetwright.yaml'"),
  baseline: someText("Use one such as 'baseline.json'"),
  failOn: oneOf(FailOn),
}, 'faults');

/** Where the properties of a validation stand. */
const CDK8S_CONFIG = 'cdk8s.yaml';

/**
 * Checks what a project of cdk8s writes as `fleetwright check` does: a validation of cdk8s-cli, for programs in which nothing of this library is used. It is
 * named in `cdk8s.yaml`, under `validations`, as the class `ManifestValidation` of the package `fleetwright`.
 */
export class ManifestValidation {
  private readonly props: ManifestValidationProps;

  public constructor(props: ManifestValidationProps = {}) {
    this.props = judgedAtOnce('ManifestValidation', (prop) => {
      const read = PROPS(props, prop)!;
      checkRuleSettings(read, prop);
      return read;
    });
  }

  /**
   * Called by cdk8s-cli, when the manifests are written.
   *
   * @param context the `ValidationContext` of cdk8s-cli
   */
  public async validate(context: any): Promise<void> {
    const located = this.located(readConfig(this.props.config));
    const clusters = clustersOf(context.manifests, located.config.ignore);
    const report = this.report(clusters, located);
    const resources = new ReportedResources(clusters, context.metadata);
    reportViolations(report, resources).forEach((violation) => context.report.addViolation(violation));
    context.report.submit(hasFailed(report, this.props.failOn ?? FailOn.ERROR) ? 'failure' : 'success', reportSummary(report));
  }

  private report(clusters: readonly CheckedCluster[], located: LocatedConfig): CheckReport {
    const { config } = located;
    const report = reportOf(clusters, {
      located,
      kubernetes: config.kubernetes,
      chosen: chooseRules(config).chosen,
      external: config.external ?? [],
      standIns: config.standIns ?? [],
      definitions: definitionsIn(config.definitions ?? []),
      accepted: new AcceptedFindings(located, new Date().toISOString().slice(0, 10)),
    });
    if (this.props.baseline === undefined) { return report; }
    return { ...report, ...Baseline.read(this.props.baseline).mark(report.findings) };
  }

  /** What the file says, and then these properties. */
  private located({ config, placeOf }: LocatedConfig): LocatedConfig {
    const { kubernetes = config.kubernetes, definitions = [], ignore = [], accept = [] } = this.props;
    const own = config.accept ?? [];
    return {
      config: {
        ...mergedRules([config, this.props]),
        kubernetes,
        definitions: [...config.definitions ?? [], ...definitions],
        ignore: [...config.ignore ?? [], ...ignore],
        accept: [...own, ...accept],
      },
      placeOf: (path) => (Number(path[1]) < own.length ? placeOf(path) : { file: CDK8S_CONFIG }),
    };
  }
}

/** All files are of one cluster, but where a fleet has written them. */
function clustersOf(manifests: readonly string[], ignore: readonly string[] | undefined): CheckedCluster[] {
  const folder = commonFolder(manifests);
  return checkedClusters(folder !== undefined && readFleet(folder).length > 0 ? [folder] : manifests, undefined, ignore);
}

function commonFolder(files: readonly string[]): string | undefined {
  const [first, ...others] = files.map((file) => file.split('/').slice(0, -1));
  if (first === undefined) { return undefined; }
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  const common = first.slice(0, end < 0 ? undefined : end).join('/');
  return common === '' ? undefined : common;
}
