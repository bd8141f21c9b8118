import { CustomResource, Input, Inputs, output, Output } from '@pulumi/pulumi';
import { IConstruct } from 'constructs';
import { Plan, PlannedObject } from './detached';

/** The names by which the Services of a component are called within the cluster, by their ids. */
export function hostsOf(objects: readonly PlannedObject[], resourceOf: (object: PlannedObject) => CustomResource): { [id: string]: Output<string> } {
  return Object.fromEntries(objects.filter(({ manifest: { apiVersion, kind } }) => apiVersion === 'v1' && kind === 'Service').map((object) => {
    // What is said by nobody is the provider's to say.
    const { metadata } = resourceOf(object) as unknown as { readonly metadata: Input<any> };
    return [keyOf(object), output(metadata).apply(({ name, namespace }): string => (namespace === undefined ? name : `${name}.${namespace}.svc`))];
  }));
}

/** What a component tells the state, and with it consoles, policy packs and StackReferences: its own resources say the rest. */
export function componentOutputs({ construct, objects, putBack }: Plan<IConstruct>, hosts: { readonly [id: string]: Output<string> }): Inputs {
  const { selectorLabels } = construct as { readonly selectorLabels?: { readonly [key: string]: string } };
  return {
    names: Object.fromEntries(objects.map((object) => [keyOf(object), object.manifest.metadata?.name])),
    // An Output may stand in them, as in the object that selects by them.
    ...(selectorLabels !== undefined && { selectorLabels: putBack({ ...objects[0], manifest: selectorLabels as any, texts: [] }) }),
    ...(Object.keys(hosts).length > 0 && { hosts }),
  };
}

/** An object that is all that there is has no id below its construct. */
function keyOf({ id, manifest: { kind } }: PlannedObject): string {
  return id === '' ? `${kind.charAt(0).toLowerCase()}${kind.slice(1)}` : id;
}
