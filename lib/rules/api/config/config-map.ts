import { configMapKeyFault } from '../../../manifest/dns-name';
import { isKnown } from '../../../manifest/known';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';

const MAX_SIZE = 1024 * 1024;

/** A ConfigMap holds each key once, under a name that can be a file's, and 1 MiB in all. */
export const configMap: ObjectRule = {
  id: 'api/config-map',
  severity: 'refused',
  about: 'object',
  kinds: ['/ConfigMap'],
  why: 'Keys become names of files and variables, and all of it is kept in one piece.',
  fix: 'Name keys by letters, digits, dashes, underscores and dots, and keep large files in a volume or an image',
  docs: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  check: (object) => faultsIn(object, (root) => {
    const [data, binary] = [root.at('data'), root.at('binaryData')];
    for (const entry of [...data.entries, ...binary.entries]) {
      const clause = configMapKeyFault(entry.key);
      if (clause !== undefined) { entry.fault(`'${entry.key}' ${clause}`); }
    }
    for (const entry of data.entries) {
      if (binary.at(entry.key).isGiven) { entry.fault(`'${entry.key}' stands in binaryData too`); }
    }
    const size = [...data.entries.map(textLength), ...binary.entries.map(bytesLength)].reduce((sum, length) => sum + length, 0);
    if (size > MAX_SIZE) { root.fault(`the ConfigMap holds ${size} bytes, and may hold ${MAX_SIZE}`); }
  }),
};

/** How many bytes a text takes. */
export function textLength({ value }: Field): number {
  return typeof value === 'string' && isKnown(value) ? Buffer.byteLength(value) : 0;
}

/** How many bytes stand in base64. */
export function bytesLength({ text }: Field): number {
  return Buffer.byteLength(text, 'base64');
}
