import * as cdk8s from '../policy/admission-policies';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { InputArgs } from './input-args';

/** Arguments of `AdmissionPolicies`. */
export type AdmissionPoliciesArgs = InputArgs<cdk8s.AdmissionPoliciesProps, 'rules' | 'enforcement' | 'enforcementOf' | 'engine'>;

/** `AdmissionPolicies` as a component. */
export class AdmissionPolicies extends ConstructComponent<cdk8s.AdmissionPolicies> {
  public constructor(name: string, args: AdmissionPoliciesArgs = {}, opts?: ConstructComponentOptions) {
    super('fleetwright:index:AdmissionPolicies', cdk8s.AdmissionPolicies, name, args, opts);
  }

  /** Ids of the rules that the cluster asks. */
  public get enforced(): string[] {
    return this.construct.enforced;
  }

  /** Why it can't ask others, by their ids. */
  public get leftOut(): { [id: string]: string } {
    return this.construct.leftOut;
  }
}
