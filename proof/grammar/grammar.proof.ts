import { AssertionError } from 'node:assert';
import * as fc from 'fast-check';
import { budgetScheduleFault, cronFault, cronJobScheduleFault, neverFires } from '../../lib/manifest/cron';
import {
  configMapKeyFault, dns1035LabelFault, dnsLabelFault, dnsSubdomainFault, environmentVariableFault, portNameFault,
} from '../../lib/manifest/dns-name';
import { imageFault, imageParts } from '../../lib/manifest/image';
import { canonicalIp, cidrContains, cidrFault, ipFamily, ipFault, ipScope } from '../../lib/manifest/ip-address';
import { annotationKeyFault, annotationsSizeFault, labelKeyFault, labelValueFault } from '../../lib/manifest/label';
import { matchesSelector, selectorFaults } from '../../lib/manifest/label-selector';
import { compareQuantities, isQuantity, parseQuantity } from '../../lib/manifest/quantity';
import { readPlainYaml } from '../../lib/manifest/read-plain-yaml';
import { yamlDocument } from '../../test/manifest/yaml-texts';
import { Proof } from '../proof';
import './engine';
import {
  aroundLength, CIDR_EDGES, CRON_EDGES, CRON_PIECES, cronShape, IMAGE_EDGES, IMAGE_PIECES, imageShape, IP_EDGES, IP_PIECES, NAME_EDGES, NAME_PIECES,
  nameShape, nearly, QUANTITY_EDGES, QUANTITY_PIECES, quantityShape, spoilt, texts,
} from './texts';

/** What is asked about; every grammar uses the fields that it needs. */
interface Case {
  readonly text?: string;
  readonly other?: string;
  readonly selector?: any;
  readonly labels?: any;
}

/** Whether a case is legal, and where it is, how it is read. */
interface Answer {
  readonly legal: boolean;
  readonly reading: string;
}

interface Grammar {
  /** As the program names it. */
  readonly name: string;
  readonly title: string;
  readonly cases: readonly Case[];
  readonly ours: (asked: Case) => Answer;
  /** What they read, in the words of what is read here. */
  readonly theirs?: (reading: string) => string;
  /** Cases in which the library is stricter on purpose, and says so in its doc comment. */
  readonly stricter?: (asked: Case) => boolean;
}

const SEED = 20260101;
const RUNS = 4000;

const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns = RUNS): T[] => fc.sample(arbitrary, { seed: SEED, numRuns });
const asTexts = (list: readonly string[]): Case[] => [...new Set(list)].map((text) => ({ text }));
const pairs = (text: fc.Arbitrary<string>, other: fc.Arbitrary<string>): Case[] => sample(fc.record({ text, other }));
const read = (fault: (text: string) => string | undefined, reading: (text: string) => string) => ({ text }: Case): Answer =>
  (fault(text!) === undefined ? { legal: true, reading: reading(text!) } : { legal: false, reading: '' });
const byFault = (fault: (text: string) => string | undefined) => read(fault, () => '');

/** The one way to write a legal CIDR. */
function canonicalCidr(text: string): string {
  const [address, length] = text.split('/');
  return `${canonicalIp(address)}/${Number(length)}`;
}

/** The full form of an image reference, as a container runtime pulls it: `docker.io/library/nginx:latest` for `nginx`. */
function fullImage(text: string): string {
  const { registry = 'docker.io', repository, tag, digest } = imageParts(text);
  const host = registry === 'index.docker.io' ? 'docker.io' : registry;
  const name = `${host}/${host === 'docker.io' && !repository.includes('/') ? 'library/' : ''}${repository}`;
  if (digest !== undefined) { return `${name}${tag === undefined ? '' : `:${tag}`}@${digest}`; }
  return `${name}:${tag ?? 'latest'}`;
}

