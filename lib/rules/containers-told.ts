import { ContainerRef } from '../manifest/containers';
import { FieldPath } from '../manifest/field-path';
import { listed } from '../manifest/listed';
import { Violation } from './rule';

/**
 * What is the same with several containers of a pod is told once, at the first of them: who reads it corrects them at one go.
 *
 * @param field from a container to what is missing
 * @param clause what is the matter, of one container and of several
 */
export function toldOnce(refs: readonly ContainerRef[], field: FieldPath, [ofOne, ofSeveral]: readonly [string, string]): readonly Violation[] {
  if (refs.length === 0) { return []; }
  const names = listed(refs.map(({ container }) => String(container.name)));
  return [{ path: ['spec', ...refs[0].path, ...field], message: refs.length === 1 ? `container ${names} ${ofOne}` : `containers ${names} ${ofSeveral}` }];
}
