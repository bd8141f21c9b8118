import { Module } from './module';

/** The values that one text field, or the items or values of one field, may take. */
export interface FieldEnum {
  readonly definition: string;
  readonly field: string;
  readonly inside?: 'items' | 'additionalProperties';
  readonly values: string[];
}

const PACKAGES = [
  { functions: /^schema_k8sio_api_([a-z]+)_(v\d\w*?)_(\w+)$/, prefix: 'io.k8s.api.' },
  { functions: /^schema_pkg_apis_(apiextensions)_(v\d\w*?)_(\w+)$/, prefix: 'io.k8s.apiextensions-apiserver.pkg.apis.' },
  { functions: /^schema_pkg_apis_(meta)_(v\d\w*?)_(\w+)$/, prefix: 'io.k8s.apimachinery.pkg.apis.' },
];

/** The enums of all definitions in upstream's generated OpenAPI code, which gofmt lays out line by line. */
export function enumsOf(module: Module): FieldEnum[] {
  const enums: FieldEnum[] = [];
  let definition: string | undefined;
  let field = '';
  let inside: FieldEnum['inside'];
  for (const line of module.read('pkg/generated/openapi/zz_generated.openapi.go').split('\n')) {
    const start = /^func (schema_\w+)\(/.exec(line);
    if (start !== null) { definition = definitionName(start[1]); }
    const property = /^\t{5}"([^"]+)": \{$/.exec(line);
    if (property !== null) { [, field] = property; inside = undefined; }
    if (/^\t{7}Items: /.test(line)) { inside = 'items'; }
    if (/^\t{7}AdditionalProperties: /.test(line)) { inside = 'additionalProperties'; }
    const values = /^(\t+)Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line);
    if (values === null || definition === undefined) { continue; }
    const depth = values[1].length;
    if (depth !== 7 && (depth !== 10 || inside === undefined)) { throw new Error(`${module.version}: an enum at an unknown depth in ${definition}`); }
    enums.push({ definition, field, inside: depth === 7 ? undefined : inside, values: [...new Set<string>(JSON.parse(`[${values[2]}]`))].sort() });
  }
  return enums;
}

function definitionName(functionName: string): string | undefined {
  for (const { functions, prefix } of PACKAGES) {
    const match = functions.exec(functionName);
    if (match !== null) { return `${prefix}${match[1]}.${match[2]}.${match[3]}`; }
  }
  return undefined;
}
