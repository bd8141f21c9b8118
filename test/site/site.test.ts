import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ERRORS, WARNINGS } from '../../lib/construct/finding-ids';
import { Assembly, referenceIndex, referencePages } from '../../website/assembly-reference';
import { entryPages } from '../../website/declaration-reference';
import { brokenLinks } from '../../website/links';
import { NAVIGATION, navigationOf } from '../../website/navigation';
import { anchorOf, guidesIn, linkOnSite, sourcesIn, withAnchors } from '../../website/sources';

const ROOT = path.join(__dirname, '..', '..');
const GUIDES = guidesIn(ROOT);
const ASSEMBLY: Assembly = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));

describe('navigation', () => {
  test('names every guide once, and nothing that is not there', () => {
    const named = navigationOf(GUIDES).flatMap((group) => group.pages).filter((page) => !page.startsWith('reference/'));
    expect([...named].sort()).toEqual(Object.keys(sourcesIn(ROOT)).sort()); // a new guide: website/navigation.ts
  });

  test('its groups are few and have titles of their own', () => {
    expect(new Set(NAVIGATION.map((group) => group.title)).size).toBe(NAVIGATION.length);
    expect(NAVIGATION.length).toBeLessThan(12);
  });
});

describe('links of the files of the repository', () => {
  const sources = sourcesIn(ROOT);

  test.each([
    ['cluster.md#warnings', 'findings', '/cluster.md#warnings'],
    ['docs/cluster.md', 'index', '/cluster.md'],
    ['../fleet.md', 'delivery/flux', '/fleet.md'],
    ['../CHANGELOG.md', 'findings', '/changelog.md'],
    ['../CONTRIBUTING.md', 'findings', 'https://github.com/fleetwright/fleetwright/blob/main/CONTRIBUTING.md'],
    ['../examples/15-fleet', 'fleet', 'https://github.com/fleetwright/fleetwright/blob/main/examples/15-fleet'],
    ['#errors', 'findings', '#errors'],
    ['https://cdk8s.io', 'index', 'https://cdk8s.io'],
    ['./Mount.md', 'reference/HardenedDeployment', './Mount.md'],
  ])('%s of %s leads to %s', (href, page, link) => {
    expect(linkOnSite(href, page, sources)).toBe(link);
  });

  test.each([
    ['Who may talk to whom', 'who-may-talk-to-whom'],
    ['`api/served-version`', 'apiserved-version'],
    ['The API server, the cloud and the internet', 'the-api-server-the-cloud-and-the-internet'],
    ['Node 20 – and later', 'node-20--and-later'],
  ])('the heading %s has the anchor of GitHub', (heading, anchor) => {
    expect(anchorOf(heading)).toBe(anchor);
  });
});

