import { isKnown, whereKnown } from './known';
import { Remembered } from './remembered';

/** An image reference, taken apart as it was written. */
export interface ImageReference {
  /** Host with or without a port; absent where the container runtime chooses it (`docker.io`). */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  /** With its algorithm: `sha256:…`. */
  readonly digest?: string;
}

const DOCKER_HUB = 'docker.io';
const HOST_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = new RegExp(`^(?:${HOST_PART}(?:\\.${HOST_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${PATH_PART}(?:/${PATH_PART})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const MAX_REPOSITORY = 255;

/** The form of image references, without what no expression can tell: how long they are, and what 64 digits mean. */
export const IMAGE_FORM = new RegExp(`^(?:(?:${[REGISTRY, REPOSITORY].map(inner).join(')/)?(?:')})(?::${inner(TAG)})?(?:@${inner(DIGEST)})?$`);

/** Words that name a channel, a branch or an environment: a tag that holds one follows whatever is newest there. */
export const MOVING_WORDS: ReadonlySet<string> = new Set([
  'latest', 'newest', 'current', 'stable', 'lts', 'mainline', 'next', 'edge', 'nightly', 'daily', 'weekly', 'rolling', 'canary', 'insiders',
  'unstable', 'testing', 'experimental', 'preview', 'snapshot', 'alpha', 'beta', 'main', 'master', 'trunk', 'head', 'tip',
  'dev', 'devel', 'develop', 'development', 'test', 'staging', 'prod', 'production', 'release',
]);

/** `1.4.2`, `20240131`, `2024-01-31`. */
export const WHOLE_VERSION_OR_DATE = /(?:^|[-_v])(?:[0-9]+\.[0-9]+\.[0-9]+|[0-9]{4}-?[0-9]{2}-?[0-9]{2})/;

/** Digits in these say what an image runs on, not which build it is. */
export const PLATFORMS = 'amd64|arm64(?:v8)?|arm32v[5-7]|armv[5-8]|x86[-_]64|x64|i?[36]86|ppc64le|s390x|riscv64';
const PLATFORM = new RegExp(`(?<=^|[-_])(?:${PLATFORMS})(?=$|[-_])`, 'gi');

/** A part of a tag that is one. */
export const COMMIT = /^(?:sha|g)?[0-9a-f]{7,64}$/;

/**
 * Takes an image reference apart, by the grammar that Docker, containerd and the kubelet share. What stands before the first `/` is a registry
 * where it holds a `.`, a `:` or a capital, or is `localhost`. Ask `imageFault` whether it is one.
 */
export function imageParts(text: string): ImageReference {
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const slash = named.indexOf('/');
  const registry = slash >= 0 && isRegistry(named.slice(0, slash)) ? named.slice(0, slash) : undefined;
  const rest = registry === undefined ? named : named.slice(slash + 1);
  const colon = rest.indexOf(':');
  return {
    ...(registry === undefined ? {} : { registry }),
    repository: colon < 0 ? rest : rest.slice(0, colon),
    ...(colon < 0 ? {} : { tag: rest.slice(colon + 1) }),
    ...(at < 0 ? {} : { digest: text.slice(at + 1) }),
  };
}

/**
 * What keeps a text from being an image reference; undefined where it is one, or is not known yet. The grammar that container
 * runtimes share lets a host with a `_` pass as part of the repository and looks for it nowhere: it is refused here.
 */
export const imageFault = whereKnown((text) => {
  if (typeof text !== 'string' || text === '') { return 'must be an image reference such as registry.example.com/team/app:1.4.2'; }
  return FAULTS.of(text) ?? undefined;
});

const FAULTS = new Remembered((text) => referenceFault(text) ?? null);

function referenceFault(text: string): string | undefined {
  if (/^[a-f0-9]{64}$/.test(text)) { return 'must be an image reference: 64 hexadecimal digits alone name no repository'; }
  const { registry, repository, tag, digest } = imageParts(text);
  if (registry !== undefined && !REGISTRY.test(registry)) { return `must name a registry as host or host:port, got '${registry}'`; }
  if (/[A-Z]/.test(repository)) { return `must name the repository in lower case, got '${repository}'`; }
  if (!REPOSITORY.test(repository)) { return `must name a repository: lower-case letters and digits, joined by single '.', '_', '__' or '-' and '/', got '${repository}'`; }
  if (fullRepository({ registry, repository }).length > MAX_REPOSITORY) { return `must name a repository of at most ${MAX_REPOSITORY} characters`; }
  if (tag !== undefined && !TAG.test(tag)) { return `must have a tag of at most 128 letters, digits, '_', '.' and '-', not starting with '.' or '-', got '${tag}'`; }
  if (digest !== undefined && !DIGEST.test(digest)) { return `must have a digest such as sha256: and 64 lower-case hexadecimal digits, got '${digest}'`; }
  return undefined;
}

/**
 * Whether an image reference names one build for good, as far as its text tells: by a digest, or by a tag that carries a version, a date, a build or a
 * commit. Floating are: no tag; a tag of words alone (`latest`, `bookworm`, `nonroot`); and a tag with a moving word (`stable`,
 * `nightly`, `main` …) unless one of its other parts pins it (`main-4f2a91c`, `nightly-20240131`, `1.4.2-stable`). Partial versions
 * (`1`, `1.4`) count as fixed: many projects publish no more, and whether a registry moves them can't be read from the tag.
 * False where the text is no image reference or is not known yet.
 */
export function isFixedImage(text: unknown): boolean {
  return isKnown(text) && imageFault(text) === undefined && FIXED.of(text as string);
}

const FIXED = new Remembered((text) => {
  const { tag, digest } = imageParts(text);
  return digest !== undefined || (tag !== undefined && isFixedTag(tag));
});

function isFixedTag(tag: string): boolean {
  const parts = tag.replace(PLATFORM, '').split(/[-_]/).map((part) => part.toLowerCase());
  // `1.4-stable` follows whatever is the stable 1.4; a whole version, a date or a commit beside the word names one build.
  if (parts.some((part) => MOVING_WORDS.has(part))) { return WHOLE_VERSION_OR_DATE.test(tag) || parts.some(isCommit); }
  return parts.some((part) => /[0-9]/.test(part) || isCommit(part));
}

function isCommit(part: string): boolean {
  return COMMIT.test(part);
}

/** What stands between the ends. */
function inner({ source }: RegExp): string {
  return source.slice(1, -1);
}

function isRegistry(text: string): boolean {
  return text === 'localhost' || /[.:A-Z]/.test(text);
}

/** The registry that an image comes from, the one that runtimes choose where none is named. */
export function fullRegistry({ registry }: ImageReference): string {
  return registry === undefined || registry === 'index.docker.io' ? DOCKER_HUB : registry;
}

/** The repository of an image as its registry knows it: `library/redis` for `redis`. */
export function fullRepository(reference: ImageReference): string {
  const { repository } = reference;
  return fullRegistry(reference) === DOCKER_HUB && !repository.includes('/') ? `library/${repository}` : repository;
}
