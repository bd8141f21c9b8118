import * as fc from 'fast-check';

/** What stands in manifests, and what is read in other ways than one may think. */
const PIECES = [
  'a', 'b', 'key', '"q"', "'s'", "'it''s'", '"e\\n\\u00e9"', '"\\ud83d"', ': ', ':', ' :', '- ', '-', '--flag', '# c', ' # c', '#x', '|', '|-', '|+', '>', '>-', '|2', '| # c', '{}', '[]', '{a: b}',
  '[a, b]', '[1, "x", {c: d}]', '{"a":1}', '[a,b]', '[ a , b ]', '{ a: b, c: }', '{a: x:1}', '1', '0', '007', '010', '0x1F', '1.5', '1e3', '-1', '+1', '.5', '-.5', '.inf', '.nan', '12:30',
  '2024-01-01', '1_000', '99999999999999999999', '9007199254740993', 'true', 'no', 'on', 'y', '~', 'null', 'Null', '', '=', '<<', '<<: *x', '*x', '&x', '!t', '%', '@', '`', '?', '? ', 'é', '😀',
  'x y', 'x  y', 'a: b', 'k: v', '- i', ',', '--- ', '---', '...', '"', "'", '{', '}', '[', ']', '\\', '\t', ' ', '  ', 'a:b', 'http://x', 'a#b', '0o17', '0b1', '-0', '1.0', '__proto__',
  'constructor', '08', '$(X)', '{{ x }}', '\u00a0',
] as const;

const piece = fc.constantFrom(...PIECES);
const blanks = fc.constantFrom(0, 0, 0, 2, 2, 2, 4, 4, 1, 3, 6).map((count) => ' '.repeat(count));
const key = fc.constantFrom('a', 'b', 'c', 'd', '"q"', '1', 'key').chain((name) => fc.constantFrom(`${name}: `, `${name}: `, `${name}: `, `${name}:`, ''));
const line = fc.tuple(blanks, fc.constantFrom('', '', '- '), key, fc.array(piece, { maxLength: 2 })).map(([indent, dash, name, rest]) => `${indent}${dash}${name}${rest.join('')}`);
const lines = fc.array(line, { minLength: 1, maxLength: 8 }).map((all) => all.join('\n'));
const value = fc.tuple(
  fc.constantFrom('a: ', 'a:\n  - ', 'a:\n- ', '- b: ', 'a: x\n  ', 'a: x\n\n ', 'a: "x\n  ', "a: 'x\n\n  ", 'a:\n  - x\n    ', 'a: [', 'a: {b: ', 'a: |\n  ', 'a: |+\n\n  x\n  ', 'a: >\n  x\n  '),
  piece, fc.constantFrom('', '', ' ', 'x', '\n', '\n  '), piece, fc.constantFrom('', '', ']', '}', '"', "'"),
).map((parts) => parts.join(''));

const MANIFEST = `# A workload, as people write it.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  labels: { app: api, "version": '1.10' }
  annotations:
    checksum: "0123"
    note: it goes over
      two lines
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: main  # the first
        image: registry.example.com/api:1.4.2
        args: ["--listen", ":8080"]
        command:
          - sh
          - -c
          - |
            set -eu

            exec api
        env:
          - name: EMPTY
            value: ""
          - {name: MODE, value: 'on'}
        resources:
          limits:
            memory: 256Mi
      - name: side
        image: side
        securityContext: {}
      volumes: []
data:
  text: >-
    folded
    lines

    and more
  keep: |+
    kept

  quoted: "over
    two"
`.split('\n');

/** Manifests with some lines changed: dropped, doubled, moved, or with something put into them. */
const changed = fc.array(fc.tuple(fc.nat(MANIFEST.length - 1), fc.nat(6), fc.nat(30), piece, piece), { maxLength: 3 }).map((changes) => {
  const all = [...MANIFEST];
  for (const [wanted, how, place, one, other] of changes) {
    const at = Math.min(wanted, all.length - 1);
    const column = Math.min(place, all[at].length);
    switch (how) {
      case 0: all.splice(at, 1); break;
      case 1: all.splice(at, 0, all[(at + place) % all.length]); break;
      case 2: all[at] = ` ${all[at]}`; break;
      case 3: all[at] = all[at].replace(/^ {1,2}/, ''); break;
      case 4: all[at] = all[at].slice(0, column) + one + all[at].slice(column); break;
      case 5: all[at] = all[at].slice(0, column) + all[at].slice(column + 1); break;
      default: all.splice(at, 0, `${' '.repeat(place % 8)}${one}${other}`);
    }
  }
  return all.join('\n');
});

/** A document of YAML, or nearly one: most hold what some readers take for something else. */
export const yamlDocument: fc.Arbitrary<string> = fc.oneof(changed, lines, value).map((text) => `${text}\n`);

/** Some of them in one text, parted in any way. */
export const yamlText: fc.Arbitrary<string> = fc.array(
  fc.tuple(fc.constantFrom('', '---\n', '---\n', '--- # next\n', '---   \n', '--- ', '---\t', '---x', '...\n', '\n', '%YAML 1.1\n---\n', '# c\n---\n'), yamlDocument), { minLength: 1, maxLength: 4 },
).chain((parts) => fc.constantFrom('\n', '\n', '\n', '\r\n', '\r').map((end) => parts.flat().join('').replaceAll('\n', end)));
