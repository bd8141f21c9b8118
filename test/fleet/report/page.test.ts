// The page in a real browser, as a person uses it. Without one on this machine it is skipped: see `browserOfMachine`.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { formatReport, ReportFormat } from '../../../lib/fleet/report/report-format';
import { reportModel } from '../../../lib/fleet/report/report-model';
import { ClusterFacts } from '../../../lib/rules/fleet/cluster-facts';
import { browserOfMachine, Page } from './browser';
import { evilFleet } from './evil-fleet';
import { largeFleet } from './sample-fleet';

const browser = browserOfMachine();
let folder: string;
let page: Page;
jest.setTimeout(60_000);

function written(name: string, fleet: readonly ClusterFacts[]): string {
  const file = path.join(folder, `${name}.html`);
  fs.writeFileSync(file, formatReport(reportModel(fleet), ReportFormat.HTML));
  return file;
}

(browser === undefined ? describe.skip : describe)('in a browser', () => {
  let file: string;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-page-'));
    page = await Page.in(browser!);
    file = written('small', largeFleet({ clusters: 24, services: 30 }));
  });
  afterAll(async () => {
    await page.close();
    fs.rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await page.media({});
    await page.open(file);
  });

  const text = (selector: string) => page.run(`[...document.querySelectorAll('${selector}')].map((each) => each.textContent)`) as Promise<string[]>;
  const tab = () => page.run("document.querySelector('[aria-selected=true]').id") as Promise<string>;
  const focused = () => page.run('document.activeElement.id || document.activeElement.className || document.activeElement.tagName') as Promise<string>;
  const open = (view: string) => page.run(`document.getElementById('tab-${view}').click()`);
  const VIEWS = ['clusters', 'services', 'globals', 'workloads', 'matrix', 'differences', 'findings'];

  test('asks for nothing else, and says nothing on the console, in any view', async () => {
    for (const view of VIEWS) { await open(view); }
    expect(page.requests).toEqual([`file://${file}`]);
    expect(page.said).toEqual([]);
  });

  test('shows clusters by environment and region', async () => {
    expect(await text('main h2')).toEqual(['dev6', 'production12', 'staging6']);
    expect(await text('section h3')).toHaveLength(18);
    expect(await page.run("document.querySelectorAll('.cluster').length")).toBe(24);
  });

  test('finds what is searched for, in all views at once', async () => {
    await page.press('/');
    expect(await focused()).toBe('search');
    await page.type('service-01 team-11');
    await open('services');
    expect(await text('main tbody th')).toEqual(['team-11/service-011']);
    expect((await text('#tab-workloads'))[0]).toBe('Workloads1');
    await page.type(' nothing of this name');
    expect(await text('.empty p')).toEqual(['Nothing here is like what you look for.']);
    await page.run("document.querySelector('.empty button').click()");
    expect(await text('main tbody th')).toHaveLength(30);
  });

  test('shows only the clusters of an environment', async () => {
    await page.run("(() => { const select = document.getElementById('environment'); select.value = 'staging'; select.dispatchEvent(new Event('change')); })()");
    expect(await text('main h2')).toEqual(['staging6']);
    expect((await text('#tab-globals'))[0]).toBe('Global services0');
    expect(await page.run('location.hash')).toContain('environment=staging');
  });

  test('is used by keyboard: views by arrows, rows and dialogs by Enter and Escape', async () => {
    await page.run("document.getElementById('tab-clusters').focus()");
    await page.press('ArrowRight');
    expect([await tab(), await focused()]).toEqual(['tab-services', 'tab-services']);
    await page.press('End');
    expect(await tab()).toBe('tab-findings');
    await page.press('Home');
    await page.press('Tab');
    expect(await focused()).toBe('cluster');
    await page.press('Enter');
    expect(await page.run("document.querySelector('dialog').open")).toBe(true);
    expect(await text('#dialog-title')).toEqual([expect.stringMatching(/^dev-/)]);
    await page.press('Escape');
    expect(await page.run("document.querySelector('dialog').open")).toBe(false);
    expect(await focused()).toBe('cluster');
    await open('services');
    await page.run("document.querySelector('.open').focus()");
    await page.press('Enter');
    expect(await page.run("document.querySelector('.open').getAttribute('aria-expanded')")).toBe('true');
    expect(await page.run("document.querySelectorAll('tr.more').length")).toBe(1);
  });

  test('names all that can be reached for those who do not see', async () => {
    for (const view of VIEWS) {
      await open(view);
      expect(await page.run("[...document.querySelectorAll('button, input, select, [role=img], [role=region]')].filter((each) => !each.hidden"
        + " && each.textContent.trim() === '' && !each.getAttribute('aria-label')).map((each) => each.outerHTML)")).toEqual([]);
    }
  });

  test('says what is left of a service when a zone is lost', async () => {
    await open('services');
    const row = async (name: string) => (await text('main tbody tr')).find((each) => each.startsWith(name));
    expect(await row('team-01/service-001')).toMatch(/^team-01\/service-001.*✓ 2 of 4 leftwith its cluster$/);
    expect(await row('team-03/service-003')).toMatch(/✕ none leftwith its cluster$/);
    expect(await row('team-00/service-000')).toMatch(/✕ none left in 21/);
    expect(await row('team-10/service-010')).toMatch(/global.*✓ \d+ of \d+ left$/);
  });

  test('of two meshes with one service, says what the loss of a region leaves in the worse one', async () => {
    const fleet = largeFleet({ clusters: 12, services: 1 }).map((facts, index): ClusterFacts => ({
      ...facts,
      cluster: { ...facts.cluster, ...(facts.cluster.mesh !== undefined && { mesh: { ...facts.cluster.mesh, group: index === 1 ? 'a' : 'b' } }) },
    }));
    await page.open(written('meshes', fleet));
    await open('globals');
    expect(await text('main tbody .open')).toHaveLength(2);
    await open('services');
    expect((await text('main tbody tr'))[0]).toMatch(/global.*✕ none left$/);
  });

  test('says what differs, and what was found, errors first', async () => {
    await open('differences');
    expect((await text('article'))[0]).toMatch(/^Deployment 'team-00\/service-000' differs in images within dev, production19 clusters/);
    await open('findings');
    const findings = await text('article');
    expect(findings[0]).toMatch(/^✕ error fleet\/served-api/);
    expect(findings.at(-1)).toMatch(/^! warning /);
  });

  test('draws who calls a global service and whose pods answer', async () => {
    await open('globals');
    expect(await page.run("document.querySelectorAll('.drawing').length")).toBe(1);
    const label: string = await page.run("document.querySelector('.drawing svg').getAttribute('aria-label')");
    expect(label).toContain('affinity local: other clusters when its own pods fail');
    expect(label).toContain('no pods of its own: always calls other clusters');
    expect(await page.run("document.querySelectorAll('.drawing .fallback').length")).toBeGreaterThan(0);
  });

  test('opens a region of the matrix to its clusters, and says which differ', async () => {
    await open('matrix');
    const columns = await page.run("document.querySelectorAll('.matrix thead tr:last-child th').length");
    await page.run("document.querySelector('.matrix thead button').click()");
    expect(await page.run("document.querySelectorAll('.matrix thead .one').length")).toBeGreaterThan(0);
    expect(await focused()).toBe('one');
    await page.run("document.querySelector('.matrix thead .one').click()");
    expect(await page.run("document.querySelectorAll('.matrix thead tr:last-child th').length")).toBe(columns);
    expect(await page.run("document.querySelectorAll('.matrix .cell.differs').length")).toBeGreaterThan(0);
    expect(await page.run("document.querySelectorAll('.matrix .cell:not(.differs):not(.none)').length")).toBeGreaterThan(0);
  });

  test('is dark where the system is, or where it is asked to be', async () => {
    const light = await page.run('getComputedStyle(document.body).backgroundColor');
    await page.media({ dark: true });
    const dark = await page.run('getComputedStyle(document.body).backgroundColor');
    expect(dark).not.toBe(light);
    await page.run("document.getElementById('theme').click()");
    expect(await page.run('getComputedStyle(document.body).backgroundColor')).toBe(light);
    await page.media({});
    await page.run("document.getElementById('theme').click()");
    expect(await page.run('getComputedStyle(document.body).backgroundColor')).toBe(dark);
  });

  test.each(['light', 'dark'])('has text that can be read: %s', async (look) => {
    await page.media({ dark: look === 'dark' });
    for (const view of VIEWS) {
      await open(view);
      expect(await page.run(FAINT_TEXT)).toEqual([]);
    }
  });

  test('fits a phone: only tables scroll sideways', async () => {
    await page.media({ width: 390, height: 844 });
    for (const view of VIEWS) {
      await open(view);
      expect(await page.run('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }
  });

  test('takes a name for a name, also one that would like to be code', async () => {
    await page.open(written('evil', evilFleet()));
    for (const view of VIEWS) {
      await open(view);
      await page.run("document.querySelectorAll('.open').forEach((each) => each.click())");
      await page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    }
    await open('clusters');
    await page.run("document.querySelector('.cluster').click()");
    expect(await page.run("[window.evil, document.querySelectorAll('img').length, document.scripts.length]")).toEqual([undefined, 0, 2].map((each) => each ?? null));
    expect(await text('#dialog-title')).toEqual([expect.stringContaining('onerror')]);
    expect(page.said).toEqual([]);
  });

  test('opens soon with 200 clusters and 200 services, and shows each view soon', async () => {
    const took = await page.open(written('large', largeFleet({ clusters: 200, services: 200 })));
    // Some 300 ms; more on a busy machine.
    expect(took).toBeLessThan(5000);
    for (const view of VIEWS) {
      const shown = await page.run(`(() => { const start = performance.now(); document.getElementById('tab-${view}').click(); document.body.offsetHeight; return performance.now() - start; })()`);
      expect(shown).toBeLessThan(2000);
    }
    await open('services');
    expect(await page.run("document.querySelectorAll('main tbody tr').length")).toBeLessThan(200);
    await page.run('scrollTo(0, document.body.scrollHeight); new Promise((done) => setTimeout(done, 500))');
    expect(await page.run("document.querySelectorAll('main tbody tr').length")).toBe(200);
  });
});

/** Texts whose contrast with what is behind them is below 4.5 to 1. */
const FAINT_TEXT = `(() => {
  const parsed = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
  const light = ({ r, g, b }) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const behind = (element) => { for (let each = element; each; each = each.parentElement) { const color = parsed(getComputedStyle(each).backgroundColor); if (color.a > 0.5) { return color; } } };
  const faint = new Set();
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || element.closest('svg, script, style') || ![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')) { continue; }
    const [one, other] = [light(parsed(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) { faint.add(element.className + ' ' + element.textContent.slice(0, 30) + ' ' + contrast.toFixed(2)); }
  }
  return [...faint];
})()`;
