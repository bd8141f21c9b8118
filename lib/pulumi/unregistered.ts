import { Output, Resource } from '@pulumi/pulumi';

/**
 * Makes the Outputs of a resource fail with whatever keeps it from being registered. The SDK itself leaves them without an answer, and whoever uses one
 * waits for ever. Where nothing keeps it, they are what they are.
 */
export function failWith(resource: Resource, judgement: Promise<unknown>): void {
  for (const [name, value] of Object.entries(resource)) {
    if (Output.isInstance(value)) { (resource as any)[name] = afterwards(value, judgement); }
  }
}

function afterwards(output: any, judgement: Promise<unknown>): Output<unknown> {
  const after = <T>(part: Promise<T>): Promise<T> => {
    const later = judgement.then(() => part);
    // Who uses it says so; by itself it would end the process.
    later.catch(() => undefined);
    return later;
  };
  return new (Output as any)(output.resources(), after(output.promise(true)), after(output.isKnown), after(output.isSecret), after(output.allResources()));
}