test('every id that is reported has an anchor of its own among the findings', () => {
  const page = withAnchors(fs.readFileSync(path.join(ROOT, 'docs', 'findings.md'), 'utf8'));
  const anchors = [...page.matchAll(/^### `[^`]+` \{:#(.+):\}$/gm)].map((match) => match[1]);
  expect(new Set(anchors).size).toBe(anchors.length);
  expect(Object.keys({ ...ERRORS, ...WARNINGS }).filter((id) => !anchors.includes(id))).toEqual([]);
  expect(page).not.toContain('|---|');
});

describe('reference', () => {
  const pages = referencePages(ASSEMBLY, GUIDES);

  test('has every public type on one page, with all that it has', () => {
    const homes = pages.flatMap((page) => page.types.map((fqn) => ({ fqn, page })));
    expect(homes.map(({ fqn }) => fqn).sort()).toEqual(Object.keys(ASSEMBLY.types).sort());
    const missing = homes.flatMap(({ fqn, page }) => {
      const { name, kind, members, methods, properties } = ASSEMBLY.types[fqn];
      const anchor = (member: string) => fqn === page.types[0] ? `{:#${member}:}` : `{:#${name}.${member}:}`;
      const wanted = kind === 'enum' ? (members ?? []).map((member) => `- \`${member.name}\``) : [...methods ?? [], ...properties ?? []].map((member) => anchor(member.name!));
      return wanted.filter((text) => !page.markdown.includes(text)).map((text) => `${name}: ${text}`);
    });
    expect(missing).toEqual([]);
  });

  test('has every anchor once on a page', () => {
    const twice = pages.flatMap(({ name, markdown }) => {
      const anchors = [...markdown.matchAll(/\{:#(.+):\}$/gm)].map((match) => match[1]);
      return anchors.filter((anchor, i) => anchors.indexOf(anchor) !== i).map((anchor) => `${name}: ${anchor}`);
    });
    expect(twice).toEqual([]);
  });

  test('names every type and every page in its index', () => {
    const index = referenceIndex(ASSEMBLY, pages);
    expect(Object.values(ASSEMBLY.types).filter(({ name }) => !index.includes(`[\`${name}\`](./`))).toEqual([]);
    expect(pages.filter(({ name }) => !index.includes(`- [\`${name}\`](./${name}.md)`))).toEqual([]);
  });

  test('tells of a prop its type, its default and what it is, inherited ones too', () => {
    const page = pages.find(({ name }) => name === 'HardenedDeployment')!.markdown;
    expect(page).toContain('### `image` {:#HardenedDeploymentProps.image:}\n\n`string`, **required**\n\n');
    expect(page).toMatch(/### `replicas` \{:#HardenedDeploymentProps\.replicas:\}\n\n`number`, optional; default: .+\n\n[A-Z]/);
    expect(page).toContain('### `allowFrom` {:#allowFrom:}');
    expect(page).toContain('See the guide of [`HardenedDeployment`](/hardened-deployment.md).');
  });

  test('puts what one page alone names onto it, and what several name onto its own', () => {
    const pageOf = (type: string) => pages.find((page) => page.types.includes(`fleetwright.${type}`))!.name;
    expect(pageOf('HardenedDeploymentProps')).toBe('HardenedDeployment');
    expect(pageOf('NetworkPeer')).toBe('NetworkPeer');
    expect(pageOf('PeerPodsOptions')).toBe('NetworkPeer');
    expect(pageOf('RulePack')).toBe('RuleSettings');
    expect(pageOf('Mount')).toBe('Mount');
  });

  test.each(['pulumi', 'testing'])('has everything that fleetwright/%s exports of its own', (entry) => {
    const file = path.join(ROOT, 'build', entry, 'index.d.ts');
    const own = entryPages(file, `fleetwright/${entry}`, new Map());
    const told = own.flatMap((page) => page.exports);
    const exported = [...fs.readFileSync(file, 'utf8').matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names]) => names.split(','))
      .map((name) => name.trim().replace(/^type /, '').replace(/^.* as /, '')).filter((name) => name !== '');
    expect(exported.length).toBeGreaterThan(1);
    expect(exported.filter((name) => !told.includes(name))).toEqual([]);
    expect(own.map((page) => page.markdown).join('\n')).not.toMatch(/\{:#[^:]*undefined/);
  });

  test('tells of a component its arguments, its objects and its construct', () => {
    const page = entryPages(path.join(ROOT, 'build', 'pulumi', 'index.d.ts'), 'fleetwright/pulumi', new Map([['HardenedDeploymentProps', 'HardenedDeployment']]))
      .find(({ name }) => name === 'HardenedDeployment')!.markdown;
    expect(page).toContain('new HardenedDeployment(name: string, args: HardenedDeploymentArgs, opts?: ConstructComponentOptions);');
    expect(page).toContain('get deployment(): apps.v1.Deployment;');
    expect(page).toContain('get service(): core.v1.Service | undefined;');
    expect(page).toContain('readonly construct: HardenedDeployment;');
    expect(page).toContain('[`HardenedDeploymentProps`](../HardenedDeployment.md)');
  });
});

describe('look at links', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-site-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test('finds files, anchors and places outside of the site', () => {
    fs.mkdirSync(path.join(folder, 'a'));
    fs.writeFileSync(path.join(folder, 'index.html'), `<a href="/base/a/">one</a> <a href="/base/a/index.html#b/c">two</a> <a href="https://cdk8s.io/no">other</a>
      <a href="/base/gone.html">three</a> <a href="a/#gone">four</a> <img src="/elsewhere.svg">`);
    fs.writeFileSync(path.join(folder, 'a', 'index.html'), '<h2 id="b/c">title</h2> <a href="../">up</a> <a href="#b%2Fc">here</a>');
    expect(brokenLinks(folder, '/base/')).toEqual([
      "index.html: '/base/gone.html' names no file",
      "index.html: 'a/#gone' names no anchor of a/index.html",
      "index.html: '/elsewhere.svg' is outside of the site, which is below '/base/'",
    ]);
  });
});
