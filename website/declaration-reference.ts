// Pages of the entries that jsii does not know, such as fleetwright/pulumi, from the declarations that are published.
import * as path from 'node:path';
import * as ts from 'typescript';

/** A page of an entry. */
export interface EntryPage {
  readonly name: string;
  /** The exports that are on it. */
  readonly exports: readonly string[];
  readonly markdown: string;
}

/**
 * The pages of an entry: one for each class and function, with the type of its arguments, and `index`, which lists them and has everything else.
 * What is declared outside of the entry's folder has its page elsewhere. `homes` says on which page of the reference a type of ours is.
 */
export function entryPages(entry: string, name: string, homes: ReadonlyMap<string, string>): EntryPage[] {
  const program = ts.createProgram([entry], {
    noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, types: [],
  });
  const checker = program.getTypeChecker();
  const within = `${path.dirname(entry)}${path.sep}`;
  const declared = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!)
    .map((symbol) => ({ name: symbol.name, symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol }))
    .filter(({ symbol }) => symbol.declarations?.some((declaration) => path.resolve(declaration.getSourceFile().fileName).startsWith(within)) === true)
    .sort((a, b) => a.name < b.name ? -1 : 1);
  const symbols = new Map(declared.map((one) => [one.name, one.symbol]));
  const subjects = [...symbols].filter(([, symbol]) => (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Function)) !== 0).map(([subject]) => subject);
  const argsOf = (subject: string) => `${subject[0].toUpperCase()}${subject.slice(1)}Args`;
  const homeOf = (type: string): string | undefined => {
    const subject = subjects.find((one) => one === type || argsOf(one) === type);
    return subject !== undefined ? `./${subject}.md` : symbols.has(type) ? `./index.md#${type}` : homes.has(type) ? `../${homes.get(type)}.md` : undefined;
  };

  const text = (symbol: ts.Symbol, depth: string): string[] => {
    const declaration = symbol.declarations![0];
    if (ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)) { return membersText(symbol, checker, depth, within); }
    if (ts.isFunctionDeclaration(declaration)) { return overloads(symbol).map((one) => fenced(oneDeclaration(one))); }
    if (ts.isEnumDeclaration(declaration)) {
      return [declaration.members.map((member) => `- \`${member.name.getText()}\`: ${docsOf(checker.getSymbolAtLocation(member.name)!, checker).join(' ')}`).join('\n')];
    }
    return [fenced(oneDeclaration(declaration)), ...outputText(declaration, checker)];
  };
  const links = (symbol: ts.Symbol): string[] => {
    const named = [...new Set(symbol.declarations!.flatMap((one) => one.getText().match(/\b[A-Z]\w+/g) ?? []))].filter((one) => one !== symbol.name && homeOf(one) !== undefined).sort();
    return named.length === 0 ? [] : [`Types: ${named.map((one) => `[\`${one}\`](${homeOf(one)})`).join(', ')}.`];
  };

  const pages = subjects.map((subject): EntryPage => {
    const symbol = symbols.get(subject)!;
    const args = symbols.get(argsOf(subject));
    return {
      name: subject,
      exports: [subject, ...args === undefined ? [] : [argsOf(subject)]],
      markdown: [
        `# ${subject}`, ...docsOf(symbol, checker), fenced(`import { ${subject} } from '${name}';`), ...text(symbol, '##'), ...links(symbol),
        ...args === undefined ? [] : [`## ${argsOf(subject)} {:#${argsOf(subject)}:}`, ...docsOf(args, checker), ...text(args, '##'), ...links(args)], '',
      ].join('\n\n'),
    };
  });
  const told = new Set(pages.flatMap((page) => page.exports));
  const rest = [...symbols].filter(([one]) => !told.has(one));
  const index: EntryPage = {
    name: 'index',
    exports: rest.map(([one]) => one),
    markdown: [
      `# ${name}`, `What \`${name}\` exports of its own.`,
      pages.map((page) => `- [\`${page.name}\`](./${page.name}.md): ${(docsOf(symbols.get(page.name)!, checker)[0] ?? '').split('\n\n')[0].replace(/\s+/g, ' ')}`).join('\n'),
      ...rest.flatMap(([one, symbol]) => [`## ${one} {:#${one}:}`, ...docsOf(symbol, checker), ...text(symbol, '##'), ...links(symbol)]), '',
    ].join('\n\n'),
  };
  return [index, ...pages];
}

