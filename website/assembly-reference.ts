// Pages of the reference, from the assembly that jsii writes: what is public is on one of them.

interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly example?: string;
  readonly see?: string;
  readonly deprecated?: string;
}

interface Value {
  readonly name: string;
  readonly type: TypeReference;
  readonly docs?: Docs;
  readonly optional?: boolean;
  readonly static?: boolean;
  readonly variadic?: boolean;
}

interface Method {
  readonly name?: string;
  readonly docs?: Docs;
  readonly parameters?: readonly Value[];
  readonly returns?: { readonly type: TypeReference; readonly optional?: boolean };
  readonly static?: boolean;
}

interface Type {
  readonly name: string;
  readonly fqn: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly docs?: Docs;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: Method;
  readonly properties?: readonly Value[];
  readonly methods?: readonly Method[];
  readonly members?: ReadonlyArray<{ readonly name: string; readonly docs?: Docs }>;
  readonly locationInModule: { readonly filename: string };
}

export interface Assembly {
  readonly types: { readonly [fqn: string]: Type };
}

/** A page of the reference. */
export interface ReferencePage {
  /** What it is about: the file is named after it. */
  readonly name: string;
  /** The folder of lib/ that it comes from. */
  readonly area: string;
  /** The types on it, that of the name first. */
  readonly types: readonly string[];
  readonly markdown: string;
}

/** Areas in the order in which they stand in the index, with their titles. Others follow, by the name of their folder. */
const AREAS: { readonly [area: string]: string } = {
  cluster: 'Cluster', workload: 'Workloads', pod: 'Pods', scheduling: 'Scheduling', network: 'Network', data: 'Data', policy: 'Policy', fleet: 'Fleet',
  delivery: 'Delivery', rules: 'Rules', construct: 'Common to all constructs', cli: 'Check',
};

export const areaTitle = (area: string): string => AREAS[area] ?? area;

/** All pages, by area and name. `guides` are the names of guides: a class links the one that is named after it. */
export function referencePages(assembly: Assembly, guides: readonly string[] = []): ReferencePage[] {
  const { types } = assembly;
  const pageOf = pagesOf(types);
  const names = [...new Set(Object.values(pageOf))];
  const order = Object.keys(AREAS);
  const rank = (area: string) => order.includes(area) ? order.indexOf(area) : order.length;
  return names.map((fqn) => {
    const onIt = [fqn, ...Object.keys(pageOf).filter((other) => other !== fqn && pageOf[other] === fqn).sort()];
    const { name, locationInModule } = types[fqn];
    return { name, area: locationInModule.filename.split('/')[1], types: onIt, markdown: pageText(fqn, onIt, types, pageOf, guides) };
  }).sort((a, b) => rank(a.area) - rank(b.area) || (a.area < b.area ? -1 : a.area > b.area ? 1 : 0) || (a.name < b.name ? -1 : 1));
}

