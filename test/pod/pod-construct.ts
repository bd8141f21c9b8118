import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { Faults } from '../../lib/construct/faults';
import { Finding } from '../../lib/construct/finding';
import { ManifestConstruct } from '../../lib/construct/manifest-construct';
import { readProps } from '../../lib/construct/read-props';
import { Warnings } from '../../lib/construct/warnings';
import { Container, KubernetesObject, PodTemplate } from '../../lib/manifest/object';
import { HardenedPod, hardenedPod, HardenedPodContext, HardenedPodProps, POD } from '../../lib/pod/hardened-pod';
import { faultsOf } from '../faults-of';

/** The smallest workload around a hardened pod: a Deployment. */
class PodConstruct extends ManifestConstruct {
  public readonly pod: HardenedPod;

  constructor(scope: Construct, id: string, props: HardenedPodProps, context: Partial<HardenedPodContext>) {
    super(scope, id);
    const faults = new Faults(this);
    const labels = { 'app.kubernetes.io/name': id };
    this.pod = hardenedPod(this, readProps<HardenedPodProps>(faults, props, POD), { name: id, labels, serviceAccountName: id, faults, ...context });
    faults.report();
    this._emit('deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: id, annotations: this.pod.annotations },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: this.pod.template },
    });
  }
}

/** What became of some props. */
export interface Outcome {
  readonly deployment: KubernetesObject;
  readonly template: PodTemplate;
  /** The main container. */
  readonly container: Container;
  readonly warnings: Finding[];
  readonly pod: HardenedPod;
}

/** The least that a pod needs. */
export const MINIMAL: HardenedPodProps = { image: 'registry.example.com/shop/api:1.4.2' };

/** Renders a pod in a cluster of a version, or in a plain App where the version is undefined. */
export function render(props: Partial<HardenedPodProps>, version?: string, context: Partial<HardenedPodContext> = {}): Outcome {
  const app = version === undefined ? new App() : new Cluster({ name: 'prod', kubernetesVersion: version });
  const construct = new PodConstruct(new Chart(app, 'shop'), 'api', { ...MINIMAL, ...props }, context);
  const deployment = construct.objects[0].toJson();
  const template: PodTemplate = deployment.spec.template;
  return { deployment, template, container: template.spec.containers[0], warnings: Warnings.of(construct), pod: construct.pod };
}

/** Everything that is at fault in some props, one sentence each, without the construct's path. */
export function faultsIn(props: Partial<HardenedPodProps>, version?: string): string[] {
  return faultsOf(() => render(props, version));
}
