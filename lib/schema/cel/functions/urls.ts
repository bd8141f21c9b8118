import type { AddFunction } from '../environment';
import { CelEnvironment } from '../library';
import { CelFailure } from '../outcome';

/** Go's way to read a URL, which leaves it as it is written. */
class Url {
  public static read(text: string): Url | undefined {
    if (text === '' || [...text].some((character) => character <= ' ' || character === '\u007f') || /%(?![0-9A-Fa-f]{2})/.test(text)) { return undefined; }
    const [, scheme = '', rest] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^]*)$/.exec(text)!;
    // A request has a scheme, or a path from the root.
    if (scheme === '' && !rest.startsWith('/')) { return undefined; }
    const [, authority = '', path, query = ''] = /^(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/.exec(rest)!;
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    if (!/^(?:\[[0-9A-Fa-f:.%]+\]|[^[\]:<>"\\^`{|}]*)(?::\d*)?$/.test(host)) { return undefined; }
    return new Url(scheme.toLowerCase(), host, scheme !== '' && !rest.startsWith('/') ? '' : path, query);
  }

  public static of(text: string): Url {
    const url = Url.read(text);
    if (url === undefined) { throw new CelFailure(`URL parse error during conversion from string: '${text}'`); }
    return url;
  }

  public constructor(public readonly scheme: string, public readonly host: string, public readonly path: string, private readonly query: string) {}

  public get hostname(): string {
    return this.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  }

  public get port(): string {
    return /:(\d*)$/.exec(this.host.replace(/^\[.*\]/, ''))?.[1] ?? '';
  }

  public get values(): ReadonlyMap<string, readonly string[]> {
    const values = new Map<string, string[]>();
    new URLSearchParams(this.query).forEach((value, name) => values.set(name, [...values.get(name) ?? [], value]));
    return values;
  }

  public get text(): string {
    return JSON.stringify([this.scheme, this.host, this.path, this.query]);
  }
}

const TYPE = 'kubernetes.URL';

/**
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library
 */
export function addUrlFunctions(add: AddFunction, environment: CelEnvironment): void {
  environment.registerType(TYPE, Url);
  add('isURL(string): bool', (text: string) => Url.read(text) !== undefined);
  add(`url(string): ${TYPE}`, Url.of);
  add(`${TYPE}.getScheme(): string`, ({ scheme }: Url) => scheme);
  add(`${TYPE}.getHost(): string`, ({ host }: Url) => host);
  add(`${TYPE}.getHostname(): string`, ({ hostname }: Url) => hostname);
  add(`${TYPE}.getPort(): string`, ({ port }: Url) => port);
  add(`${TYPE}.getEscapedPath(): string`, ({ path }: Url) => path);
  add(`${TYPE}.getQuery(): map<string, list<string>>`, ({ values }: Url) => values);
  environment.registerOperator(`${TYPE} == ${TYPE}`, (a: Url, b: Url) => a.text === b.text);
}
