/**
 * Credentials that can be told by their form, whatever they are called: services give them a beginning of their own, so that they are found where they do not
 * belong.
 *
 * @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
 */
const FORMS: readonly (readonly [form: RegExp, what: string])[] = [
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n)+(?:[A-Za-z-]{1,20}: [^\n\\]{0,80}(?:\n|\\n)+){0,4}[A-Za-z0-9+/=]{40}/, 'a private key'],
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an access key of AWS'],
  [/\bgh[opsur]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/, 'a token of GitHub'],
  [/\bgl(?:pat|dt|rt|ptt|cbt|oas|ft|soat|agent)-[A-Za-z0-9_-]{20,}/, 'a token of GitLab'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{20,}|\bxapp-[0-9]-[A-Za-z0-9-]{20,}/, 'a token of Slack'],
  [/https:\/\/hooks\.slack\.com\/(?:services|workflows)\/T[A-Za-z0-9_]+\/[A-Za-z0-9_]+\/[A-Za-z0-9_]{16,}/, 'a webhook of Slack'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/, 'a JSON Web Token'],
  [/\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/, 'an API key of Google'],
  [/\bGOCSPX-[A-Za-z0-9_-]{28}/, 'an OAuth secret of Google'],
  [/\b[sr]k_live_[A-Za-z0-9]{20,}/, 'a key of Stripe'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'a token of npm'],
  [/\bpypi-AgE[A-Za-z0-9_-]{50,}/, 'a token of PyPI'],
  [/\bdckr_pat_[A-Za-z0-9_-]{20,}/, 'a token of Docker Hub'],
  [/\bhv[sb]\.[A-Za-z0-9_-]{24,}/, 'a token of Vault'],
  [/\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/, 'a key of SendGrid'],
  [/\bdo[oprt]_v1_[a-f0-9]{64}\b/, 'a token of DigitalOcean'],
  [/\bglsa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b/, 'a token of Grafana'],
  [/\bsk-(?:proj|svcacct|ant)-[A-Za-z0-9_-]{32,}/, 'an API key of an AI service'],
  [/\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/, 'a token of Shopify'],
  [/\bAccountKey=[A-Za-z0-9+/]{86}==/, 'a key of Azure Storage'],
];

/** All of them at once: nearly every text has none. */
const ANY = new RegExp(FORMS.map(([form]) => form.source).join('|'));
const SHORTEST = 20;
/** As in pages that show how one looks. */
const EXAMPLE = /example/i;

/** What credential stands in a text, as messages call it; undefined where none does. */
export function knownToken(text: string): string | undefined {
  if (text.length < SHORTEST || !ANY.test(text)) { return undefined; }
  return FORMS.find(([form]) => {
    const found = form.exec(text)?.[0];
    return found !== undefined && !EXAMPLE.test(found);
  })?.[1];
}

/** A text without credentials that can be told by their form. */
export function withoutTokens(text: string): string {
  return knownToken(text) === undefined ? text : text.replace(EACH, '(hidden)');
}

const EACH = new RegExp(ANY.source, 'g');
