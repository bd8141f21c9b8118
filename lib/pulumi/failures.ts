import * as pulumi from '@pulumi/pulumi';
import { walk } from './walk';

/** A failure in words of this library, in which no value stands. */
export class OwnFailure extends pulumi.RunError {}

/**
 * What is at fault in a component. Whatever uses the component fails with the same error, which hosts say once; the SDK would put before its message
 * what property that was for.
 */
export class ComponentFault extends pulumi.RunError {
  public constructor(message: string) {
    super(message);
    Object.defineProperty(this, 'message', { get: () => message, set: () => undefined });
  }
}

/** Why an Output will never have a value, for everybody to read; undefined where it has one, or where it is unknown. */
export async function readableFailureOf(output: any, showSecrets: boolean): Promise<string | undefined> {
  const failure = await failureOf(output);
  if (failure === undefined || showSecrets) { return failure; }
  // What fails no longer says whether it is made of a secret.
  const isOwn = await output.promise(true).catch((error: unknown) => error instanceof OwnFailure);
  return isOwn ? failure : "why is not shown, for there may be a secret in it, and is with 'showSecrets: true'";
}

/** Why an Output will never have a value; undefined where it has one, or where it is unknown. */
export function failureOf(output: any): Promise<string | undefined> {
  // All its parts fail with it, and each that nobody asks for would end the process.
  for (const part of [output.isKnown, output.isSecret, output.allResources()]) { part.catch(() => undefined); }
  return output.promise(true).then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)));
}

/** Props in which Outputs that fail are unknown. With the others, the SDK would end the process from outside of the program, and register nothing. */
export function withoutFailures(value: any): any {
  return walk(value, (part, _, into) => (pulumi.Output.isInstance(part) ? withoutFailure(part) : into()));
}

function withoutFailure(output: any): pulumi.Output<any> {
  const hasFailed = failureOf(output).then((failure) => failure !== undefined);
  const orElse = async (part: () => unknown, otherwise: unknown) => (await hasFailed ? otherwise : part());
  // What `apply` makes, but for the value: it would fail again.
  return new (pulumi.Output as any)(
    output.resources(), orElse(() => output.promise(true), pulumi.unknown), orElse(() => output.isKnown, false), orElse(() => output.isSecret, false),
    orElse(() => output.allResources(), new Set()),
  );
}
