import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { Faults } from '../construct/faults';
import { readProps } from '../construct/read-props';
import { defaulted, dnsLabel, matching, required, ruled } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { warn } from '../construct/warning';
import { DeliveredTree } from '../fleet/delivered-tree';
import { IFleetDelivery } from '../fleet/fleet-delivery';
import { labelKeyFault } from '../manifest/label';
import { FleetRollout, ROLLOUT, SettledStep } from './fleet-rollout';

/** Properties for `KargoDelivery`. */
export interface KargoDeliveryProps {
  /** The git repository that what is written is pushed to, by HTTPS. Kargo has its credentials as a Secret in the namespace of the project. */
  readonly repository: string;

  /** The steps: each becomes a Stage. */
  readonly rollout: FleetRollout;

  /**
   * Branch that the pipeline pushes what is written to.
   * @default 'main'
   */
  readonly branch?: string;

  /**
   * Folder of the fleet in it: its `outdir`; `.` where it is the branch itself.
   * @default 'dist'
   */
  readonly path?: string;

  /**
   * Branch that Kargo writes, with a folder for each cluster: what an engine delivers from there has passed its step.
   * @default 'delivered'
   */
  readonly deliveredBranch?: string;

  /**
   * The Project of Kargo, which is its namespace too.
   * @default 'fleetwright'
   */
  readonly project?: string;

  /**
   * Label of the Applications of Argo CD that has their step as its value. With it, a step is over when these are synced and healthy.
   *
   * Each of them needs the annotation `kargo.akuity.io/authorized-stage: <project>:<step>`.
   *
   * @default - none: a step is over when its clusters are written to the branch
   */
  readonly applicationLabel?: string;
}

const URL_FIX = "Use one such as 'https://git.example.com/shop/fleet.git'";

/** Git takes more; these need no quotes anywhere. */
const branch = (fix: string) => matching(/^(?!.*(?:\.\.|\/\/))[A-Za-z0-9][A-Za-z0-9._/-]*(?<![./])$/, 'must be the name of a branch', fix);

const SHAPES: Shapes<KargoDeliveryProps> = {
  // With credentials in it, they would be written.
  repository: required(matching(/^https:\/\/[^\s@/]+\/[^\s@]+$/, "must be an address that begins with 'https://', without credentials", URL_FIX), URL_FIX),
  rollout: required(ROLLOUT, "Use one such as 'new FleetRollout([…])'"),
  branch: defaulted('main', branch("Use one such as 'main'")),
  path: defaulted('dist', matching(/^(?:\.|(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/-]*(?<!\/))$/, "must be a folder of the repository, without '/' at its ends", "Use one such as 'dist', or '.'")),
  deliveredBranch: defaulted('delivered', branch("Use one such as 'delivered'")),
  project: defaulted('fleetwright', dnsLabel("Use one such as 'fleetwright'")),
  applicationLabel: ruled(labelKeyFault, { fix: "Use one such as 'delivery.fleetwright.io/step'" }),
};

type Known = Required<Omit<KargoDeliveryProps, 'applicationLabel'>> & Pick<KargoDeliveryProps, 'applicationLabel'>;

/** The name of the only Warehouse. */
const TREE = 'tree';

/**
 * Hands over to Kargo, which takes what is written from step to step: from the branch that the pipeline pushes to, to one that an engine of your choice
 * delivers from. A Stage writes the folders of its clusters there.
 *
 * @example
 * fleet.deliver(new KargoDelivery({
 *   repository: 'https://git.example.com/shop/fleet.git',
 *   rollout: new FleetRollout([
 *     { name: 'dev', clusters: ClusterSelector.environments('dev'), soakMinutes: 60 },
 *     { name: 'production', clusters: ClusterSelector.environments('production'), manual: true },
 *   ]),
 * }));
 */
export class KargoDelivery implements IFleetDelivery {
  private readonly props: Known;

