import parse from 'semver/functions/parse';
import { Remembered } from './remembered';

/** The oldest Kubernetes minor that the library writes manifests for; what an unknown version counts as. */
export const OLDEST_SUPPORTED = '1.28';

/** A Kubernetes minor. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
}

/**
 * The minor of a Kubernetes version as people and clouds write it: `1.30`, `v1.31.4`, `1.29.3-eks-abc`, `1.33.5-gke.1080000`.
 * Throws on anything else.
 */
export function parseKubernetesVersion(text: string): KubernetesVersion {
  const version = typeof text === 'string' ? VERSIONS.of(text) : null;
  if (version === null) { throw new Error(`'${text}' is no Kubernetes version: write a string such as '1.30' or 'v1.31.4'`); }
  return version;
}

const VERSIONS = new Remembered((text): KubernetesVersion | null => {
  const version = parse(/^v?\d+\.\d+$/.test(text) ? `${text}.0` : text);
  return version === null ? null : { major: version.major, minor: version.minor };
});

/** Whether a cluster of this version has what came with `minor`. An unknown version counts as the oldest supported one. */
export function atLeast(version: string | undefined, minor: string): boolean {
  const [actual, wanted] = [parseKubernetesVersion(version ?? OLDEST_SUPPORTED), parseKubernetesVersion(minor)];
  return actual.major > wanted.major || (actual.major === wanted.major && actual.minor >= wanted.minor);
}

/** Whether it is one that can be compared. */
export function isKubernetesVersion(version: unknown): version is string {
  return typeof version === 'string' && VERSIONS.of(version) !== null;
}
