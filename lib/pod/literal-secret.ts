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
  const password = URL_PASSWORD.exec(value)?.[1];
  if (password !== undefined) { return !isReference(password); }
  return namesSecret(name) && value !== '' && !isReference(value) && !SWITCH.test(value);
}

/** Whether a name is that of a credential: `DB_PASSWORD`, `apiToken`, not `TOKEN_URL` or `PASSWORD_FILE`. */
function namesSecret(name: string): boolean {
  if (WORKING_DIRECTORIES.has(name)) { return false; }
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[^A-Za-z0-9]+/g, ' ').trim().toLowerCase();
  const numbered = words.replace(/ ?\d+$/, '');
  const last = numbered.slice(numbered.lastIndexOf(' ') + 1);
  return SECRET_ENDING.test(last) || SECRET_WORDS.has(last) || KEY_OF.test(numbered);
}

/** `$(NAME)` stands for the value of another variable. */
function isReference(value: string): boolean {
  return /^\$\([^)]+\)$/.test(value);
}