// Kubernetes computes for hours on some exponents of so many digits; the edges hold some that it can tell.
const quantities = [
  ...QUANTITY_EDGES,
  ...[...sample(nearly(quantityShape)), ...sample(texts(QUANTITY_PIECES, 4))].filter((text) => !/[eE][+-]?[0-9]{5,}/.test(text)),
];
const names = asTexts([...NAME_EDGES, ...sample(nearly(nameShape)), ...sample(texts(NAME_PIECES, 8))]);
const images = [
  ...IMAGE_EDGES, ...sample(nearly(imageShape)), ...sample(texts(IMAGE_PIECES, 7)), ...sample(spoilt(fc.constantFrom(...IMAGE_EDGES))),
];
const addresses = [...IP_EDGES, ...sample(fc.oneof(texts(IP_PIECES, 9), fc.ipV4(), fc.ipV6(), spoilt(fc.ipV4()), spoilt(fc.ipV6())))];
const schedules = asTexts([...CRON_EDGES, ...sample(nearly(cronShape)), ...sample(texts(CRON_PIECES, 12)), ...sample(spoilt(fc.constantFrom(...CRON_EDGES)))]);
const whetherEver = (text: string) => (neverFires(text) ? 'never' : 'some day');
const cidrs = [
  ...CIDR_EDGES,
  ...sample(fc.tuple(fc.constantFrom(...addresses), fc.integer({ min: -1, max: 130 })).map(([address, length]) => `${address}/${length}`)),
  ...sample(nearly(networks())),
];

/** What a document holds, if it is read at once. */
const plainDocument = (text: string) => readPlainYaml(text, 0, text.length);
/** Without the lines that part documents: who is asked here reads one. */
const documents = asTexts(sample(yamlDocument, 5 * RUNS).filter((text) => !/^(?:---|\.\.\.|%)/m.test(text) && plainDocument(text) !== undefined));

