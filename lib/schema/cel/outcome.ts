/** That an expression cannot be read: its syntax, a name or a type that there is not. `position` counts from its beginning. */
export class CelSyntaxFault extends Error {
  public constructor(message: string, public readonly position?: number) {
    super(message);
    this.name = 'CelSyntaxFault';
  }
}

/** That an expression fails as it would in Kubernetes: no such key, no number. */
export class CelFailure extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'CelFailure';
  }
}

/** That it is not known here what Kubernetes would say. */
export class CelUnknown extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'CelUnknown';
  }
}
