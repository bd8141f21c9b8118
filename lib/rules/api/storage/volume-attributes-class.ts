import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';
import { provisionerFault } from './driver-name';
import { checkParameters } from './parameters';

/** A VolumeAttributesClass says something to a driver. */
export const volumeAttributesClass: ObjectRule = {
  id: 'api/volume-attributes-class',
  severity: 'refused',
  about: 'object',
  kinds: ['storage.k8s.io/VolumeAttributesClass'],
  why: 'A class without parameters would change nothing.',
  fix: 'Name the driver, and at least one parameter that it knows',
  docs: 'https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/',
  check: (object) => faultsIn(object, (root) => {
    const parameters = root.at('parameters');
    root.at('driverName').mustBeGiven('the driver', provisionerFault);
    checkParameters(parameters);
    if (parameters.isKnown && parameters.entries.length === 0) { parameters.fault('the class has no parameters'); }
  }),
};
