/**
 * What the page of a report does, in the words of a browser. All text goes into the page as text, never as HTML, so that a name stays a name; what a view
 * shows is made when it is opened, and long lists piece by piece.
 */
export const PAGE_SCRIPT = String.raw`'use strict';
(() => {
const model = JSON.parse(document.getElementById('model').textContent);
const CLUSTERS = model.clusters;
const PIECE = 100;
const NOT_SAID = 'not said';

// Elements.
function h(tag, props, ...children) { return fill(document.createElement(tag), props, children); }
function s(tag, props, ...children) { return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children); }
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === false) { continue; }
    if (typeof value === 'function') { element.addEventListener(name, value); } else { element.setAttribute(name, value === true ? '' : value); }
  }
  element.append(...children.flat(9).filter((child) => child !== undefined && child !== false));
  return element;
}
const count = (n, one, many) => n.toLocaleString('en-US') + ' ' + (n === 1 ? one : many ?? one + 's');
const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);
const shown = (name) => name.startsWith('/') ? name.slice(1) : name;
const chip = (text, kind = '', title = undefined) => h('span', { class: 'chip ' + kind, title }, text);

// Sets of clusters: the first and the last of each run.
const all = (set) => { const places = []; for (let i = 0; i < set.length; i += 2) { for (let p = set[i]; p <= set[i + 1]; p += 1) { places.push(p); } } return places; };
let selected = new Set(CLUSTERS.keys());
const chosen = (set) => all(set).filter((place) => selected.has(place));
const touches = (set) => { for (let i = 0; i < set.length; i += 2) { for (let p = set[i]; p <= set[i + 1]; p += 1) { if (selected.has(p)) { return true; } } } return false; };
const inSome = (row) => row.variants.some((variant) => touches(variant.clusters));
const clustersOf = (row) => row.variants.flatMap((variant) => chosen(variant.clusters)).sort((a, b) => a - b);

function clusterButton(place) {
  return h('button', { type: 'button', class: 'chip', click: () => openCluster(place) }, CLUSTERS[place].name);
}
function clusterList(places) {
  if (places.length <= 4) { return h('span', { class: 'chips' }, places.map(clusterButton)); }
  const details = h('details', {}, h('summary', {}, places.length === CLUSTERS.length ? 'all ' + places.length + ' clusters' : places.length + ' clusters'));
  details.addEventListener('toggle', () => { if (details.childElementCount === 1) { details.append(h('div', { class: 'chips' }, places.map(clusterButton))); } });
  return details;
}

// What is looked for.
const state = { view: 'clusters', q: '', environment: '', region: '', cloud: '', rows: 'services', open: new Set(), groups: new Set() };
const texts = new WeakMap();
function textOf(row, make) {
  if (!texts.has(row)) { texts.set(row, make(row).flat(9).filter((part) => part !== undefined).join('\n').toLowerCase()); }
  return texts.get(row);
}
const matches = (row, make) => { const text = textOf(row, make); return state.q.toLowerCase().split(/\s+/).every((word) => text.includes(word)); };

const clusterText = (c) => [c.name, c.environment, c.region, c.cloud, c.kubernetesVersion, c.zones, Object.entries(c.labels).map((pair) => pair.join('=')),
  Object.entries(c.capabilities).map((pair) => pair.join(' ')), c.mesh === undefined ? [] : ['mesh', c.mesh.group, c.mesh.name], c.nodePools.map((pool) => pool.name)];
const serviceText = (row) => ['Service', row.name, row.variants.map((v) => [v.ports, v.sharing === undefined ? [] : 'global', v.affinity])];
const workloadText = (row) => [row.kind, row.name, row.variants.map((v) => [v.images, v.spot ? 'spot' : []])];
const globalText = (row) => [row.name, row.group, row.members.map((m) => [m.affinity, m.sharing, m.use])];
const differenceText = (row) => [row.object, row.field, row.values.map((v) => v.value)];
const overrideText = (row) => [row.object, row.reason, row.fields];
const findingText = (row) => [row.id, row.severity, row.path, row.object, row.message, row.accepted];

const LISTS = {
  clusters: () => CLUSTERS.map((c, place) => place).filter((place) => selected.has(place) && matches(CLUSTERS[place], clusterText)),
  services: () => model.services.filter((row) => inSome(row) && matches(row, serviceText)),
  globals: () => model.globals.filter((row) => row.members.some((m) => touches(m.clusters)) && matches(row, globalText)),
  workloads: () => model.workloads.filter((row) => inSome(row) && matches(row, workloadText)),
  matrix: () => LISTS[state.rows](),
  differences: () => model.differences.filter((row) => row.values.filter((v) => touches(v.clusters)).length > 1 && matches(row, differenceText)),
  overrides: () => model.overrides.filter((row) => touches(row.clusters) && matches(row, overrideText)),
  findings: () => model.findings.filter((row) => touches(row.clusters) && matches(row, findingText)),
};

// Long lists come piece by piece.
function pieces(rows, into, render) {
  let next = 0;
  const button = h('button', { type: 'button', class: 'plain', click: () => more() });
  const after = h('p', {}, button);
  function more() {
    into.append(...rows.slice(next, next + PIECE).map(render).flat());
    next += PIECE;
    if (next >= rows.length) { after.remove(); return; }
    button.textContent = 'Show more (' + (rows.length - next).toLocaleString('en-US') + ' left)';
  }
  more();
  if (next < rows.length) { new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) { more(); } }, { rootMargin: '600px' }).observe(after); }
  return next < rows.length ? after : undefined;
}
function table(label, heads, rows, render) {
  const body = h('tbody');
  const rest = pieces(rows, body, render);
  return [h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h('table', {}, h('thead', {}, h('tr', {}, heads.map(([text, title]) => h('th', { scope: 'col', title }, text)))), body)), rest];
}
function empty(what) {
  const asked = state.q !== '' || state.environment !== '' || state.region !== '' || state.cloud !== '';
  return h('div', { class: 'empty' }, h('p', {}, asked ? 'Nothing here is like what you look for.' : what), asked && h('button', { type: 'button', class: 'plain', click: reset }, 'Show everything'));
}
// A row that opens: what is in it is made then.
function opening(key, name, cells, columns, inside) {
  const button = h('button', { type: 'button', class: 'open mono', 'aria-expanded': String(state.open.has(key)) }, name);
  const row = h('tr', {}, h('th', { scope: 'row' }, button), cells);
  const made = () => h('tr', { class: 'more' }, h('td', { colspan: columns }, inside()));
  let second = state.open.has(key) ? made() : undefined;
  button.addEventListener('click', () => {
    if (second === undefined) { second = made(); row.after(second); state.open.add(key); } else { second.remove(); second = undefined; state.open.delete(key); }
    button.setAttribute('aria-expanded', String(second !== undefined));
  });
  return second === undefined ? [row] : [row, second];
}

// What a loss leaves.
function left(pods, of, where) {
  if (pods === undefined) { return h('span', { class: 'soft', title: 'Where its pods run is not known well enough.' }, '?'); }
  const bar = h('i');
  bar.style.width = (of === 0 ? 0 : Math.round(100 * pods / of)) + '%';
  return h('span', { title: where === undefined ? undefined : 'The worst that can be lost: ' + where },
    chip(pods === 0 ? '✕ none left' : '✓ ' + pods + ' of ' + of + ' left', pods === 0 ? 'bad' : 'good'), h('span', { class: 'bar' }, bar));
}
function afterZone(row) {
  const known = row.variants.filter((v) => touches(v.clusters) && v.pods > 0);
  if (known.length === 0) { return h('span', { class: 'soft' }, 'no pods'); }
  const lost = sum(known.filter((v) => v.afterZone === 0), (v) => chosen(v.clusters).length);
  if (lost > 0) { return chip(known.length === 1 || lost === clustersOf(row).length ? '✕ none left' : '✕ none left in ' + lost, 'bad'); }
  if (known.some((v) => v.afterZone === undefined)) { return h('span', { class: 'soft', title: 'The zones of a cluster are not known.' }, '? zones not known'); }
  const worst = known.reduce((one, other) => other.afterZone / other.pods < one.afterZone / one.pods ? other : one);
  return left(worst.afterZone, worst.pods);
}
const range = (numbers) => { const [least, most] = [Math.min(...numbers), Math.max(...numbers)]; return least === most ? String(least) : least + '–' + most; };

// Views.
function tile(number, text, { part, kind = 'neutral', title } = {}) {
  const bar = h('i');
  if (part !== undefined) { bar.style.width = Math.round(100 * part) + '%'; }
  return h('div', { class: 'tile', title }, h('b', {}, number.toLocaleString('en-US')), h('span', { class: 'soft small' }, text), part !== undefined && h('span', { class: 'bar ' + kind }, bar));
}
function tiles() {
  const here = [...selected].map((place) => CLUSTERS[place]);
  const [pods, spot, uncounted] = [sum(here, (c) => c.pods), sum(here, (c) => c.spotPods), sum(here, (c) => c.uncounted)];
  const services = model.services.filter(inSome);
  const withPods = (row) => row.variants.filter((v) => touches(v.clusters) && v.pods > 0);
  const judged = services.filter((row) => withPods(row).length > 0 && withPods(row).every((v) => v.afterZone !== undefined));
  const stand = judged.filter((row) => withPods(row).every((v) => v.afterZone > 0));
  const globals = model.globals.filter((row) => row.members.some((m) => touches(m.clusters)));
  const overRegions = globals.filter((row) => row.afterRegion !== undefined && row.afterRegion.pods > 0);
  const findings = LISTS.findings().filter((row) => row.accepted === undefined);
  const errors = findings.filter((row) => row.severity === 'error').length;
  const own = here.filter((c) => !c.hub);
  const regions = new Set(own.map((c) => c.region ?? ''));
  return h('div', { class: 'tiles' },
    tile(own.length, own.length === 1 ? 'cluster' : 'clusters in ' + count(regions.size, 'region')),
    tile(services.length, (services.length === 1 ? 'service' : 'services') + ', and ' + count(model.workloads.filter(inSome).length, 'workload')),
    tile(pods.toLocaleString('en-US'), (pods === 1 ? 'pod' : 'pods') + (uncounted > 0 ? ', and ' + count(uncounted, 'workload') + ' of uncounted ones' : ''),
      { title: 'Of an autoscaler, the fewest. Workloads that run on each node, or as jobs, are not counted.' }),
    tile(pods === 0 ? '–' : Math.round(100 * spot / pods) + ' %', 'of pods may be on spot nodes', { part: pods === 0 ? 0 : spot / pods, title: count(spot, 'pod') + ' of ' + pods }),
    tile(stand.length + ' of ' + judged.length, 'services survive the loss of a zone', { part: judged.length === 0 ? 0 : stand.length / judged.length, kind: 'good',
      title: 'In each of their clusters alone. Of services with pods in known zones only.' }),
    tile(overRegions.length + ' of ' + globals.length, 'global services survive the loss of a region', { part: globals.length === 0 ? 0 : overRegions.length / globals.length, kind: 'good' }),
    tile(findings.length, errors === 0 ? (findings.length === 1 ? 'warning' : 'warnings') : 'findings, of which ' + count(errors, 'error')));
}
function grouped(places, field) {
  const groups = new Map();
  for (const place of places) { const name = CLUSTERS[place][field] ?? ''; groups.set(name, [...groups.get(name) ?? [], place]); }
  return groups;
}
const findingsIn = new Map();
for (const row of model.findings.filter((each) => each.accepted === undefined)) { for (const place of all(row.clusters)) { findingsIn.set(place, [...findingsIn.get(place) ?? [], row]); } }

function clusterCard(place, compact) {
  const c = CLUSTERS[place];
  const found = findingsIn.get(place) ?? [];
  const bad = found.some((row) => row.severity === 'error');
  const mark = found.length > 0 && chip((bad ? '✕ ' : '! ') + found.length, bad ? 'bad' : 'warn', count(found.length, 'finding'));
  const hub = c.hub === true && [chip('hub', '', 'The engine that delivers the fleet runs here'), ' '];
  const spot = c.pods === 0 ? 0 : Math.round(100 * c.spotPods / c.pods);
  const title = [c.cloud, c.kubernetesVersion === undefined ? undefined : 'Kubernetes ' + c.kubernetesVersion, c.zones.length === 0 ? 'zones not known' : count(c.zones.length, 'zone'),
    count(c.pods, 'pod') + (spot === 0 ? '' : ', ' + spot + ' % may be on spot')].filter((part) => part !== undefined).join(' · ');
  if (compact) { return h('button', { type: 'button', class: 'cluster', title, click: () => openCluster(place) }, c.name, ' ', hub, mark); }
  return h('button', { type: 'button', class: 'cluster', click: () => openCluster(place) },
    h('b', {}, c.name), ' ', hub, mark, h('div', { class: 'soft small' }, title),
    h('div', { class: 'chips' }, c.mesh !== undefined && chip('mesh ' + (c.mesh.group === undefined ? '' : c.mesh.group + ' ') + '#' + c.mesh.id), c.nodePools.map((pool) => chip('nodes: ' + pool.name))));
}
const VIEWS = {
  clusters: ['Clusters', () => {
    const places = LISTS.clusters();
    if (places.length === 0) { return [tiles(), empty('No clusters.')]; }
    const compact = places.length > 40;
    return [tiles(), [...grouped(places, 'environment')].map(([environment, here]) => [
      h('h2', {}, environment === '' ? 'No environment said' : environment, h('span', { class: 'count' }, here.length)),
      h('div', { class: 'regions' }, [...grouped(here, 'region')].map(([region, there]) => h('section', { class: 'card' },
        h('h3', {}, region === '' ? 'No region said' : region, ' ', there.length > 1 && h('span', { class: 'soft' }, count(there.length, 'cluster'))),
        h('div', { class: compact ? 'chips compact' : 'chips' }, there.map((place) => clusterCard(place, compact)))))),
    ])];
  }],
  services: ['Services', () => {
    const rows = LISTS.services();
    if (rows.length === 0) { return [empty('No cluster has a Service.')]; }
    // Several meshes may have one of a name: the one that loses most is shown.
    const globals = new Map();
    for (const row of model.globals.filter((each) => each.members.some((m) => touches(m.clusters)))) {
      const known = globals.get(row.name);
      if (known === undefined || (row.afterRegion?.pods ?? Infinity) < (known.afterRegion?.pods ?? Infinity)) { globals.set(row.name, row); }
    }
    return [h('p', { class: 'soft small' }, 'What is left of a service when its worst zone is lost, in each cluster alone; and of global ones when a region is lost, all clusters together.'),
      table('Services', [['Service'], ['In'], ['Global'], ['Pods', 'In each cluster; of an autoscaler, the fewest'], ['A zone is lost'], ['A region is lost']], rows, (row) => {
        const here = row.variants.filter((v) => touches(v.clusters));
        const global = globals.get(row.name);
        const isGlobal = here.some((v) => v.sharing !== undefined);
        return opening('service ' + row.name, shown(row.name), [
          h('td', {}, clusterList(clustersOf(row))),
          h('td', {}, isGlobal ? chip(here.find((v) => v.sharing !== undefined).sharing === 'export' ? 'exported' : 'global') : h('span', { class: 'soft' }, 'no')),
          h('td', { class: 'num' }, range(here.map((v) => v.pods))),
          h('td', { class: 'num' }, afterZone(row)),
          h('td', { class: 'num' }, isGlobal && global !== undefined ? left(global.afterRegion?.pods, global.pods, global.afterRegion?.region)
            : h('span', { class: 'soft', title: 'Nothing leads callers to another cluster.' }, 'with its cluster')),
        ], 6, () => variants(here, ['Ports', 'Affinity', 'Pods', 'A zone is lost'], (v) => [
          h('td', {}, v.ports.join(', ')), h('td', {}, v.sharing === undefined ? 'not global' : v.affinity ?? 'none'), h('td', { class: 'num' }, v.pods), h('td', { class: 'num' }, v.pods === 0 ? 'no pods' : left(v.afterZone, v.pods))]));
      })];
  }],
  globals: ['Global services', () => {
    const rows = LISTS.globals();
    if (rows.length === 0) { return [empty('No clusters share a Service.')]; }
    if (![...state.open].some((key) => key.startsWith('global '))) { state.open.add('global ' + (rows[0].group ?? '') + rows[0].name); }
    return [h('ul', { class: 'legend', 'aria-label': 'Legend' }, Object.entries(USES).map(([use, text]) => h('li', {}, sample(use), text)), h('li', {}, sample('gives'), 'pods that are shared')),
      table('Global services', [['Service'], ['Called from'], ['Pods in'], ['Affinity'], ['A zone is lost'], ['A region is lost']], rows, (row) => {
        const giving = row.members.filter((m) => m.gives).flatMap((m) => chosen(m.clusters)).sort((a, b) => a - b);
        const taking = row.members.flatMap((m) => chosen(m.clusters)).sort((a, b) => a - b);
        return opening('global ' + (row.group ?? '') + row.name, shown(row.name), [
          h('td', {}, clusterList(taking)), h('td', {}, giving.length === 0 ? chip('none', 'bad') : clusterList(giving)),
          h('td', {}, [...new Set(row.members.filter((m) => touches(m.clusters)).map((m) => m.affinity))].map((affinity) => [chip(affinity), ' '])),
          h('td', { class: 'num' }, left(row.afterZone?.pods, row.pods, row.afterZone?.zone)), h('td', { class: 'num' }, left(row.afterRegion?.pods, row.pods, row.afterRegion?.region)),
        ], 6, () => drawing(row));
      })];
  }],
  workloads: ['Workloads', () => {
    const rows = LISTS.workloads();
    if (rows.length === 0) { return [empty('No cluster runs a workload.')]; }
    return table('Workloads', [['Workload'], ['Kind'], ['In'], ['Pods', 'In each cluster; of an autoscaler, the fewest'], ['Image'], ['Zones'], ['Spot']], rows, (row) => {
      const here = row.variants.filter((v) => touches(v.clusters));
      const [first] = here;
      const mixed = (of) => new Set(here.map((v) => JSON.stringify(of(v)))).size > 1;
      const said = here.filter((v) => v.replicas !== undefined).map((v) => v.replicas);
      return opening(row.kind + ' ' + row.name, shown(row.name), [
        h('td', {}, row.kind), h('td', {}, clusterList(clustersOf(row))), h('td', { class: 'num' }, said.length === 0 ? h('span', { class: 'soft' }, NOT_SAID) : range(said)),
        h('td', { class: 'mono' }, first.images[0] ?? '', first.images.length > 1 && h('span', { class: 'soft' }, ' +' + (first.images.length - 1)), mixed((v) => v.images) && [' ', chip('differs', 'warn')]),
        h('td', {}, mixed((v) => v.spreadOverZones) ? chip('differs', 'warn') : first.spreadOverZones ? chip('kept even', 'good') : h('span', { class: 'soft', title: 'No constraint with DoNotSchedule keeps its pods evenly in zones.' }, 'not kept even')),
        h('td', {}, mixed((v) => v.spot) ? chip('differs', 'warn') : first.spot ? chip('may be') : h('span', { class: 'soft' }, 'no')),
      ], 7, () => variants(here, ['Pods', 'Images', 'Zones', 'Spread', 'Spot'], (v) => [
        h('td', { class: 'num' }, v.replicas ?? NOT_SAID), h('td', { class: 'mono' }, v.images.map((image) => h('div', {}, image))), h('td', {}, v.zones === undefined ? 'all of the cluster' : v.zones.join(', ')),
        h('td', {}, v.spreadOverZones ? 'kept even' : 'not kept even'), h('td', {}, v.spot ? 'may be' : 'no')]));
    });
  }],
  matrix: ['Matrix', () => matrix()],
  differences: ['Differences', () => {
    const [rows, overrides] = [LISTS.differences(), LISTS.overrides()];
    const first = h('div');
    const rest = pieces(rows, first, difference);
    return [
      h('h2', {}, 'Overrides', h('span', { class: 'count' }, overrides.length)),
      overrides.length === 0 ? h('p', { class: 'soft' }, 'No override changes anything here.')
        : table('Overrides', [['Object'], ['In'], ['Fields'], ['Reason']], overrides, (row) => h('tr', {}, h('th', { scope: 'row', class: 'mono' }, row.object),
          h('td', {}, clusterList(chosen(row.clusters))), h('td', { class: 'mono' }, row.fields.map((field) => h('div', {}, field))), h('td', {}, row.reason))),
      h('h2', {}, 'What differs between clusters', h('span', { class: 'count' }, rows.length)),
      rows.length === 0 ? empty('What runs in several clusters is the same in all of them.') : [first, rest],
    ];
  }],
  findings: ['Findings', () => {
    const rows = LISTS.findings();
    if (rows.length === 0) { return [empty('Nothing was found.')]; }
    const sorted = [...rows].sort((one, other) => weight(one) - weight(other));
    const first = h('div');
    const rest = pieces(sorted, first, (row) => h('article', { class: 'card finding ' + (row.accepted !== undefined ? 'accepted' : row.severity) },
      h('div', {}, chip(row.accepted !== undefined ? 'accepted' : row.severity === 'error' ? '✕ error' : '! warning', row.accepted !== undefined ? '' : row.severity === 'error' ? 'bad' : 'warn'),
        ' ', h('code', {}, row.id), ' ', h('span', { class: 'soft mono' }, row.path)),
      h('p', {}, row.severity !== 'error' && row.object !== undefined ? row.object + ': ' + row.message : row.message),
      row.accepted !== undefined && h('p', { class: 'soft' }, 'Accepted: ' + row.accepted),
      clusterList(chosen(row.clusters))));
    return [first, rest];
  }],
};
const weight = (row) => (row.accepted !== undefined ? 2 : row.severity === 'error' ? 0 : 1);
function variants(rows, heads, cells) {
  return h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'In'), heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rows.slice(0, PIECE).map((v) => h('tr', {}, h('td', {}, clusterList(chosen(v.clusters))), cells(v))),
      rows.length > PIECE && h('tr', {}, h('td', { colspan: heads.length + 1, class: 'soft' }, 'and ' + (rows.length - PIECE) + ' more ways'))));
}
function difference(row) {
  const explained = new Set(all(row.overridden));
  return h('article', { class: 'card finding ' + (row.within.length > 0 ? '' : 'accepted') },
    h('div', {}, h('b', { class: 'mono' }, row.object), ' differs in ', h('b', {}, row.field), ' ',
      row.within.length > 0 ? chip('within ' + row.within.map((name) => name === '' ? 'no environment' : name).join(', '), 'warn') : chip('between environments')),
    h('dl', { class: 'values' }, row.values.filter((v) => touches(v.clusters)).slice(0, PIECE).map((v) => {
      const places = chosen(v.clusters);
      return [h('dt', {}, clusterList(places)), h('dd', { class: 'mono' }, v.value, places.length > 0 && places.every((place) => explained.has(place)) && [' ', chip('overridden', '', 'An override with its reason: above')])];
    })));
}

// A global service: who calls on the left, who answers on the right.
const USES = {
  only: 'no pods of its own: always calls other clusters', equal: 'affinity none: own and other clusters alike', preferred: 'affinity remote: other clusters first', fallback: 'affinity local: other clusters when its own pods fail',
};
function sample(use) { return s('svg', { width: 34, height: 10, 'aria-hidden': 'true' }, s('path', { class: 'edge ' + use, d: 'M1 5H33' })); }
function drawing(row) {
  const members = row.members.filter((m) => touches(m.clusters));
  const single = sum(members, (m) => chosen(m.clusters).length) <= 12;
  const groupsOf = (list, of) => {
    const groups = new Map();
    for (const m of list) { for (const place of chosen(m.clusters)) {
      const c = CLUSTERS[place];
      const title = single ? c.name : [c.region ?? 'no region said', c.environment].filter((part) => part !== undefined).join(' · ');
      const key = title + '\n' + of(m);
      const group = groups.get(key) ?? { title, place: single ? c.region ?? '' : '', m, clusters: 0, pods: 0 };
      groups.set(key, group);
      group.clusters += 1;
      group.pods += m.pods;
    } }
    return [...groups.values()].sort((one, other) => (one.title < other.title ? -1 : Number(one.title > other.title)));
  };
  const callers = groupsOf(members, (m) => m.use);
  const givers = groupsOf(members.filter((m) => m.gives), () => '');
  const [STEP, BOX, HIGH] = [52, 230, 42];
  const rows = Math.max(callers.length, givers.length, 1);
  const height = rows * STEP + 30;
  const middle = 30 + rows * STEP / 2;
  const y = (index, list) => 30 + (rows - list.length) * STEP / 2 + index * STEP;
  const box = (x, top, title, text, cls) => [s('rect', { x, y: top, width: BOX, height: HIGH, rx: 6, class: cls }),
    s('text', { x: x + 10, y: top + 18 }, title.length > 30 ? title.slice(0, 29) + '…' : title, s('title', {}, title)), s('text', { x: x + 10, y: top + 34, class: 'soft' }, text)];
  const described = callers.map((each) => each.title + ': ' + USES[each.m.use]).join('; ') + '. Pods in ' + (givers.map((each) => each.title + ': ' + each.pods).join('; ') || 'no cluster') + '.';
  return h('div', { class: 'drawing', tabindex: 0, role: 'region', 'aria-label': 'Drawing of ' + shown(row.name) },
    s('svg', { viewBox: '-1 0 903 ' + height, role: 'img', 'aria-label': described },
      s('text', { x: 0, y: 14, class: 'soft' }, 'Callers in'), s('text', { x: 670, y: 14, class: 'soft' }, 'Pods in'),
      callers.map((each, i) => s('path', { class: 'edge ' + each.m.use, d: curve(BOX, y(i, callers) + HIGH / 2, 345, middle) }, s('title', {}, each.title + ': ' + USES[each.m.use]))),
      givers.map((each, i) => s('path', { class: 'edge gives', d: curve(555, middle, 670, y(i, givers) + HIGH / 2) })),
      callers.map((each, i) => box(0, y(i, callers), each.title, (single ? each.place : count(each.clusters, 'cluster')) + (each.place === '' && single ? '' : ' · ') + (each.m.use === 'only' ? 'no own pods' : each.m.affinity))),
      s('rect', { x: 345, y: middle - 30, width: 210, height: 60, rx: 10, class: 'hub' }),
      s('text', { x: 450, y: middle - 6, 'text-anchor': 'middle' }, shown(row.name).length > 28 ? shown(row.name).slice(0, 27) + '…' : shown(row.name), s('title', {}, shown(row.name))),
      s('text', { x: 450, y: middle + 14, 'text-anchor': 'middle', class: 'soft' }, count(row.pods, 'pod') + (row.group === undefined ? '' : ' · mesh ' + row.group)),
      givers.map((each, i) => box(670, y(i, givers), each.title, (single ? each.place : count(each.clusters, 'cluster')) + (each.place === '' && single ? '' : ' · ') + count(each.pods, 'pod'))),
      givers.length === 0 && s('text', { x: 670, y: middle + 4 }, 'none: nothing answers')));
}
const curve = (x1, y1, x2, y2) => 'M' + x1 + ' ' + y1 + 'C' + (x1 + x2) / 2 + ' ' + y1 + ' ' + (x1 + x2) / 2 + ' ' + y2 + ' ' + x2 + ' ' + y2;

// What runs where: a column for each region of an environment, which opens to its clusters.
function matrix() {
  const rows = LISTS.matrix();
  const choice = h('p', {}, ['services', 'workloads'].map((each) => [h('button', { type: 'button', class: 'plain', 'aria-pressed': String(state.rows === each), click: () => { state.rows = each; show(); } }, VIEWS[each][0]), ' ']));
  if (rows.length === 0) { return [choice, empty('Nothing runs here.')]; }
  const columns = [];
  const few = selected.size <= 12;
  const environments = [];
  for (const [environment, here] of grouped([...selected].sort((a, b) => a - b), 'environment')) {
    const before = columns.length;
    for (const [region, there] of grouped(here, 'region')) {
      const key = environment + '\n' + region;
      const title = region === '' ? 'no region' : region;
      if (few || state.groups.has(key)) { there.forEach((place) => columns.push({ key, environment, title: CLUSTERS[place].name, places: [place], one: true })); }
      else { columns.push({ key, environment, title, places: there }); }
    }
    environments.push(h('th', { scope: 'colgroup', colspan: columns.length - before }, environment === '' ? 'no environment' : environment));
  }
  const head = (column) => {
    if (column.one && few) { return h('th', { scope: 'col' }, h('span', { class: 'one' }, column.title)); }
    const toggle = () => {
      if (!state.groups.delete(column.key)) { state.groups.add(column.key); }
      show();
      [...panel.querySelectorAll('thead button')].find((button) => button.dataset.key === column.key)?.focus();
    };
    return h('th', { scope: 'col' }, h('button', { type: 'button', class: column.one ? 'one' : 'open-group', title: column.one ? 'Close this region' : 'Show its clusters', 'data-key': column.key, click: toggle },
      column.title), !column.one && h('div', { class: 'soft' }, count(column.places.length, 'cluster')));
  };
  const body = h('tbody');
  const rest = pieces(rows, body, (row) => {
    const of = new Map();
    const usual = new Map();
    row.variants.forEach((v, index) => {
      const here = new Map();
      for (const place of chosen(v.clusters)) { of.set(place, index); here.set(CLUSTERS[place].environment ?? '', (here.get(CLUSTERS[place].environment ?? '') ?? 0) + 1); }
      here.forEach((many, environment) => { if (many > (usual.get(environment)?.many ?? 0)) { usual.set(environment, { index, many }); } });
    });
    return h('tr', {}, h('th', { scope: 'row', class: 'mono' }, shown(row.name), row.kind !== undefined && h('span', { class: 'soft' }, ' ' + row.kind)), columns.map((column) => {
      const there = column.places.filter((place) => of.has(place));
      if (there.length === 0) { return h('td', {}, h('span', { class: 'cell none' }, '·')); }
      const differs = there.some((place) => of.get(place) !== usual.get(column.environment).index);
      const text = column.one ? String(row.variants[of.get(there[0])].pods ?? row.variants[of.get(there[0])].replicas ?? '✓') : there.length + (there.length < column.places.length ? '/' + column.places.length : '');
      return h('td', {}, h('span', { class: 'cell' + (differs ? ' differs' : ''), title: shown(row.name) + ' in ' + column.title + ': ' + (column.one ? text === '✓' ? 'runs' : text + ' pods' : text + ' clusters')
        + (differs ? ', not as in most clusters of ' + (column.environment === '' ? 'no environment' : column.environment) : '') }, text + (differs ? ' ≠' : '')));
    }));
  });
  return [choice, h('ul', { class: 'legend', 'aria-label': 'Legend' }, h('li', {}, h('span', { class: 'cell' }, '3'), few ? 'runs there: pods' : 'runs there: clusters, or pods of one cluster'),
    h('li', {}, h('span', { class: 'cell differs' }, '3 ≠'), few ? 'not as in most clusters of its environment' : 'some are not as most of their environment'), h('li', {}, h('span', { class: 'cell none' }, '·'), 'does not run there'),
    !few && h('li', {}, '▸ A region opens to its clusters.')),
  h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Matrix' }, h('table', { class: 'matrix' }, h('thead', {}, h('tr', {}, h('td'), environments), h('tr', {}, h('th', { scope: 'col' }, state.rows === 'services' ? 'Service' : 'Workload'), columns.map(head))), body)), rest];
}

// One cluster.
const dialog = document.querySelector('dialog');
function openCluster(place) {
  const c = CLUSTERS[place];
  const has = (set) => all(set).includes(place);
  const pairs = [['Environment', c.environment], ['Region', c.region], ['Zones', c.zones.join(', ') || undefined], ['Cloud', c.cloud], ['Kubernetes', c.kubernetesVersion],
    ['Labels', Object.entries(c.labels).map((pair) => pair.join('=')).join(', ') || undefined], ['Installed', Object.entries(c.capabilities).map((pair) => pair.join(' ')).join(', ') || undefined],
    ['Mesh', c.mesh === undefined ? undefined : (c.mesh.group === undefined ? '' : c.mesh.group + ', ') + c.mesh.name + ' with id ' + c.mesh.id],
    ['Objects', String(c.objects)], ['Pods', c.pods + (c.uncounted > 0 ? ', and ' + count(c.uncounted, 'workload') + ' of uncounted ones' : '')],
    ['May be on spot', c.pods === 0 ? undefined : Math.round(100 * c.spotPods / c.pods) + ' % of the pods'],
    ['Node pools', c.nodePools.map((pool) => pool.name + (pool.zones === undefined ? '' : ' (' + pool.zones.join(', ') + ')')).join(', ') || undefined]];
  const runs = model.workloads.flatMap((row) => { const v = row.variants.find((each) => has(each.clusters)); return v === undefined ? [] : [[row, v]]; });
  const overrides = model.overrides.filter((row) => has(row.clusters));
  const body = h('tbody');
  dialog.replaceChildren(
    h('form', { method: 'dialog', class: 'top' }, h('h2', { id: 'dialog-title' }, c.name), h('button', { class: 'plain', value: 'close' }, 'Close')),
    h('dl', { class: 'values' }, pairs.filter(([, value]) => value !== undefined).map(([name, value]) => [h('dt', { class: 'soft' }, name), h('dd', {}, value)])),
    ...(findingsIn.has(place) ? [h('h3', {}, 'Findings'), h('ul', {}, findingsIn.get(place).slice(0, PIECE).map((row) => h('li', {}, h('code', {}, row.id), ' ', row.object ?? row.path, ' ', row.message)))] : []),
    ...(overrides.length > 0 ? [h('h3', {}, 'Overrides'), h('ul', {}, overrides.map((row) => h('li', {}, h('code', {}, row.object), ' ', row.fields.join(', '), ': ', row.reason)))] : []),
    h('h3', {}, count(runs.length, 'workload')),
    ...(runs.length > 0 ? [h('div', { class: 'scroll' }, h('table', {}, body))] : []));
  const rest = pieces(runs, body, ([row, v]) => h('tr', {}, h('td', { class: 'mono' }, shown(row.name)), h('td', {}, row.kind), h('td', { class: 'num' }, v.replicas ?? NOT_SAID), h('td', { class: 'mono' }, v.images.join(', '))));
  if (rest !== undefined) { dialog.append(rest); }
  dialog.showModal();
}
dialog.addEventListener('click', (event) => { if (event.target === dialog) { dialog.close(); } });

// The page around the views.
const [search, tabs, panel] = [document.getElementById('search'), document.querySelector('[role=tablist]'), document.getElementById('panel')];
const selects = Object.fromEntries(['environment', 'region', 'cloud'].map((field) => [field, document.getElementById(field)]));
for (const [field, select] of Object.entries(selects)) {
  const names = [...new Set(CLUSTERS.map((c) => c[field] ?? ''))].sort();
  select.append(...names.map((name) => h('option', { value: name === '' ? '\u0000' : name }, name === '' ? NOT_SAID : name)));
  select.hidden = names.length < 2;
  select.addEventListener('change', () => { state[field] = select.value; show(); });
}
for (const id of Object.keys(VIEWS)) {
  tabs.append(h('button', { type: 'button', role: 'tab', id: 'tab-' + id, 'aria-controls': 'panel', click: () => open(id) }, VIEWS[id][0], h('span', { class: 'count' })));
}
tabs.addEventListener('keydown', (event) => {
  const ids = Object.keys(VIEWS);
  const to = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const next = to !== undefined ? ids[(ids.indexOf(state.view) + to + ids.length) % ids.length] : { Home: ids[0], End: ids.at(-1) }[event.key];
  if (next === undefined) { return; }
  event.preventDefault();
  open(next);
  document.getElementById('tab-' + next).focus();
});
function open(id) { state.view = id; show(); document.getElementById('tab-' + id).scrollIntoView({ block: 'nearest', inline: 'nearest' }); }
function reset() { Object.assign(state, { q: '', environment: '', region: '', cloud: '' }); show(); search.focus(); }
function show() {
  selected = new Set([...CLUSTERS.keys()].filter((place) => Object.keys(selects).every((field) => state[field] === '' || (CLUSTERS[place][field] ?? '\u0000') === state[field])));
  if (search.value !== state.q) { search.value = state.q; }
  for (const [field, select] of Object.entries(selects)) { select.value = state[field]; }
  for (const id of Object.keys(VIEWS)) {
    const tab = document.getElementById('tab-' + id);
    const isOpen = id === state.view;
    tab.setAttribute('aria-selected', String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    const list = id === 'findings' ? LISTS.findings().filter((row) => row.accepted === undefined) : id === 'matrix' ? undefined : LISTS[id]();
    const badge = tab.querySelector('.count');
    badge.hidden = list === undefined;
    badge.textContent = list === undefined ? '' : list.length.toLocaleString('en-US');
    badge.className = id === 'findings' && list.some((row) => row.severity === 'error') ? 'count bad' : 'count';
  }
  panel.setAttribute('aria-labelledby', 'tab-' + state.view);
  panel.replaceChildren(...[VIEWS[state.view][1]()].flat(9).filter((each) => each !== undefined && each !== false));
  const said = new URLSearchParams(Object.entries(state).filter(([, value]) => typeof value === 'string' && value !== ''));
  history.replaceState(null, '', '#' + said);
  document.getElementById('status').textContent = VIEWS[state.view][0] + ': ' + (state.view === 'clusters' ? LISTS.clusters().length : LISTS[state.view]().length) + ' shown';
}
function read() {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const field of ['q', 'environment', 'region', 'cloud']) { state[field] = said.get(field) ?? ''; }
  if (Object.hasOwn(VIEWS, said.get('view'))) { state.view = said.get('view'); }
  if (['services', 'workloads'].includes(said.get('rows'))) { state.rows = said.get('rows'); }
}
let waiting;
search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(() => { state.q = search.value.trim(); show(); }, 80); });
document.querySelector('.filters form').addEventListener('submit', (event) => event.preventDefault());
document.getElementById('reset').addEventListener('click', reset);
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !dialog.open && !['INPUT', 'SELECT'].includes(document.activeElement.tagName)) { event.preventDefault(); search.focus(); }
  if (event.key === 'Escape' && document.activeElement === search) { reset(); }
});
const theme = document.getElementById('theme');
theme.addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : root.dataset.theme === 'dark';
  root.dataset.theme = isDark ? 'light' : 'dark';
});
window.addEventListener('hashchange', () => { read(); show(); });
read();
show();
})();
`;