/** The index of all pages, and of all types. */
export function referenceIndex(assembly: Assembly, pages: readonly ReferencePage[]): string {
  const { types } = assembly;
  const areas = [...new Set(pages.map((page) => page.area))];
  const homes = pages.flatMap((page) => page.types.map((fqn) => ({ name: types[fqn].name, link: `./${page.name}.md${fqn === page.types[0] ? '' : `#${types[fqn].name}`}` })));
  return ['# API reference', 'What `fleetwright` exports. `fleetwright/pulumi` exports the same and the [components of Pulumi](./pulumi/index.md), and [`fleetwright/testing`](./testing/index.md) what tests ask.',
    ...areas.flatMap((area) => [`## ${areaTitle(area)}`, pages.filter((page) => page.area === area).map((page) => {
      const summary = types[page.types[0]].docs?.summary;
      return `- [\`${page.name}\`](./${page.name}.md)${summary === undefined ? '' : `: ${summary}`}`;
    }).join('\n')]),
    '## All types', homes.sort((a, b) => a.name < b.name ? -1 : 1).map(({ name, link }) => `[\`${name}\`](${link})`).join(' · '), ''].join('\n\n');
}

/** The page of each type: what has behaviour has its own, a struct is with the class that alone names it, and an enum on the only page that does. */
function pagesOf(types: Assembly['types']): { readonly [fqn: string]: string } {
  const users: { [fqn: string]: Set<string> } = Object.fromEntries(Object.keys(types).map((fqn) => [fqn, new Set<string>()]));
  for (const type of Object.values(types)) {
    for (const used of namedBy(type)) { if (used in types && used !== type.fqn) { users[used].add(type.fqn); } }
  }
  const result: { [fqn: string]: string } = {};
  const resolve = (fqn: string, above: readonly string[]): string => {
    if (result[fqn] !== undefined) { return result[fqn]; }
    const type = types[fqn];
    if (type.kind !== 'enum' && type.datatype !== true || above.includes(fqn)) { return fqn; }
    const homes = new Set([...users[fqn]].map((user) => resolve(user, [...above, fqn])));
    const [home] = homes;
    return homes.size === 1 && (type.kind === 'enum' || types[home].datatype !== true) ? home : fqn;
  };
  for (const fqn of Object.keys(types)) { result[fqn] = resolve(fqn, []); }
  // What a cycle led to may itself have found another page.
  for (const fqn of Object.keys(types)) { if (result[result[fqn]] !== result[fqn]) { result[fqn] = fqn; } }
  return result;
}

function namedBy(type: Type): string[] {
  const inReference = (reference: TypeReference | undefined): string[] => reference === undefined ? [] : [
    ...reference.fqn === undefined ? [] : [reference.fqn], ...inReference(reference.collection?.elementtype),
    ...(reference.union?.types ?? []).flatMap(inReference),
  ];
  const methods = [...type.methods ?? [], ...type.initializer === undefined ? [] : [type.initializer]];
  return [
    ...type.base === undefined ? [] : [type.base], ...type.interfaces ?? [], ...(type.properties ?? []).flatMap((property) => inReference(property.type)),
    ...methods.flatMap((method) => [...(method.parameters ?? []).flatMap((parameter) => inReference(parameter.type)), ...inReference(method.returns?.type)]),
  ];
}

function pageText(page: string, onIt: readonly string[], types: Assembly['types'], pageOf: { readonly [fqn: string]: string }, guides: readonly string[]): string {
  const link = (fqn: string): string => {
    const name = fqn.split('.').at(-1)!;
    const home = pageOf[fqn];
    if (home === undefined) { return `\`${fqn}\``; }
    return `[\`${name}\`](${home === page ? '' : `./${types[home].name}.md`}#${home === fqn ? '' : name})`.replace('(#)', `(./${name}.md)`).replace('#)', ')');
  };
  const typeText = (reference: TypeReference): string => {
    if (reference.primitive !== undefined) { return `\`${reference.primitive}\``; }
    if (reference.fqn !== undefined) { return link(reference.fqn); }
    if (reference.union !== undefined) { return reference.union.types.map(typeText).join(' or '); }
    const { kind, elementtype } = reference.collection!;
    return kind === 'array' ? `list of ${typeText(elementtype)}` : `map of text to ${typeText(elementtype)}`;
  };
  const section = (type: Type, depth: string): string[] => {
    const anchor = (name: string) => type.fqn === page ? name : `${type.name}.${name}`;
    const value = (property: Value, settable: boolean): string[] => [
      `${depth}# \`${property.name}\` {:#${anchor(property.name)}:}`,
      `${typeText(property.type)}${settable ? needText(property) : property.optional === true ? ', or `undefined`' : ''}`,
      ...docsText(property.docs),
    ];
    const method = (described: Method): string[] => [
      `${depth}# \`${described.name}\` {:#${anchor(described.name!)}:}`, fenced(`${described.static === true ? `${type.name}.` : ''}${described.name}${signature(described)}`),
      ...docsText(described.docs), ...parameterList(described.parameters ?? [], typeText),
      ...described.returns === undefined ? [] : [`Returns ${typeText(described.returns.type)}${described.returns.optional === true ? ', or `undefined`' : ''}.`],
    ];
    if (type.kind === 'enum') {
      return [(type.members ?? []).map((member) => `- \`${member.name}\`${member.docs?.summary === undefined ? '' : `: ${oneLine(member.docs)}`}`).join('\n')];
    }
    const properties = inherited(type, types, 'properties') as readonly Value[];
    if (type.datatype === true) {
      return [...properties].sort((a, b) => Number(a.optional === true) - Number(b.optional === true)).flatMap((property) => value(property, true));
    }
    const methods = inherited(type, types, 'methods') as readonly Method[];
    const grouped = (title: string, parts: readonly string[]) => parts.length === 0 ? [] : [`${depth} ${title}`, ...parts];
    return [
      ...grouped('Factories', methods.filter((one) => one.static === true).flatMap(method)),
      ...grouped('Constants', properties.filter((one) => one.static === true).flatMap((one) => value(one, false))),
      ...grouped('Methods', methods.filter((one) => one.static !== true).flatMap(method)),
      ...grouped('Properties', properties.filter((one) => one.static !== true).flatMap((one) => value(one, false))),
    ];
  };
  const main = types[page];
  const guide = main.name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2').toLowerCase();
  const above = [main.base, ...main.interfaces ?? []].filter((fqn) => fqn !== undefined);
  return [
    `# ${main.name}`, ...docsText({ ...main.docs, example: undefined }),
    ...guides.includes(guide) ? [`See the guide of [\`${main.name}\`](/${guide}.md).`] : [],
    ...above.length === 0 ? [] : [`Extends ${above.map(link).join(', ')}.`],
    ...main.initializer === undefined || main.abstract === true ? [] : [fenced(`import { ${main.name} } from 'fleetwright';\n\nnew ${main.name}${signature(main.initializer)};`),
      ...parameterList((main.initializer.parameters ?? []).filter((parameter) => !['scope', 'id'].includes(parameter.name)), typeText)],
    ...main.docs?.example === undefined ? [] : ['## Example', fenced(main.docs.example)],
    // Props first: they are what a reader of the page of a construct is after.
    ...[...onIt.slice(1).filter((fqn) => types[fqn].name === `${main.name}Props`), page, ...onIt.slice(1).filter((fqn) => types[fqn].name !== `${main.name}Props`)].flatMap((fqn) => {
      const type = types[fqn];
      if (fqn === page) { return type.datatype === true ? ['## Fields', ...section(type, '##')] : section(type, '##'); }
      return [`## ${type.name} {:#${type.name}:}`, ...docsText(type.docs), ...section(type, '##')];
    }), '',
  ].join('\n\n');
}

/** What a type has, with that of our own types that it is made of: what stands nearest counts. */
function inherited(type: Type, types: Assembly['types'], field: 'methods' | 'properties'): readonly (Method | Value)[] {
  const all = new Map<string, Method | Value>();
  for (const above of [type.base, ...type.interfaces ?? []]) {
    if (above !== undefined && above in types) { for (const one of inherited(types[above], types, field)) { all.set(one.name!, one); } }
  }
  for (const one of type[field] ?? []) { all.set(one.name!, { ...one, docs: { ...all.get(one.name!)?.docs, ...one.docs } }); }
  return [...all.values()].sort((a, b) => a.name! < b.name! ? -1 : 1);
}

function signature(method: Method): string {
  return `(${(method.parameters ?? []).map((parameter) => `${parameter.variadic === true ? '...' : ''}${parameter.name}${parameter.optional === true ? '?' : ''}`).join(', ')})`;
}

function parameterList(parameters: readonly Value[], typeText: (reference: TypeReference) => string): string[] {
  if (parameters.length === 0) { return []; }
  return [parameters.map((parameter) => {
    const text = oneLine(parameter.docs);
    return `- \`${parameter.name}\`: ${typeText(parameter.type)}${parameter.optional === true ? `, optional${defaultText(parameter.docs)}` : ''}${text === '' ? '' : `; ${text}`}`;
  }).join('\n')];
}

const needText = (value: Value): string => value.optional === true ? `, optional${defaultText(value.docs)}` : ', **required**';

/** A default is a value, or told in words after a dash. */
function defaultText(docs: Docs | undefined): string {
  if (docs?.default === undefined) { return ''; }
  const words = /^-\s+([\s\S]*)$/.exec(docs.default);
  return `; default: ${words === null ? `\`${docs.default}\`` : words[1]}`;
}

function docsText(docs: Docs | undefined): string[] {
  return [
    ...docs?.deprecated === undefined ? [] : [`**Deprecated.** ${docs.deprecated}`], ...docs?.summary === undefined ? [] : [docs.summary],
    ...docs?.remarks === undefined ? [] : [docs.remarks], ...docs?.see === undefined ? [] : [seeText(docs.see)],
    ...docs?.example === undefined ? [] : [fenced(docs.example)],
  ];
}

const seeText = (see: string): string => `See ${/^https?:\S+$/.test(see) ? `<${see}>` : see}`;
const oneLine = (docs: Docs | undefined): string => [docs?.summary, docs?.remarks].filter((text) => text !== undefined).join(' ').replace(/\s+/g, ' ');
const fenced = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;
