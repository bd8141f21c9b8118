import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import * as ts from 'typescript';
import { Break } from './break';

const ROOT = path.join(__dirname, '..', '..');

/** Entries of the package that are for TypeScript alone, and that jsii knows nothing of: by what users import, without `fleetwright/`. */
export function entryPoints(): string[] {
  const { exports } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return Object.keys(exports).filter((entry) => entry !== '.' && exports[entry].types !== undefined).map((entry) => entry.slice(2));
}

/** What is exported by an entry, and what can be seen from that, as API Extractor writes it of the compiled types. */
export function entryReport(entry: string): string {
  const types = path.join(ROOT, 'build', entry, 'index.d.ts');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-api-'));
  const quiet = { default: { logLevel: 'none' as any } };
  try {
    const result = Extractor.invoke(ExtractorConfig.prepare({
      configObjectFullPath: undefined,
      packageJsonFullPath: path.join(ROOT, 'package.json'),
      configObject: {
        projectFolder: ROOT,
        mainEntryPointFilePath: types,
        compiler: { overrideTsconfig: { compilerOptions: { target: 'es2022', module: 'node16', moduleResolution: 'node16', strict: true, skipLibCheck: true, types: ['node'] }, files: [types] } },
        apiReport: { enabled: true, reportFileName: 'report.api.md', reportFolder: folder, reportTempFolder: folder },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: { extractorMessageReporting: quiet, compilerMessageReporting: quiet, tsdocMessageReporting: quiet },
      },
    }), { localBuild: true, messageCallback: (message) => { message.handled = true; } });
    if (result.errorCount > 0) { throw new Error(`API Extractor found ${result.errorCount} errors in build/${entry}: compile first`); }
    // Line ends as Git keeps them.
    return fs.readFileSync(path.join(folder, 'report.api.md'), 'utf8').replaceAll('\r\n', '\n');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** What is gone from a report or says something else, and what callers must say now and did not have to. */
export function reportBreaks(entry: string, then: string, now: string): Break[] {
  const [before, after] = [members(then), members(now)];
  const where = `fleetwright/${entry}`;
  const ofMember = (name: string, what: string): Break => ({ text: `${where}: ${name} ${what}`, names: [[name]] });
  const lost = [...before].flatMap(([name, texts]) => {
    const today = after.get(name);
    if (today === undefined) {
      // A type that is gone is said once.
      const [type] = name.split('.');
      return name === type || after.has(type!) ? [ofMember(name, 'is gone')] : [];
    }
    return texts.filter((text) => !today.includes(text)).map((text) => ofMember(name, `is no longer '${text}', but '${today.join('\', \'')}'`));
  });
  const asked = [...after].filter(([name, texts]) => !before.has(name) && before.has(name.split('.')[0]!) && texts.some(isRequired));
  return [...lost, ...asked.map(([name]) => ofMember(name, 'is required, and was not there'))];
}

/** Declarations of a report and their members, by name: `HardenedDeployment`, `HardenedDeployment.deployment`. What is overloaded has several texts. */
function members(report: string): Map<string, string[]> {
  const [, code] = /```ts\n([\s\S]*)\n```/.exec(report)!;
  const file = ts.createSourceFile('report.ts', code!, ts.ScriptTarget.ES2022, true);
  const found = new Map<string, string[]>();
  const add = (name: string, node: ts.Node, before = '') => found.set(name, [...(found.get(name) ?? []), before + textOf(node, file)]);
  for (const statement of file.statements) {
    if (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
      const type = plain(statement.name!.text);
      found.set(type, [...(found.get(type) ?? []), (statement.heritageClauses ?? []).map((clause) => textOf(clause, file)).join(' ')]);
      for (const member of statement.members) {
        const name = member.name === undefined ? 'constructor' : member.name.getText(file);
        add(`${type}.${name}`, member, ts.isPropertySignature(member) && member.questionToken === undefined ? REQUIRED : '');
      }
    } else if (ts.isVariableStatement(statement)) {
      statement.declarationList.declarations.forEach((each) => add(plain(each.name.getText(file)), each));
    } else if (ts.isTypeAliasDeclaration(statement) || ts.isFunctionDeclaration(statement) || ts.isEnumDeclaration(statement)) {
      add(plain(statement.name!.text), statement);
    }
  }
  return found;
}

const REQUIRED = 'required ';

function isRequired(text: string): boolean {
  return text.startsWith(REQUIRED);
}

/** In one line, without comments, and without the numbers by which API Extractor tells names apart: another name anywhere shifts them. */
function textOf(node: ts.Node, file: ts.SourceFile): string {
  return plain(node.getText(file).replace(/\/\/.*$/gm, '').replace(/\s+/g, ' '));
}

function plain(text: string): string {
  return text.replace(/\b([A-Za-z]\w*?)_\d+\b/g, '$1');
}
