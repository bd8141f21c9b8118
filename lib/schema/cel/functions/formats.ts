import { dns1035LabelFault, dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { labelValueFault, qualifiedNameFault } from '../../../manifest/label';
import { formatCheck } from '../../formats';
import type { AddFunction } from '../environment';
import { CelEnvironment, celLibrary } from '../library';

/** A named way to write a text. */
class Format {
  /** @param faultOf what keeps a text from being one */
  public constructor(public readonly name: string, public readonly faultOf: (text: string) => string | undefined) {}
}

/** What stands before the dot of `format.dns1123Label()`. */
class FormatNamespace {}

const FORMATS: readonly Format[] = [
  new Format('dns1123Label', (text) => dnsLabelFault(text)),
  new Format('dns1123Subdomain', (text) => dnsSubdomainFault(text)),
  new Format('dns1035Label', (text) => dns1035LabelFault(text)),
  new Format('qualifiedName', (text) => qualifiedNameFault(text)),
  // Names from which others are made may end with a hyphen.
  new Format('dns1123LabelPrefix', (text) => dnsLabelFault(text.replace(/-$/, 'a'))),
  new Format('dns1123SubdomainPrefix', (text) => dnsSubdomainFault(text.replace(/-$/, 'a'))),
  new Format('dns1035LabelPrefix', (text) => dns1035LabelFault(text.replace(/-$/, 'a'))),
  new Format('labelValue', (text) => labelValueFault(text)),
  ...['uri', 'uuid', 'byte', 'date', 'datetime'].map((name) => {
    const check = formatCheck(name) as (text: string) => boolean;
    return new Format(name, (text) => (check(text) ? undefined : `must be of the format '${name}'`));
  }),
];

const TYPE = 'kubernetes.NamedFormat';

/**
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library
 */
export function addFormatFunctions(add: AddFunction, environment: CelEnvironment): void {
  const { Optional } = celLibrary();
  environment.registerType(TYPE, Format).registerType('FormatNamespace', FormatNamespace).registerConstant('format', 'FormatNamespace', new FormatNamespace());
  for (const format of FORMATS) { add(`FormatNamespace.${format.name}(): ${TYPE}`, () => format); }
  add(`FormatNamespace.named(string): optional<${TYPE}>`, (_, name: string) => {
    const format = FORMATS.find((each) => each.name === name);
    return format === undefined ? Optional.none() : Optional.of(format);
  });
  add(`${TYPE}.validate(string): optional<list<string>>`, ({ faultOf }: Format, text: string) => {
    const fault = faultOf(text);
    return fault === undefined ? Optional.none() : Optional.of([fault]);
  });
}
