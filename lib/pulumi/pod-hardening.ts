import * as pulumi from '@pulumi/pulumi';
import { Cluster } from '../cluster/cluster';
import { describeFault } from '../construct/fault';
import { anything } from '../construct/shape';
import { formatPath } from '../manifest/field-path';
import { hardenPod } from '../workload/hardening/harden-pod';
import { hardeningOptions } from '../workload/hardening/hardening-options';
import { HardeningOutcome } from '../workload/hardening/hardening-report';
import { PodHardeningProps } from '../workload/hardening/pod-hardening-props';
import { readHardeningProps } from '../workload/hardening/prop-faults';
import { violationsOf } from '../workload/hardening/violations';
import { descriptionOf } from './component-options';
import { requireOptions } from './require-options';
import { objectTransform } from './workload-transform';

/** Arguments for `podHardening`: those of `PodHardening`. */
export interface PodHardeningArgs extends PodHardeningProps {
  /**
   * The cluster that the pods run in: its version says which Pod Security policy they must pass, its `warningsAsErrors` which warnings are errors.
   * @default - unknown: what any supported version asks for
   */
  readonly cluster?: Cluster | { readonly description: Cluster };
}

/**
 * Hardens pods as `PodHardening` does, as a transform: of one resource, of a chart or YAML file with all that it holds, or of the whole stack.
 *
 * What keeps a pod from Pod Security `restricted` is a warning, or with `violationsAsErrors` ends the deployment. An exception for a
 * workload that never comes is not noticed here.
 *
 * @example
 * pulumi.runtime.registerResourceTransform(podHardening());
 */
export function podHardening(args: PodHardeningArgs = {}): pulumi.ResourceTransform {
  requireOptions('podHardening', args, 'podHardening()');
  const cluster = descriptionOf('podHardening', args.cluster);
  const props = readHardeningProps<PodHardeningArgs>('podHardening', args, { cluster: anything });
  const options = { ...hardeningOptions(props), policyVersion: props.policyVersion ?? cluster?.kubernetesVersion };

  return objectTransform(options, (object, told) => {
    const outcome = hardenPod(object, told);
    const violations = outcome.entries.filter((entry) => entry.outcome === HardeningOutcome.VIOLATION)
      .map((entry) => ({ at: formatPath(entry.path), message: violationsOf({ ...outcome, entries: [entry] }).map(describeFault).join(' ') }));
    return props.violationsAsErrors === true
      ? { object: outcome.object, faults: violations, warnings: [] }
      : { object: outcome.object, faults: [], warnings: violations.map((violation) => ({ id: 'workload/pod-security', ...violation })) };
  }, cluster, true);
}
