import { dnsSubdomainFault } from '../../../manifest/dns-name';
import { Field } from '../field';
import { checkPortNumber } from '../port';

/** That a webhook is called in one way: by a URL, or by a Service. */
export function checkClient(client: Field): void {
  const [url, service] = [client.at('url'), client.at('service')];
  if (!client.isKnown) { return; }
  if (url.isGiven === service.isGiven) { client.fault(url.isGiven ? 'the webhook has both a url and a service' : 'the webhook has neither a url nor a service'); return; }
  if (url.isGiven) { checkUrl(url); return; }
  for (const field of ['namespace', 'name']) { service.at(field).mustBeGiven(`the Service's ${field}`); }
  checkPortNumber(service.at('port'), 'the port');
  const clause = pathFault(service.at('path').text);
  if (clause !== undefined) { service.at('path').fault(`the path '${service.at('path').text}' ${clause}`); }
}

const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?[^?#]*(\?[^#]+)?(#.+)?/;

function checkUrl(url: Field): void {
  if (!url.isKnown) { return; }
  const [, scheme = '', authority = '', query, fragment] = URL_PARTS.exec(url.text) ?? [];
  // Who is asked for may have a password: nothing of it is told.
  if (scheme.toLowerCase() !== 'https') { url.fault("the url must begin with 'https://'"); }
  if (authority.replace(/^.*@/, '') === '') { url.fault('the url names no host'); }
  if (authority.includes('@')) { url.fault('the url must not name a user'); }
  if (fragment !== undefined) { url.fault("the url must not have a '#' with something behind it"); }
  if (query !== undefined) { url.fault("the url must not have a '?' with something behind it"); }
}

function pathFault(path: string): string | undefined {
  if (path === '' || path === '/') { return undefined; }
  if (!path.startsWith('/')) { return "must begin with '/'"; }
  const parts = path === '//' ? [''] : path.slice(1).replace(/\/$/, '').split('/');
  if (parts.includes('')) { return 'has an empty part'; }
  return parts.some((part) => dnsSubdomainFault(part) !== undefined) ? "must be of parts with lower-case letters, digits, '-' and '.'" : undefined;
}
