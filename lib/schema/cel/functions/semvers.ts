import { SemVer } from 'semver';
import type { AddFunction } from '../environment';
import { CelEnvironment } from '../library';
import { CelFailure } from '../outcome';

const STRICT = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

function read(text: string, isLenient = false): SemVer | undefined {
  const written = isLenient ? normalized(text) : text;
  try {
    return STRICT.test(written) ? new SemVer(written) : undefined;
  } catch {
    return undefined;
  }
}

/** Without a `v` before it and zeros before its numbers, and with the parts that are left out. */
function normalized(text: string): string {
  const [, numbers, rest] = /^v?([\d.]*)([^]*)$/.exec(text)!;
  const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  return `${[...parts, '0', '0'].slice(0, Math.max(3, parts.length)).join('.')}${rest}`;
}

function versionOf(text: string, isLenient?: boolean): SemVer {
  const version = read(text, isLenient);
  if (version === undefined) { throw new CelFailure(`'${text}' is no semantic version`); }
  return version;
}

const TYPE = 'kubernetes.Semver';

/**
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library
 */
export function addSemverFunctions(add: AddFunction, environment: CelEnvironment): void {
  environment.registerType(TYPE, SemVer);
  add('isSemver(string): bool', (text: string) => read(text) !== undefined);
  add('isSemver(string, bool): bool', (text: string, isLenient: boolean) => read(text, isLenient) !== undefined);
  add(`semver(string): ${TYPE}`, versionOf);
  add(`semver(string, bool): ${TYPE}`, versionOf);
  add(`${TYPE}.major(): int`, ({ major }: SemVer) => BigInt(major));
  add(`${TYPE}.minor(): int`, ({ minor }: SemVer) => BigInt(minor));
  add(`${TYPE}.patch(): int`, ({ patch }: SemVer) => BigInt(patch));
  add(`${TYPE}.isGreaterThan(${TYPE}): bool`, (a: SemVer, b: SemVer) => a.compare(b) > 0);
  add(`${TYPE}.isLessThan(${TYPE}): bool`, (a: SemVer, b: SemVer) => a.compare(b) < 0);
  add(`${TYPE}.compareTo(${TYPE}): int`, (a: SemVer, b: SemVer) => BigInt(a.compare(b)));
  environment.registerOperator(`${TYPE} == ${TYPE}`, (a: SemVer, b: SemVer) => a.compare(b) === 0);
}