const GRAMMARS: readonly Grammar[] = [
  {
    name: 'quantity',
    title: 'the same texts are quantities',
    cases: asTexts(quantities),
    ours: ({ text }) => ({ legal: isQuantity(text), reading: '' }),
    stricter: ({ text }) => !/[0-9]/.test(text!.split(/[a-zA-Z]/)[0]),
  },
  {
    name: 'amount',
    title: 'a quantity is the same amount',
    cases: asTexts(quantities.filter(isOfUsualSize)),
    ours: ({ text }) => {
      const { numerator, denominator } = parseQuantity(text!);
      return { legal: true, reading: `${numerator}/${denominator}` };
    },
  },
  {
    name: 'comparison',
    title: 'two quantities compare the same',
    cases: pairs(fc.constantFrom(...quantities.filter(isOfUsualSize)), fc.constantFrom(...quantities.filter(isOfUsualSize))),
    ours: ({ text, other }) => ({ legal: true, reading: String(compareQuantities(text!, other!)) }),
  },
  { name: 'dns-label', title: 'the same names are DNS labels', cases: names, ours: byFault(dnsLabelFault) },
  { name: 'dns-1035-label', title: 'the same names are DNS labels that start with a letter', cases: names, ours: byFault(dns1035LabelFault) },
  { name: 'dns-subdomain', title: 'the same names are DNS subdomains', cases: names, ours: byFault(dnsSubdomainFault) },
  { name: 'port-name', title: 'the same names are port names', cases: names, ours: byFault(portNameFault) },
  { name: 'environment-variable', title: 'the same names are environment variables', cases: names, ours: byFault((text) => environmentVariableFault(text)) },
  { name: 'relaxed-environment-variable', title: 'the same names are environment variables by the relaxed rule', cases: names, ours: byFault((text) => environmentVariableFault(text, true)) },
  { name: 'config-map-key', title: 'the same keys fit a ConfigMap', cases: names, ours: byFault(configMapKeyFault) },
  { name: 'label-key', title: 'the same keys are label keys', cases: names, ours: byFault(labelKeyFault) },
  { name: 'label-value', title: 'the same values are label values', cases: names, ours: byFault(labelValueFault) },
  { name: 'annotation-key', title: 'the same keys are annotation keys', cases: names, ours: byFault(annotationKeyFault) },
  {
    name: 'annotations-size',
    title: 'the same annotations fit on an object',
    cases: [...aroundLength(256 * 1024 - 1), ...aroundLength(128 * 1024, 'é')].map((text) => ({ labels: { a: text } })),
    ours: ({ labels }) => ({ legal: annotationsSizeFault(labels) === undefined, reading: '' }),
  },
  {
    name: 'selector',
    title: 'the same selectors are legal, and pick the same labels',
    cases: sample(fc.record({ selector: selectors(), labels: labelMaps() })),
    ours: ({ selector, labels }) => ({ legal: selectorFaults(selector).length === 0, reading: String(matchesSelector(selector, labels)) }),
  },
  {
    name: 'ip',
    title: 'the same texts are IP addresses, of the same family, form and scope',
    cases: asTexts(addresses),
    ours: read(ipFault, (text) => `${ipFamily(text)} ${canonicalIp(text)} ${ipScope(text)}`),
  },
  {
    name: 'cidr',
    title: 'the same texts are CIDRs, of the same form',
    cases: asTexts(cidrs),
    ours: read(cidrFault, canonicalCidr),
  },
  {
    name: 'cidr-contains',
    title: 'a CIDR holds the same CIDRs and addresses',
    cases: pairs(networks(), fc.oneof(networks(), fc.ipV4(), fc.ipV6()))
      .filter(({ text, other }) => cidrFault(text) === undefined && (cidrFault(other) === undefined || ipFault(other) === undefined)),
    ours: ({ text, other }) => ({ legal: true, reading: String(cidrContains(text!, other!)) }),
  },
  {
    name: 'image',
    title: 'the same texts are image references, of the same full form',
    cases: asTexts(images),
    ours: read(imageFault, fullImage),
    stricter: ({ text }) => /^(?=[^/]*[.:])[^/]*_[^/]*\//.test(text!),
  },
  {
    name: 'cron',
    title: 'the same texts are cron lines, and the same of them never come',
    cases: schedules,
    ours: read(cronFault, whetherEver),
    stricter: ({ text }) => /^(CRON_)?TZ=/.test(text!),
  },
  { name: 'cron-job-schedule', title: 'the same texts are schedules of CronJobs', cases: schedules, ours: read(cronJobScheduleFault, whetherEver) },
  {
    name: 'yaml',
    title: 'documents of YAML that are read without the `yaml` package hold the same',
    cases: documents,
    ours: ({ text }) => ({ legal: true, reading: sortedJson(plainDocument(text!)!.value) }),
    theirs: (reading) => sortedJson(JSON.parse(reading)),
  },
  {
    name: 'budget-schedule',
    title: "the same texts are schedules of Karpenter's disruption budgets",
    cases: schedules,
    ours: read(budgetScheduleFault, whetherEver),
  },
];

/** The grammars of names, labels, addresses, quantities and images, against the code that defines them. */
export const proofs: readonly Proof[] = [{
  name: 'grammar',
  title: 'What the library calls legal is what Kubernetes and the container tools take, read in the same way.',
  needs: ['grammar'],
  run: async (context) => {
    const { binaries, processes } = context.host('grammar');
    for (const grammar of GRAMMARS) {
      await context.about(grammar.name).check(grammar.title, async () => {
        const input = grammar.cases.map((asked) => JSON.stringify({ grammar: grammar.name, ...asked })).join('\n');
        const { code, stdout, stderr } = await processes.run(binaries.program('grammar'), [], { stdin: input, timeoutMs: 600_000 });
        if (code !== 0) { throw new Error(`the program ended with ${code}: ${stderr}`); }
        return compare(grammar, stdout.trimEnd().split('\n').map((line) => JSON.parse(line)));
      });
    }
  },
}];

