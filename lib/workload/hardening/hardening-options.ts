import { PodHardeningOptions } from './harden-pod';
import { PodHardeningProps } from './pod-hardening-props';

/** What the properties of a `PodHardening` ask for, whatever cluster it is applied in. */
export function hardeningOptions(props: PodHardeningProps): Omit<PodHardeningOptions, 'policyVersion'> {
  const { override = [], exceptions = [], readOnlyRootFilesystem, writablePaths = { '/tmp': '64Mi' } } = props;
  return {
    override: new Set(override),
    exceptions: exceptions.flatMap(({ fields, ...exception }) => fields.map((field) => ({ ...exception, field }))),
    beyondRestricted: {
      readOnlyRootFilesystem: readOnlyRootFilesystem === true ? { writablePaths } : undefined,
      removeServiceAccountToken: props.removeServiceAccountToken ?? false,
      resources: props.resources,
      runAsUser: props.runAsUser,
      runAsGroup: props.runAsGroup,
      fsGroup: props.fsGroup,
    },
  };
}
