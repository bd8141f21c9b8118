/** A custom kind as its definition serves it. */
export interface CustomResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: any;
}

/** The kinds that a definition serves. */
export function resourcesOf({ spec: { group, names, versions } }: any): CustomResource[] {
  return versions.filter(({ served }: any) => served).map(({ name, schema }: any) => ({ apiVersion: `${group}/${name}`, kind: names.kind, schema: schema.openAPIV3Schema }));
}

/** How many rules in CEL a schema has. */
export function rulesIn(schema: any): number {
  let count = 0;
  JSON.stringify(schema, (key, value) => {
    if (key === 'x-kubernetes-validations' && Array.isArray(value)) { count += value.length; }
    return value;
  });
  return count;
}
