import { Remembered } from './remembered';

/** Last words of names that hold credentials; compounds without a separator count too. */
const SECRET_ENDING = /(?:password|passwd|passphrase|secret|token|credentials?|apikey|accesskey|privatekey|secretkey|signingkey|encryptionkey)$/;
const SECRET_WORDS: ReadonlySet<string> = new Set(['pass', 'pwd', 'creds', 'pat']);
/** Words that make a credential of the `key` after them. */
const KEY_OF = /(?:^| )(?:api|access|account|auth|encryption|hmac|master|private|secret|service|shared|signing|storage) key(?: base)?$/;
/** The shell's own. */
const WORKING_DIRECTORIES: ReadonlySet<string> = new Set(['PWD', 'OLDPWD']);
const SWITCH = /^(?:true|false|yes|no|on|off|enabled|disabled|none|\d{1,3})$/i;
const URL_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i;

/** Whether an environment variable's literal value is probably a credential: by the variable's name, or as password in a URL. */
export function isLiteralSecret(name: string, value: string): boolean {
  const password = value.includes('://') ? URL_PASSWORD.exec(value)?.[1] : undefined;
  if (password !== undefined) { return !isReference(password); }
  return NAMES.of(name) && value !== '' && !isReference(value) && !SWITCH.test(value);
}

const NAMES = new Remembered(namesSecret);

/** Whether a name is that of a credential: `DB_PASSWORD`, `apiToken`, not `TOKEN_URL` or `PASSWORD_FILE`. */
function namesSecret(name: string): boolean {
  if (WORKING_DIRECTORIES.has(name)) { return false; }
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[^A-Za-z0-9]+/g, ' ').trim().toLowerCase();
  const numbered = words.replace(/ ?\d+$/, '');
  const last = numbered.slice(numbered.lastIndexOf(' ') + 1);
  return SECRET_ENDING.test(last) || SECRET_WORDS.has(last) || KEY_OF.test(numbered);
}

/**
 * `$(NAME)` stands for the value of another variable. What fills in manifests, or starts programs, knows `${NAME}`, `{{ … }}`, `<…>` and the addresses of
 * stores: of Vault, and of those of clouds.
 */
function isReference(value: string): boolean {
  return FILLED_IN.test(value);
}

const FILLED_IN = new RegExp([
  '\\$\\([^)]+\\)', '\\$\\{[^}]+\\}', '\\{\\{.*\\}\\}', '<[^<>]+>', '(?:vault|bao|op|ref\\+[a-z0-9]+|gcp|aws|azurekeyvault):.+', 'arn:aws[a-z-]*:(?:secretsmanager|ssm):.+',
].map((form) => `^${form}$`).join('|'));

/** An address with a user and a password. */
const WITH_PASSWORD = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"<>$]{0,100}:([^\s/@'"]{1,200})@[^\s/@'"]/gi;
const COMMENT = /^\s*(?:#|\/\/|;)/;

/** Whether a text, as that of a file of settings, holds an address with a password. */
export function holdsPassword(text: string): boolean {
  if (!text.includes('://') || !text.includes('@')) { return false; }
  for (const { 1: password, index } of text.matchAll(WITH_PASSWORD)) {
    // A part of it may be filled in: `{{ … }}`, `$VARIABLE`, `<password>`, `%s`, `****`.
    if (!/[{}$<>%*]/.test(password) && !COMMENT.test(text.slice(text.lastIndexOf('\n', index) + 1, index))) { return true; }
  }
  return false;
}
