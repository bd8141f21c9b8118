/** What asks the rules in a cluster. */
export enum PolicyEngine {
  /** The API server itself, from Kubernetes 1.30 on. */
  VALIDATING_ADMISSION_POLICY = 'ValidatingAdmissionPolicy',
  /** Gatekeeper, by its engine for CEL: `K8sNativeValidation`. */
  GATEKEEPER = 'Gatekeeper',
}
