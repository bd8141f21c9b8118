import { HardeningField } from '../../../lib/workload/hardening/hardening-field';
import { HardeningEntry, HardeningOutcome } from '../../../lib/workload/hardening/hardening-report';
import { reportAsMarkdown } from '../../../lib/workload/hardening/report-text';

const NOTHING_LEFT = { unreached: [], containersNeedingUser: 0, containersKnownForRoot: [] };
const entry = (fieldPath: string, more: Partial<HardeningEntry> = {}): HardeningEntry => ({
  outcome: HardeningOutcome.SET, path: 'prod/api', object: "Deployment 'api'", field: HardeningField.RESOURCES, fieldPath, newValue: 1, why: 'because', ...more,
});
const rows = (...entries: HardeningEntry[]) => reportAsMarkdown({ entries, objectsHardened: 1, objectsPassing: 1, objectsNotApplicable: 0, ...NOTHING_LEFT })
  .split('\n').filter((line) => line.startsWith('| ')).slice(2);

test('containers of one object that got the same share a row', () => {
  expect(rows(
    entry('spec.template.spec.containers[0].a', { container: 'x' }),
    entry('spec.template.spec.initContainers[0].a', { container: 'y' }),
    entry('spec.template.spec.containers[1].a', { container: 'z', newValue: 2 }),
    entry('spec.template.spec.a'),
    entry('spec.template.spec.containers[0].a', { container: 'x', path: 'prod/other' }),
  )).toEqual([
    "| Deployment 'api' | x, y | `a: 1` |",
    "| Deployment 'api' | z | `a: 2` |",
    "| Deployment 'api' | pod | `a: 1` |",
    "| Deployment 'api' | x | `a: 1` |",
  ]);
});

test('containers without a name are called after their place', () => {
  expect(rows(entry('spec.containers[1].a'))).toEqual(["| Deployment 'api' | `spec.containers[1]` | `a: 1` |"]);
});

test('a field of the metadata is shown whole', () => {
  expect(rows(entry("metadata.annotations['a']"))[0]).toContain("metadata.annotations['a']");
});

test('containers with the same to look at share a row', () => {
  const note = { outcome: HardeningOutcome.NOTE, newValue: undefined, wayOut: 'look' };
  expect(rows(entry('a', { ...note, container: 'x' }), entry('b', { ...note, container: 'y' }), entry('c', { ...note, why: 'other' }))).toEqual([
    "| Deployment 'api' | x, y | `resources` | *unset* | because | look |",
    "| Deployment 'api' |  | `resources` | *unset* | other | look |",
  ]);
});

test('text that Markdown would take for its own stays what it is', () => {
  expect(rows(entry('spec.a', { outcome: HardeningOutcome.VIOLATION, value: 'a`b|c\nd', why: 'x | y', wayOut: 'z' }))).toEqual([
    "| Deployment 'api' | `spec.a` | `` a`b\\|c d `` | x \\| y | z |",
  ]);
});

test('what starts only with the right image, and what was not reached, stands in front', () => {
  const text = reportAsMarkdown({
    entries: [], objectsHardened: 3, objectsPassing: 3, objectsNotApplicable: 0, containersNeedingUser: 2, containersKnownForRoot: ["Deployment 'web', container 'web' (nginx:1.27)"],
    unreached: [{ path: 'prod/m', object: "Prometheus 'main'", fieldPath: 'spec.containers', why: 'because' }, { path: 'prod/j', object: "Job 'j'", why: 'it has none' }],
  });
  expect(text).toBe(`# Pod hardening

3 of 3 objects with pods pass Pod Security \`restricted\`. 0 objects without pods.

2 containers start only if the USER of their images is a number above 0.

Known for root:

- Deployment 'web', container 'web' (nginx:1.27)

## What was not reached

| Object | Field | Why |
| --- | --- | --- |
| Prometheus 'main' | \`spec.containers\` | because |
| Job 'j' |  | it has none |
`);
});
