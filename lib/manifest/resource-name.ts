/** Kinds whose definitions do not name their resource as a plural. */
const UNUSUAL: { readonly [kind: string]: string } = {
  Assign: 'assign', AssignImage: 'assignimage', AssignMetadata: 'assignmetadata', Endpoints: 'endpoints', ExpansionTemplate: 'expansiontemplate', ModifySet: 'modifyset',
};

/** The resource of a kind, as URLs of an API server have it: `networkpolicies`. It is the plural in English, which definitions nearly always name. */
export function resourceName(kind: string): string {
  if (Object.hasOwn(UNUSUAL, kind)) { return UNUSUAL[kind]; }
  const name = kind.toLowerCase();
  if (/[^aeiou]y$/.test(name)) { return `${name.slice(0, -1)}ies`; }
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