function compare(grammar: Grammar, answers: readonly Answer[]): string {
  if (answers.length !== grammar.cases.length) { throw new Error(`${grammar.cases.length} cases got ${answers.length} answers`); }
  const stricter = grammar.cases.filter((asked, index) => answers[index].legal && (grammar.stricter?.(asked) ?? false) && !grammar.ours(asked).legal);
  const differences = grammar.cases.flatMap((asked, index) => {
    const ours = grammar.ours(asked);
    const answer = answers[index];
    const theirs = answer.legal && grammar.theirs !== undefined ? { ...answer, reading: grammar.theirs(answer.reading) } : answer;
    if (ours.legal === theirs.legal && ours.reading === theirs.reading) { return []; }
    return stricter.includes(asked) ? [] : [`${JSON.stringify(asked)}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`];
  });
  if (differences.length > 0) {
    throw new AssertionError({ message: `${differences.length} of ${answers.length} differ:\n${differences.slice(0, 20).join('\n')}` });
  }
  const legal = answers.filter((answer) => answer.legal).length;
  // Cases that are all legal, or none, would prove nothing about the border.
  if (legal === 0) { throw new AssertionError({ message: 'no case is legal' }); }
  return `${answers.length} cases, ${legal} legal${stricter.length === 0 ? '' : `, ${stricter.length} refused on purpose`}`;
}

/** Keys sorted, and numbers as JavaScript has them: a program of JavaScript cannot read larger ones from JSON. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, child) => {
    if (typeof child === 'bigint') { return Number(child); }
    if (typeof child !== 'object' || child === null || Array.isArray(child)) { return child; }
    return Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The library computes no amount beyond. */
function isOfUsualSize(text: string): boolean {
  return isQuantity(text) && !/[eE][+-]?[0-9]{5,}/.test(text);
}

function networks(): fc.Arbitrary<string> {
  const v4 = fc.tuple(fc.array(fc.constantFrom(0, 0, 1, 10, 127, 128, 192, 254, 255), { minLength: 4, maxLength: 4 }), fc.integer({ min: 0, max: 33 }))
    .map(([bytes, length]) => `${masked(bytes, 8, length).join('.')}/${length}`);
  const v6 = fc.tuple(fc.array(fc.constantFrom(0, 0, 0, 1, 0xffff, 0xfe80, 0x2001, 0x8000), { minLength: 8, maxLength: 8 }), fc.integer({ min: 0, max: 129 }))
    .map(([words, length]) => `${masked(words, 16, length).map((word) => word.toString(16)).join(':')}/${length}`);
  return fc.oneof(v4, v6);
}

function masked(parts: readonly number[], width: number, length: number): number[] {
  return parts.map((part, index) => {
    const kept = Math.max(0, Math.min(width, length - index * width));
    return part - (part % 2 ** (width - kept));
  });
}

function labelMaps(): fc.Arbitrary<Record<string, string>> {
  return fc.dictionary(fc.constantFrom('app', 'tier', 'example.com/zone'), fc.constantFrom('', 'a', 'b', 'c'));
}

function selectors(): fc.Arbitrary<unknown> {
  const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('app', 'tier', 'example.com/zone', 'none') }, { weight: 1, arbitrary: fc.constantFrom('', '-', 'a/b/c', '/x') });
  const value = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('', 'a', 'b', 'c') }, { weight: 1, arbitrary: fc.constantFrom('-', 'a b', 'a'.repeat(64)) });
  const operator = fc.oneof({ weight: 12, arbitrary: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist') }, { weight: 1, arbitrary: fc.constantFrom('', 'in', 'Gt', 'Equals') });
  const withValues = fc.record({ key, operator, values: fc.array(value, { maxLength: 3 }) }, { requiredKeys: ['key', 'operator'] });
  const fitting = withValues.map(({ values, ...rest }) => (/Exist/.test(rest.operator) ? rest : { ...rest, values: values ?? ['a'] }));
  return fc.oneof(fc.constantFrom(undefined, null, {}, { matchLabels: null }, { matchLabels: {}, matchExpressions: [] }), fc.record({
    matchLabels: fc.dictionary(key, value, { maxKeys: 2 }),
    matchExpressions: fc.array(fc.oneof({ weight: 5, arbitrary: fitting }, { weight: 1, arbitrary: withValues }), { maxLength: 2 }),
  }, { requiredKeys: [] }));
}
