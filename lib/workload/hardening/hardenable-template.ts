import { FieldPath } from '../../manifest/field-path';
import { PodTemplate } from '../../manifest/object';

/** What can be hardened as a pod template, and where its parts stand in its object. */
export interface HardenableTemplate {
  /** Editing it edits the object, once `settle` was called. */
  readonly template: PodTemplate;
  /** From the object's root. */
  readonly root: FieldPath;
  /** Where a field of the template stands, from the object's root. */
  readonly pathOf: (field: FieldPath) => FieldPath;
  /** Whether whoever reads it takes no `securityContext` of the pod, only those of its containers. */
  readonly containerLevelOnly: boolean;
  /** Why its pods need their token, as a clause; undefined where nobody knows. */
  readonly tokenNeed?: string;
  /** Brings what the template does not share with its object into it. */
  readonly settle: () => void;
}
