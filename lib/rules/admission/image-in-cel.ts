import { COMMIT, IMAGE_FORM, MOVING_WORDS, PLATFORMS, WHOLE_VERSION_OR_DATE } from '../../manifest/image';
import { cel } from './cel';

// The questions about images, as expressions over `container`. Names in them are given by `all` over lists of one: CEL has no other way.

const IMAGE = "container.?image.orValue('')";

/** Whether a container names no image that can be told about: none, one that is put in later, or what no runtime takes. */
export const NO_IMAGE = `(${IMAGE} in ['', 'auto'] || !${IMAGE}.matches(${cel(IMAGE_FORM.source)}))`;

/** Whether it is named by what it holds. */
export const HAS_DIGEST = `${IMAGE}.contains('@')`;

const TAG = `${IMAGE}.find(':[^:/]*$').replace(':', '')`;
/** Without what an image runs on. A name of two parts goes before they are parted. */
const PARTS = `('-' + tag.lowerAscii().replace('_', '-') + '-').replace('-x86-64-', '--').split('-').filter(part, !part.matches(${cel(`^(?:${PLATFORMS})$`)}))`;
const IS_COMMIT = `part.matches(${cel(COMMIT.source)})`;

/** Whether its tag is that of one build. */
export const HAS_FIXED_TAG = `[${TAG}].all(tag, tag != '' && [${PARTS}].all(parts, `
  + `parts.exists(part, part in ${cel([...MOVING_WORDS])}) `
  + `? tag.matches(${cel(WHOLE_VERSION_OR_DATE.source)}) || parts.exists(part, ${IS_COMMIT}) `
  + `: parts.exists(part, part.matches('[0-9]') || ${IS_COMMIT})))`;

const BARE = `${IMAGE}.find('^(?:[^/@]*/)*[^/:@]*')`;
const IS_ON_HUB = "!bare.contains('/') || !(bare.split('/')[0] == 'localhost' || bare.split('/')[0].matches('[.:A-Z]'))";
const ON_HUB = "'docker.io/' + (bare.contains('/') ? bare : 'library/' + bare)";

/** What holds of the name of an image with its registry, without tag and digest: an expression over `full`. */
export function ofFullName(expression: string): string {
  return `[${BARE}].all(bare, [(${IS_ON_HUB}) ? ${ON_HUB} : bare].all(named, `
    + '[named.startsWith(\'index.docker.io/\') ? [named.substring(16)].map(bare, \'docker.io/\' + (bare.contains(\'/\') ? bare : \'library/\' + bare))[0] : named]'
    + `.all(full, ${expression})))`;
}
