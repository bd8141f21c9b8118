// Writes docs/rules.md: every rule over finished manifests, in the words of the rule itself.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ACCEPTANCE_RULES, EXTERNAL_RULES, FILE_RULES } from '../lib/cli/check/file-rules';
import { notInCluster } from '../lib/rules/admission/admission-policy';
import { PACKS, RULES } from '../lib/rules/catalogue';
import { defaultOptions } from '../lib/rules/choice';
import { FLEET_RULES } from '../lib/rules/fleet/rules';
import { Rule, RuleSeverity } from '../lib/rules/rule';

const FILE = path.join(__dirname, '..', 'docs', 'rules.md');

const GROUPS: { readonly [group: string]: string } = {
  api: 'What API servers of the target look at',
  reference: 'What objects refer to',
  reliability: 'What keeps services up',
  security: 'What makes an intruder\'s life hard',
  network: 'Who reaches whom',
  access: 'Who may do what',
  hygiene: 'What keeps manifests in order',
};

/** The page. */
export function rulesPage(): string {
  const groups = [...new Set(RULES.map(groupOf))];
  const policies = RULES.filter(({ severity }) => severity !== 'refused');
  return `<!-- Written by 'npm run rules' from the rules themselves. -->
# Rules

Rules look at finished manifests, whoever wrote them: in each synth, and by \`fleetwright check\`. See [Checking manifests](check.md).

- **refused**: the API server takes no such object. There is no choice, and nothing to accept. These rules are in every pack.
- **error**: the API server takes it, and what it is there for does not work. **warning**: it will probably hurt. Both are policy: they are accepted with a reason.

In a synth, what is refused is an error, and all policy is a warning.

"In the cluster" says whether a cluster can ask a rule of all that is written to it: see [Rules in the cluster](admission.md). Of the ${policies.length} rules of policy it can
ask ${policies.filter((rule) => inCluster(rule) === 'yes').length}.

The pack \`recommended\` holds ${PACKS.recommended.length} rules, \`strict\` all ${PACKS.strict.length}, \`refused\` the ${PACKS.refused.length} about what API servers refuse.

${groups.map((group) => `## ${GROUPS[group]}\n\n${RULES.filter((rule) => groupOf(rule) === group).map(section).join('\n')}`).join('\n')}
## Files, what is accepted, and what comes from elsewhere

Asked by \`fleetwright check\` alone.

${table([...Object.values(FILE_RULES), ...ACCEPTANCE_RULES, ...EXTERNAL_RULES])}

## Between the clusters of a fleet

Asked in each synth of a \`Fleet\`, and where \`fleetwright check\` is given a folder that one has written. See [What spans clusters](fleet-services.md).

${table(FLEET_RULES)}
`;
}

function groupOf({ id }: Rule): string {
  return id.slice(0, id.indexOf('/'));
}

function section(rule: Rule): string {
  const { id, severity, why, fix, docs, adds, options = {} } = rule;
  const packs = severity === 'refused' ? 'every pack' : PACKS.recommended.includes(id) ? '`recommended`, `strict`' : '`strict`';
  return [
    `### \`${id}\``,
    '',
    `${text(why)} ${text(fix)}. ([source](${docs}))`,
    '',
    `${severity}, in ${packs}${severity === 'refused' ? '' : `. In the cluster: ${inCluster(rule)}`}`,
    '',
    ...adds === undefined ? [] : [`\`--fix\` adds ${text(adds)}.`, ''],
    ...Object.entries(options).map(([name, option]) => `- Option \`${name}\` (${option.type}, \`${JSON.stringify(option.default)}\` unless it is set): ${text(option.description)}`),
    ...Object.keys(options).length > 0 ? [''] : [],
  ].join('\n');
}

/** Whether a cluster can ask it by itself. */
function inCluster(rule: Rule): string {
  const why = notInCluster({ rule, options: defaultOptions(rule) });
  return why === undefined ? 'yes' : `no, because ${text(why)}`;
}

function table(rules: readonly { readonly id: string; readonly severity: RuleSeverity; readonly why: string }[]): string {
  return ['| Rule | Severity | Why |', '|---|---|---|', ...rules.map(({ id, severity, why }) => `| \`${id}\` | ${severity} | ${text(why)} |`)].join('\n');
}

function text(value: string): string {
  return value.replace(/[|<]/g, (sign) => `\\${sign}`);
}

if (require.main === module) { fs.writeFileSync(FILE, rulesPage()); }
