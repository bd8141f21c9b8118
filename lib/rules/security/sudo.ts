import { listOf } from '../../manifest/object';
import { cel } from '../admission/cel';
import { ContainerRule } from '../rule';

/** Containers do not make themselves root. */
export const sudo: ContainerRule = {
  id: 'security/sudo',
  severity: 'warning',
  about: 'container',
  why: 'A container in which anybody may become root by a word is one of root.',
  fix: 'Run as the user that the program needs, and do in the image what needs root',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  admission: () => ({
    expression: `[container.?command.orValue([]) + container.?args.orValue([])].all(words, words.size() == 0 || (!words[0].matches(${cel(PROGRAM.source)}) && !words.exists(word, word.matches(${cel(`(?m)${IN_SCRIPT.source}`)}))))`,
    messageExpression: '"container \'" + container.name + "\' calls sudo"',
  }),
  check: (container) => {
    const parts = ['command', 'args'].flatMap((field) => listOf(container[field]).map((text, index) => ({ field, text, index })));
    if (parts.length === 0) { return undefined; }
    const isProgram = ({ field, index }: typeof parts[number]) => index === 0 && (field === 'command' || listOf(container.command).length === 0);
    return parts.filter((part) => typeof part.text === 'string' && (isProgram(part) ? PROGRAM.test(part.text) || IN_SCRIPT.test(part.text) : IN_SCRIPT.test(part.text)))
      .map(({ field, index }) => ({ path: [field, index], message: `container '${container.name}' calls sudo` }));
  },
};

const PROGRAM = /^(?:[\w./-]*\/)?sudo$/;
/** Where a shell begins a command. */
const IN_SCRIPT = /(?:^|[;&|({!`]|\b(?:then|do|else))[ \t]*(?:[\w./-]*\/)?sudo[ \t]+\S/m;
