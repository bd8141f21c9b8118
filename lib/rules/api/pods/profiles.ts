import { FieldPath } from '../../../manifest/field-path';
import { ClusterManifests } from '../../cluster-manifests';
import { FieldFaults, isGiven, mapOf, textOf, wordFault } from './field-faults';
import { descendingPathFault } from './local-path';
import { isFrom } from './target-minor';

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const MAX_PATH = 4095;

/** What is wrong with the seccomp and AppArmor profiles of a security context. */
export function checkProfiles(faults: FieldFaults, context: { readonly [field: string]: any }, path: FieldPath, cluster: ClusterManifests): void {
  const seccomp = mapOf(context.seccompProfile);
  if (seccomp !== undefined) { checkSeccomp(faults, seccomp, [...path, 'seccompProfile']); }
  const appArmor = mapOf(context.appArmorProfile);
  // An older API server drops it.
  if (appArmor !== undefined && isFrom(cluster, '1.30')) { checkAppArmor(faults, appArmor, [...path, 'appArmorProfile']); }
}

function checkSeccomp(faults: FieldFaults, { type, localhostProfile }: { readonly [field: string]: any }, path: FieldPath): void {
  faults.add(wordFault(type, TYPES), [...path, 'type'], type);
  if (type === 'Localhost') {
    faults.add(isGiven(localhostProfile) ? descendingPathFault(localhostProfile) : 'must be given with type Localhost', [...path, 'localhostProfile'], localhostProfile);
  } else if (isGiven(localhostProfile) && isGiven(type)) {
    faults.add('must only be given with type Localhost', [...path, 'localhostProfile'], localhostProfile);
  }
}

function checkAppArmor(faults: FieldFaults, { type, localhostProfile }: { readonly [field: string]: any }, path: FieldPath): void {
  faults.add(wordFault(type, TYPES), [...path, 'type'], type);
  if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (isGiven(localhostProfile)) { faults.add('must only be given with type Localhost', [...path, 'localhostProfile'], localhostProfile); }
  } else if (type === 'Localhost') {
    const name = textOf(localhostProfile);
    if (!isGiven(localhostProfile) || localhostProfile === '') { faults.add('must be given with type Localhost', [...path, 'localhostProfile']); }
    if (name === undefined) { return; }
    if (name.trim() !== name) { faults.add(name.trim() === '' ? 'must be given with type Localhost' : 'must have no spaces around it', [...path, 'localhostProfile'], name); }
    if (name.length > MAX_PATH) { faults.add(`must have at most ${MAX_PATH} characters`, [...path, 'localhostProfile']); }
  }
}
