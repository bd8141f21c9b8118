// Writes docs/findings.md: every id that the library reports, with what it means.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ERRORS, WARNINGS } from '../lib/construct/finding-ids';

const FILE = path.join(__dirname, '..', 'docs', 'findings.md');

/** The page. */
export function findingsPage(): string {
  return `<!-- Written by 'npm run findings' from lib/construct/finding-ids.ts. -->
# Findings

What the library reports has an id. Ids are API: a release that renames one says so in the [changelog](../CHANGELOG.md).

What nothing reads, such as a misspelt prop, is \`construct/unknown-prop\` everywhere: a warning where a construct reads it, and an error where none does and
nobody would hear a warning, as in a mixin. In a rule or a caller of a policy it is always an error: without it, more would be let through. What a factory got counts as props of whatever gets the thing that it made:
\`SnapshotRepository.s3('backup', { credentails })\` is a warning of an \`ESSnapshotter\`, and an error of an \`ElasticsearchSnapshots\`.

## Errors

Nothing is written while there is one. \`FleetErrors.findingsOf(error)\` has their ids, paths, props and values.

${table(ERRORS)}

## Warnings

What is legal and will probably hurt. \`Cluster.warnings\` and \`Warnings.of(chart)\` list them; \`warningsAsErrors\` makes errors of them;
\`Warnings.accept\` and \`acceptedWarnings\` accept them with a reason. See [Cluster](cluster.md#warnings).

${table(WARNINGS)}
`;
}

function table(ids: { readonly [id: string]: string }): string {
  return ['| Id | What it means |', '|---|---|', ...Object.entries(ids).map(([id, meaning]) => `| \`${id}\` | ${meaning} |`)].join('\n');
}

if (require.main === module) { fs.writeFileSync(FILE, findingsPage()); }
