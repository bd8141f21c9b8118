import { labelKeyFault } from '../../../manifest/label';
import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';
import { checkConfigurations, checkSelectors } from './device-settings';

/** A DeviceClass picks devices, and says what their driver is told. What stands in CEL is not read. */
export const deviceClass: ObjectRule = {
  id: 'api/device-class',
  severity: 'refused',
  about: 'object',
  kinds: ['resource.k8s.io/DeviceClass'],
  why: 'Claims of the class get devices that its selectors pick, with its settings.',
  fix: 'Write selectors with cel, and settings with a driver and its parameters',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/',
  check: (object) => faultsIn(object, (root) => {
    checkSelectors(root.at('spec', 'selectors'));
    checkConfigurations(root.at('spec', 'config'));
    root.at('spec', 'extendedResourceName').must('the extended resource', (name) => labelKeyFault(name) ?? (String(name).includes('/') ? undefined : 'must have a domain in front'));
  }),
};