  public constructor(props: KargoDeliveryProps) {
    const faults = new Faults('KargoDelivery');
    this.props = readProps<KargoDeliveryProps, 'branch' | 'path' | 'deliveredBranch' | 'project'>(faults, props, SHAPES, KargoDelivery);
    if (this.props.branch === this.props.deliveredBranch) {
      faults.props.at('deliveredBranch').fault({
        id: 'prop/choice', rule: 'must be another than the one that the pipeline pushes to', got: this.props.branch, fix: "Use one such as 'delivered'",
      });
    }
    faults.throwIfAny();
  }

  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const { project, repository, rollout, path } = this.props;
    const chart = new Chart(hub, 'kargo');
    const faults = new Faults(chart);
    const steps = rollout._settle(tree.clusters, faults);
    faults.report();
    const define = (id: string, kind: string, metadata: object, spec?: object) => new ApiObject(chart, id, {
      apiVersion: 'kargo.akuity.io/v1alpha1', kind, metadata, ...(spec !== undefined && { spec }),
    } as any);
    define('project', 'Project', { name: project });
    define('config', 'ProjectConfig', { name: project, namespace: project }, {
      promotionPolicies: steps.map(({ step }) => ({ stage: step.name, autoPromotionEnabled: step.manual !== true })),
    });
    define('warehouse', 'Warehouse', { name: TREE, namespace: project }, {
      interval: '5m0s',
      subscriptions: [{ git: { repoURL: repository, branch: this.props.branch, ...(path !== '.' && { includePaths: [path] }) } }],
    });
    steps.forEach((settled, index) => {
      define(`stage_${settled.step.name}`, 'Stage', { name: settled.step.name, namespace: project }, this.stageSpec(settled, steps[index - 1]));
    });
    this.sayUnsaid(chart, steps);
  }

  private stageSpec({ step, clusters }: SettledStep, before: SettledStep | undefined): object {
    const { repository, path, deliveredBranch, applicationLabel } = this.props;
    const soakMinutes = before?.step.soakMinutes;
    const commit = `\${{ commitFrom('${repository}').ID }}`;
    return {
      requestedFreight: [{
        origin: { kind: 'Warehouse', name: TREE },
        sources: before === undefined ? { direct: true }
          : { stages: [before.step.name], ...(soakMinutes !== undefined && { requiredSoakTime: `${soakMinutes}m` }) },
      }],
      promotionTemplate: {
        spec: {
          steps: [
            {
              uses: 'git-clone',
              config: { repoURL: repository, checkout: [{ commit, path: './written' }, { branch: deliveredBranch, create: true, path: './delivered' }] },
            },
            ...clusters.flatMap(({ name, apps }) => [
              { uses: 'delete', config: { path: `./delivered/${name}` } },
              // What is copied must be there.
              ...(apps.length > 0 ? [{ uses: 'copy', config: { inPath: `./written/${path === '.' ? '' : `${path}/`}${name}`, outPath: `./delivered/${name}` } }] : []),
            ]),
            { uses: 'git-commit', config: { path: './delivered', message: `${step.name}: ${commit}` } },
            { uses: 'git-push', config: { path: './delivered' } },
            ...(applicationLabel !== undefined ? [{ uses: 'argocd-update', config: { apps: [{ selector: { matchLabels: { [applicationLabel]: step.name } } }] } }] : []),
          ],
        },
      },
    };
  }

  private sayUnsaid(chart: Chart, steps: readonly SettledStep[]): void {
    const say = (prop: string, message: string) => warn(chart, { id: 'delivery/not-sayable', prop, message: `'${prop}' ${message}.` });
    for (const { step: { name, maxConcurrency, maxFailures, deadlineMinutes } } of steps) {
      if (maxConcurrency !== undefined) { say('maxConcurrency', `of step '${name}' is no field of a Stage: its clusters get what is new together`); }
      if (maxFailures !== undefined && maxFailures !== 0) { say('maxFailures', `of step '${name}' is no field of a Stage: one failure stops the rollout`); }
      if (deadlineMinutes !== undefined) { say('deadlineMinutes', `of step '${name}' is no field of a Stage: its clusters are waited for`); }
    }
    if (this.props.applicationLabel === undefined && steps.length > 1) {
      say('rollout', "goes on when a step is written: whether its clusters are well, Kargo knows by Argo CD, of which 'applicationLabel' names the Applications");
    }
  }
}
