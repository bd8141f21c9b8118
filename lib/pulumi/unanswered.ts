import * as pulumi from '@pulumi/pulumi';
import { OwnFailure } from './failures';
import { hasParts } from './walk';

/**
 * Makes what nobody answered inside of the outputs of a resource unknown: without a cluster, `service.spec` is what the program said of it, and its
 * `clusterIP` would be `undefined`. Called before the SDK sets the outputs, which are those of `names`.
 */
export function leaveUnanswered(resource: pulumi.Resource, names: readonly string[]): void {
  const setters = names.filter((name) => !Object.hasOwn(resource, name)).map((name): [string, PropertyDescriptor] => [name, {
    set(this: object, value: unknown) {
      const own = pulumi.Output.isInstance(value) ? withUnanswered(value) : value;
      Object.defineProperty(this, name, { value: own, enumerable: true, writable: true, configurable: true });
    },
  }]);
  // Not on the resource itself, where the SDK refuses what is there already.
  Object.setPrototypeOf(resource, Object.create(Object.getPrototypeOf(resource), Object.fromEntries(setters)));
}

function withUnanswered(output: any): pulumi.Output<any> {
  const parts = [output.isKnown, output.isSecret, output.allResources()];
  return new (pulumi.Output as any)(output.resources(), output.promise(true).then(answering), ...parts);
}

/** A value whose fields that are not there are unknown. */
function answering(value: any): any {
  const isOwnKind = [pulumi.Resource, pulumi.asset.Asset, pulumi.asset.Archive].some((kind) => kind.isInstance(value));
  if (!hasParts(value) || pulumi.isUnknown(value) || isOwnKind) { return value; }
  if (Array.isArray(value)) { return value.map(answering); }
  const answered = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, answering(child)]));
  return new Proxy(answered, { get: (target, key) => (isField(key) && !(key in target) ? unanswered(key) : (target as any)[key]) });
}

/** An unknown as the SDK knows it, which becomes part of no text. */
function unanswered(field: string): any {
  const refuse = () => { throw new OwnFailure(`'${field}' is known only to a deployment, and a program is rendered without one`); };
  const own: any = { __pulumiUnknown: true, [Symbol.toPrimitive]: refuse, toJSON: refuse };
  return new Proxy(own, { get: (target, key) => (isField(key) && !(key in target) ? unanswered(`${field}.${key}`) : target[key]) });
}

/** Whether a key is none by which JavaScript, or the SDK, tells what a value is. */
function isField(key: string | symbol): key is string {
  return typeof key === 'string' && !key.startsWith('__') && !['then', 'toJSON'].includes(key);
}
