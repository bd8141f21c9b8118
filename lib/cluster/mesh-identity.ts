import { whereKnown } from '../manifest/known';

const MAX_LENGTH = 32;

/** What keeps a text from being the name of a cluster in a mesh: Cilium's agent would refuse to start with it. */
export const meshNameFault = whereKnown((name) => {
  const isName = typeof name === 'string' && name.length <= MAX_LENGTH && name !== 'default' && /^([a-z0-9][-a-z0-9]*)?[a-z0-9]$/.test(name);
  return isName ? undefined : `must be the name of a cluster in the mesh: at most ${MAX_LENGTH} lower-case letters, digits and '-', and not 'default'`;
});
