import { checkGrace, Cloud, CLOUD_NAME, CLOUD_OPTIONS, CloudOptions } from '../../cluster/cloud';
import { describeValue, Fault } from '../../construct/fault';
import { Prop } from '../../construct/prop';
import { isObject } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { FieldPath } from '../../manifest/field-path';
import { nearestName } from '../../manifest/nearest-name';

/** A cloud in a file. */
interface DescribedCloud extends CloudOptions {
  readonly name: string;
}

const KNOWN = [Cloud.AWS, Cloud.AZURE, Cloud.GCP].map(({ name }) => name);
const CLOUD = struct<DescribedCloud>('{ name: hetzner, spotNoticeSeconds: 60 }', { name: CLOUD_NAME, ...CLOUD_OPTIONS });

/** The cloud that a file describes: by its name, or as a map of that and its options. */
export function describedCloud(value: unknown, prop: Prop): Cloud | undefined {
  if (value === undefined || value === null) { return undefined; }
  const isName = typeof value === 'string';
  if (!isName && !isObject(value)) {
    prop.wrongType('must be the name of a cloud, or a map', value, "Use 'aws', 'azure', 'gcp', a name of your own, or { name: hetzner, spotNoticeSeconds: 60 }");
    return undefined;
  }
  const found: [Omit<Fault, 'prop'>, FieldPath][] = [];
  const at = new Prop({ add: ({ prop: _, ...fault }, path) => found.push([fault, path]) });
  const { name, ...options } = (isName ? { name: CLOUD_NAME(value, at) } : CLOUD(value, at)) as DescribedCloud;
  checkGrace(options, at);
  const meant = typeof name === 'string' ? KNOWN.find((known) => known === name.toLowerCase()) : undefined;
  if (meant !== undefined && meant !== name) {
    (isName ? at : at.at('name')).fault({ id: 'prop/choice', rule: 'must be written as this library knows it, or nothing is known of it', got: name, fix: `Use '${meant}'` });
  }
  // As a map, a name is said on purpose.
  const near = isName && meant === undefined ? nearestName(value, KNOWN) : undefined;
  if (near !== undefined) {
    at.fault({
      id: 'prop/choice', rule: 'is nearly the name of a cloud that this library knows', got: name, fix: `Use '${near}', or { name: ${describeValue(value)} } for a cloud of your own`,
    });
  }
  found.forEach(([fault, path]) => prop.at(...path).fault(fault));
  return found.length === 0 ? Cloud.of(name, options) : undefined;
}
