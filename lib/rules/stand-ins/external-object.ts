/** Something that manifests refer to, and that comes from elsewhere: made by hand, by an operator, or by the platform. */
export interface ExternalObject {
  /** Its kind, e.g. `Secret`, of any group; with its group as `group/Kind`, e.g. `rbac.authorization.k8s.io/Role`. */
  readonly kind: string;

  /** Its name, in which `*` stands for any characters, e.g. `*-tls`. */
  readonly name: string;

  /**
   * Its namespace, in which `*` stands for any characters.
   * @default - any
   */
  readonly namespace?: string;

  /**
   * The cluster in which it is, in whose name `*` stands for any characters, e.g. `prod-*`.
   * @default - any
   */
  readonly cluster?: string;
}
