import { containersOf } from '../../manifest/containers';
import { FieldPath } from '../../manifest/field-path';
import { PodTemplate } from '../../manifest/object';

/** A security context, and what has it. */
export interface SecurityContext {
  /** As messages name it: `container 'api'`. */
  readonly who: string;
  /** From the pod template. */
  readonly path: FieldPath;
  readonly context: { readonly [field: string]: unknown };
}

/** The security contexts of a pod and of its containers, where they have one. */
export function securityContextsOf({ spec }: PodTemplate): SecurityContext[] {
  const own = spec.securityContext;
  return [
    ...own === undefined || own === null ? [] : [{ who: 'the pod', path: ['spec', 'securityContext'], context: own }],
    ...containersOf(spec).flatMap(({ container, path }) => (container.securityContext ? [{
      who: `container '${container.name}'`, path: ['spec', ...path, 'securityContext'], context: container.securityContext,
    }] : [])),
  ];
}
