import { secretKeyFault } from '../../../manifest/dns-name';
import { isMap } from '../../../manifest/object';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { bytesLength, textLength } from './config-map';

const MAX_SIZE = 1024 * 1024;

/** A Secret holds what its type needs, under keys that can be files' names, and 1 MiB in all. */
export const secret: ObjectRule = {
  id: 'api/secret',
  severity: 'refused',
  about: 'object',
  kinds: ['/Secret'],
  why: 'Whoever reads a Secret of a type relies on what is in it.',
  fix: 'Write the keys of the type, in data as base64 or in stringData as text, or leave the type out',
  docs: 'https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
  check: (object) => faultsIn(object, (root) => {
    const [data, texts] = [root.at('data'), root.at('stringData')];
    for (const entry of [...data.entries, ...texts.entries]) {
      const clause = secretKeyFault(entry.key);
      if (clause !== undefined) { entry.fault(`'${entry.key}' ${clause}`); }
    }
    const size = [...texts.entries.map(textLength), ...data.entries.filter(({ key }) => !texts.at(key).isGiven).map(bytesLength)]
      .reduce((sum, length) => sum + length, 0);
    if (size > MAX_SIZE) { data.fault(`the Secret holds ${size} bytes, and may hold ${MAX_SIZE}`); }
    if (data.isKnown && texts.isKnown) { checkType(root, data, texts); }
  }),
};

const NEEDED: { readonly [type: string]: readonly string[] } = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};
const JSON_KEYS = ['.dockercfg', '.dockerconfigjson'];
const SERVICE_ACCOUNT = 'kubernetes.io/service-account.name';

function checkType(root: Field, data: Field, texts: Field): void {
  const type = root.at('type').text;
  const has = (key: string) => data.at(key).isGiven || texts.at(key).isGiven;
  if (type === 'kubernetes.io/service-account-token') { root.at('metadata', 'annotations', SERVICE_ACCOUNT).mustBeGiven('the annotation with the service account'); }
  if (type === 'kubernetes.io/basic-auth' && !has('username') && !has('password')) { data.at('username').fault(`a Secret of type ${type} needs a username or a password`); }
  for (const key of Object.hasOwn(NEEDED, type) ? NEEDED[type] : []) {
    const entry = texts.at(key).isGiven ? texts.at(key) : data.at(key);
    if (!has(key)) { entry.fault(`a Secret of type ${type} needs '${key}'`); continue; }
    if (JSON_KEYS.includes(key)) { checkJson(entry, texts.at(key).isGiven ? 'text' : 'base64'); }
    if (key === 'ssh-privatekey' && entry.text === '') { entry.fault(`'${key}' is empty`); }
  }
}

/** That it is a JSON object. Nothing of it is told. */
function checkJson(entry: Field, encoding: 'text' | 'base64'): void {
  if (!entry.isKnown) { return; }
  try {
    const value: unknown = JSON.parse(encoding === 'base64' ? Buffer.from(entry.text, 'base64').toString() : entry.text);
    if (value !== null && !isMap(value)) { entry.fault(`'${entry.key}' holds JSON that is no object`); }
  } catch {
    entry.fault(`'${entry.key}' holds no JSON`);
  }
}
