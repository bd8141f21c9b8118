import * as pulumi from '@pulumi/pulumi';
import { Cluster } from '../cluster/cluster';
import { describeFault } from '../construct/fault';
import { anything } from '../construct/shape';
import { formatWarning } from '../construct/warning';
import { formatPath } from '../manifest/field-path';
import { hardenPod } from '../workload/hardening/harden-pod';
import { hardeningOptions } from '../workload/hardening/hardening-options';
import { HardeningOutcome } from '../workload/hardening/hardening-report';
import { imageUserWarnings } from '../workload/hardening/image-users';
import { hardeningWarnings, PodHardeningProps, readHardeningProps } from '../workload/hardening/pod-hardening-props';
import { unreachedWarnings } from '../workload/hardening/unreached';
import { unsaidWindowsWarnings } from '../workload/hardening/unsaid-windows';
import { violationsOf } from '../workload/hardening/violations';
import { descriptionOf } from './component-options';
import { requireOptions } from './require-options';
import { isAcceptedIn, isErrorIn, objectTransform } from './workload-transform';

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
 * workload that never comes is not noticed here, nor what rights a binding gives: where `removeServiceAccountToken` is asked for, who needs the token
 * must be excepted or say `automountServiceAccountToken: true`. Nor is to which nodes a RuntimeClass leads: pods for Windows say `os.name`.
 *
 * @example
 * pulumi.runtime.registerResourceTransform(podHardening());
 */
export function podHardening(args: PodHardeningArgs = {}): pulumi.ResourceTransform {
  requireOptions('podHardening', args, 'podHardening()');
  const cluster = descriptionOf('podHardening', args.cluster);
  const props = readHardeningProps<PodHardeningArgs>('podHardening', args, { cluster: anything });
  const warnings = hardeningWarnings(props).filter(({ id }) => !isAcceptedIn(cluster, id))
    .map((warning) => ({ ...warning, line: formatWarning({ ...warning, path: 'podHardening' }) }));
  const errors = warnings.filter(({ id }) => isErrorIn(cluster, id));
  if (errors.length > 0) { throw new pulumi.RunError(errors.map(({ line }) => line).join('\n')); }
  warnings.forEach(({ line }) => void pulumi.log.warn(line));
  const options = { ...hardeningOptions(props), policyVersion: props.policyVersion ?? cluster?.kubernetesVersion };

  return objectTransform(options, (object, told) => {
    const outcome = hardenPod(object, told);
    const violations = outcome.entries.filter((entry) => entry.outcome === HardeningOutcome.VIOLATION)
      .map((entry) => ({ at: formatPath(entry.path), message: violationsOf({ ...outcome, entries: [entry] }).map(describeFault).join(' ') }));
    const others = [...unreachedWarnings(outcome), ...unsaidWindowsWarnings(outcome), ...imageUserWarnings(outcome.imageUsers)];
    return props.violationsAsErrors === true
      ? { object: outcome.object, faults: violations, warnings: others }
      : { object: outcome.object, faults: [], warnings: [...violations.map((violation) => ({ id: 'workload/pod-security', ...violation })), ...others] };
  }, cluster, true);
}
