import { ReportedRule } from './check-report';

/** What is looked at before there are objects. */
export const FILE_RULES = {
  syntax: {
    id: 'file/syntax',
    severity: 'refused',
    why: 'What kubectl cannot read, nobody applies.',
    fix: 'Correct it',
    docs: 'https://yaml.org/spec/1.2.2/',
  },
  object: {
    id: 'file/object',
    severity: 'refused',
    why: 'What has no apiVersion and no kind is no object of Kubernetes, and nobody applies it.',
    fix: "Add 'apiVersion' and 'kind', or move what is no manifest to another folder",
    docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields',
  },
  written: {
    id: 'file/as-written',
    severity: 'error',
    why: 'A folder of a fleet that somebody edited is no longer what its program says, and the next synth takes the edit back.',
    fix: 'Change the program, and synthesize again',
    docs: 'https://github.com/fleetwright/fleetwright/blob/main/docs/fleet.md',
  },
} as const satisfies { readonly [name: string]: ReportedRule };

/** What is looked at where a team lives with something. */
export const ACCEPTANCE_RULES: readonly ReportedRule[] = [
  {
    id: 'acceptance/id',
    severity: 'error',
    why: 'Who accepts what no rule says, or what API servers refuse, means something else, and finds it in the cluster.',
    fix: 'Accept what a rule says, and correct what is refused',
  },
  {
    id: 'acceptance/past',
    severity: 'error',
    why: 'What was to be borne for a time stays for ever where nobody looks again.',
    fix: 'Correct what is found, or choose a later day',
  },
  {
    id: 'acceptance/reason',
    severity: 'error',
    why: 'What is accepted without a reason, nobody can look at again.',
    fix: 'Write why it is all right',
  },
  {
    id: 'acceptance/unused',
    severity: 'error',
    why: 'What accepts nothing today hides something tomorrow.',
    fix: 'Accept it no longer',
  },
];

/** What is looked at where something is said to come from elsewhere. */
export const EXTERNAL_RULES: readonly ReportedRule[] = [
  {
    id: 'external/unused',
    severity: 'warning',
    why: 'What is said to come from elsewhere and is asked for by nobody hides the next thing of that name that is forgotten.',
    fix: 'Correct the name, or leave it out',
  },
];