/** The constructor and the members of a class or interface, with those that it has of others of the entry. */
function membersText(symbol: ts.Symbol, checker: ts.TypeChecker, depth: string, within: string): string[] {
  const declaration = symbol.declarations![0] as ts.ClassDeclaration | ts.InterfaceDeclaration;
  const made = ts.isClassDeclaration(declaration) ? declaration.members.filter(ts.isConstructorDeclaration) : [];
  const hidden = (one: ts.Declaration) => (ts.getCombinedModifierFlags(one) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
  const members = [
    ...checker.getPropertiesOfType(checker.getTypeAtLocation(declaration)),
    ...ts.isClassDeclaration(declaration) ? checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol)).filter((one) => one.name !== 'prototype') : [],
  ].filter((member) => {
    const at = member.declarations?.[0];
    return at !== undefined && path.resolve(at.getSourceFile().fileName).startsWith(within) && !hidden(at) && !member.name.startsWith('_') && !member.name.startsWith('#');
  }).sort((a, b) => a.name < b.name ? -1 : 1);
  return [
    ...made.map((one) => fenced(`new ${symbol.name}${oneDeclaration(one).replace(/^constructor/, '')}`)),
    ...members.flatMap((member) => [
      `${depth}# \`${member.name}\` {:#${symbol.name}.${member.name}:}`, ...overloads(member).map((one) => fenced(memberText(member, one, declaration, checker))), ...docsOf(member, checker),
    ]),
  ];
}

/** Where an Output may stand in arguments is told by lists of fields, which have names that nobody sees. */
function outputText(declaration: ts.Declaration, checker: ts.TypeChecker): string[] {
  if (!ts.isTypeAliasDeclaration(declaration) || !ts.isTypeReferenceNode(declaration.type) || declaration.type.typeName.getText() !== 'InputArgs') { return []; }
  const fields = (node: ts.TypeNode | undefined): string => {
    const type = node === undefined ? undefined : checker.getTypeFromTypeNode(node);
    const literals = type === undefined ? [] : type.isUnion() ? type.types : [type];
    return literals.flatMap((literal) => literal.isStringLiteral() ? [`\`${literal.value}\``] : []).sort().join(', ');
  };
  const [, known, whole] = declaration.type.typeArguments ?? [];
  return [
    'An Output may stand for every text, number and boolean in it, at any depth.',
    ...fields(known) === '' ? [] : [`These must be known: ${fields(known)}.`], ...fields(whole) === '' ? [] : [`These lists may be an Output: ${fields(whole)}.`],
  ];
}

/** What is a parameter of the type where a member is declared, is known where it is inherited. */
function memberText(member: ts.Symbol, at: ts.Declaration, heir: ts.Declaration, checker: ts.TypeChecker): string {
  const text = oneDeclaration(at);
  const isParameter = ts.isPropertyDeclaration(at) && at.type !== undefined && (checker.getTypeFromTypeNode(at.type).flags & ts.TypeFlags.TypeParameter) !== 0;
  if (!isParameter) { return text; }
  const type = checker.typeToString(checker.getTypeOfSymbolAtLocation(member, heir));
  return text.replace(/: [^:]*;$/, `: ${type};`);
}

/** A setter says nothing beside its getter. */
const overloads = (symbol: ts.Symbol): ts.Declaration[] => symbol.declarations!.filter((one) => !ts.isSetAccessor(one));

function oneDeclaration(declaration: ts.Declaration): string {
  // What a constant is declared in says that it is one.
  const whole = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return whole.getText().replace(/^export\s+/, '').replace(/^declare\s+/, '').replace(/\/\*\*[\s\S]*?\*\/\s*/g, '');
}

function docsOf(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  const tags = symbol.getJsDocTags(checker).map((tag) => ({ name: tag.name, text: ts.displayPartsToString(tag.text) }));
  const of = (name: string) => tags.filter((tag) => tag.name === name).map((tag) => tag.text);
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return [
    ...text === '' ? [] : [text],
    ...of('default').map((value) => { const words = /^-\s+([\s\S]*)$/.exec(value); return words === null ? `Default: \`${value}\`` : `Default: ${words[1]}`; }),
    ...of('see').map((see) => /^https?:\S+$/.test(see) ? `See <${see}>` : `See ${see}`), ...of('example').map(fenced),
  ];
}

const fenced = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;
