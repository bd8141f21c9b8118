import { configMapKeyFault, dnsLabelFault, dnsSubdomainFault, environmentVariableFault, secretKeyFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { listOf } from '../../../manifest/object';
import { ContainerPlace, ContainerRule } from '../../rule';
import { checkFieldRef, checkResourceFieldRef, ENV_FIELDS } from './downward-api';
import { containerTitle, FieldFaults, isGiven, mapOf, missingFault, textOf } from './field-faults';
import { noBackstepsFault } from './local-path';
import { isBefore, isFrom } from './target-minor';

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'];

/** Environment variables have names that there can be, and one source each. */
export const env: ContainerRule = {
  id: 'api/env',
  severity: 'refused',
  about: 'container',
  why: 'A variable is set once, from one place.',
  fix: "Give each variable a name, and either a 'value' or one source in 'valueFrom'",
  docs: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
  check: (container, place) => {
    const variables = listOf(container.env);
    if (variables.length === 0) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    const strict = isBefore(place.cluster, '1.32');
    variables.forEach((variable, index) => {
      const name: unknown = variable?.name;
      const fault = isGiven(name) ? environmentVariableFault(name, !strict) : undefined;
      if (fault !== undefined) { faults.add(fault, ['env', index, 'name'], name); }
      const from = mapOf(variable?.valueFrom);
      if (from !== undefined) { checkSource(faults, from, variable.value, ['env', index, 'valueFrom'], place); }
    });
    return faults.found;
  },
};

function checkSource(faults: FieldFaults, from: { readonly [field: string]: any }, value: unknown, path: FieldPath, place: ContainerPlace): void {
  const files = isFrom(place.cluster, '1.35');
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = from;
  if (mapOf(fieldRef)) {
    checkFieldRef(faults, fieldRef, ENV_FIELDS, [...path, 'fieldRef']);
    if (fieldRef.fieldPath === 'status.hostIPs' && isBefore(place.cluster, '1.29')) { faults.add('must be status.hostIP before 1.29', [...path, 'fieldRef'], 'status.hostIPs'); }
  }
  if (mapOf(resourceFieldRef)) { checkResourceFieldRef(faults, resourceFieldRef, [...path, 'resourceFieldRef']); }
  if (mapOf(configMapKeyRef)) { checkKeyRef(faults, configMapKeyRef, [...path, 'configMapKeyRef']); }
  if (mapOf(secretKeyRef)) { checkKeyRef(faults, secretKeyRef, [...path, 'secretKeyRef'], secretKeyFault); }
  if (files && mapOf(from.fileKeyRef)) { checkFileRef(faults, from.fileKeyRef, [...path, 'fileKeyRef'], place); }
  // Where nobody knows whether there are files, one more source is no fault.
  const sources = SOURCES.filter((source) => isGiven(from[source])).length + (files && isGiven(from.fileKeyRef) ? 1 : 0);
  if (sources === 0 && (!isGiven(from.fileKeyRef) || isBefore(place.cluster, '1.35'))) {
    faults.add(`must name one of ${SOURCES.join(', ')}${files ? ', fileKeyRef' : ''}`, path);
  } else if (sources > 0 && textOf(value) !== undefined) {
    faults.add("must not stand beside a 'value'", path);
  } else if (sources > 1) {
    faults.add('must name one source, not several', path);
  }
}

function checkKeyRef(faults: FieldFaults, { name, key }: { readonly [field: string]: any }, path: FieldPath, keyFault = configMapKeyFault): void {
  faults.add(missingFault(name) ?? dnsSubdomainFault(name), [...path, 'name'], name);
  if (isGiven(key)) { faults.add(keyFault(key), [...path, 'key'], key); }
}

function checkFileRef(faults: FieldFaults, { key, volumeName, path: file }: { readonly [field: string]: any }, path: FieldPath, { pod }: ContainerPlace): void {
  if (isGiven(key)) { faults.add(environmentVariableFault(key, true), [...path, 'key'], key); }
  faults.add(isGiven(file) ? missingFault(file) ?? noBackstepsFault(file) : undefined, [...path, 'path'], file);
  if (!isGiven(volumeName)) { return; }
  faults.add(dnsLabelFault(volumeName), [...path, 'volumeName'], volumeName);
  if (textOf(volumeName) === undefined) { return; }
  const volume = listOf(pod.spec.volumes).find((each) => each?.name === volumeName);
  if (volume === undefined) {
    faults.add('must name a volume of the pod', [...path, 'volumeName'], volumeName);
  } else if (!isGiven(volume.emptyDir)) {
    faults.add('must name an emptyDir', [...path, 'volumeName'], volumeName);
  }
}
