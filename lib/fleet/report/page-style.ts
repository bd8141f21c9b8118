const DARK = `color-scheme: dark; --bg: #0f1318; --card: #181d24; --text: #e6eaef; --soft: #9aa5b1; --line: #2f3741; --accent: #6cb6ff; --chip: #252c35;
  --good: #57c46f; --warn: #e3b341; --bad: #ff7b80; --goodbg: #15321d; --warnbg: #3a2d0b; --badbg: #41191c; --same: #1d3a57; --differs: #5a430f;
  --only: #ff7b80; --equal: #6cb6ff; --preferred: #c89bff; --fallback: #9aa5b1;`;

/** How the page of a report looks: by the system's colors unless the reader chooses, and down to the width of a phone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --bg: #f6f7f9; --card: #fff; --text: #1b1f24; --soft: #57606a; --line: #d5dae1; --accent: #0b5cad; --chip: #eaeef3;
  --good: #116329; --warn: #8a5a00; --bad: #c0232c; --goodbg: #dff3e4; --warnbg: #fdf0cf; --badbg: #fde3e4; --same: #cfe3f7; --differs: #f7d9a0;
  --only: #c0232c; --equal: #0b5cad; --preferred: #7a3db8; --fallback: #6e7781; }
:root[data-theme=dark] { ${DARK} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${DARK} } }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', 'DejaVu Sans', sans-serif; }
header, main, footer { max-width: 1400px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 18px; }
.top { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: baseline; justify-content: space-between; }
h1 { font-size: 24px; margin: 0; }
h2 { font-size: 17px; margin: 24px 0 8px; }
h3 { font-size: 14px; margin: 0 0 6px; }
p { margin: 4px 0 12px; }
.soft { color: var(--soft); }
.small { font-size: 13px; }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace; font-size: 13px; overflow-wrap: anywhere; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 20px; top: 4px; background: var(--card); padding: 4px 8px; z-index: 9; }
.filters { position: sticky; top: 0; z-index: 5; background: var(--bg); padding: 10px 0 0; }
.filters form { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.filters input, .filters select, .plain { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; }
.filters input { flex: 1 1 260px; min-width: 0; }
.plain { cursor: pointer; } .plain[aria-pressed=true] { border-color: var(--accent); font-weight: 600; }
[role=tablist] { scrollbar-width: none; display: flex; gap: 2px; overflow-x: auto; border-bottom: 1px solid var(--line); margin-top: 10px; }
[role=tab] { background: none; border: 0; border-bottom: 3px solid transparent; padding: 8px 12px; cursor: pointer; white-space: nowrap; color: var(--soft); }
[role=tab][aria-selected=true] { border-color: var(--accent); color: var(--text); font-weight: 600; }
[role=tab]:focus-visible { outline-offset: -2px; }
.count { background: var(--chip); border-radius: 9px; padding: 1px 7px; font-size: 12px; margin-left: 6px; font-weight: 400; color: var(--text); }
.count.bad { background: var(--badbg); color: var(--bad); }
[role=tabpanel] { padding: 14px 0 40px; min-height: 60vh; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(155px, 1fr)); gap: 10px; }
.tile, .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
.tile b { display: block; font-size: 22px; font-weight: 600; }
.tile .bar { margin-top: 6px; }
.bar { display: block; height: 6px; border-radius: 3px; background: var(--chip); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--good); }
.bar.bad i { background: var(--bad); }
.bar.neutral i { background: var(--accent); }
.regions { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 12px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
.cluster { display: block; width: 100%; text-align: left; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; cursor: pointer; }
.cluster:hover, .chip[type=button]:hover { border-color: var(--accent); }
.cluster b { font-weight: 600; }
.compact .cluster { width: auto; padding: 3px 8px; font-size: 13px; }
.chip { display: inline-block; background: var(--chip); border: 1px solid transparent; border-radius: 5px; padding: 0 6px; font-size: 12.5px; line-height: 1.6; }
.chip[type=button] { cursor: pointer; }
.chip.good { background: var(--goodbg); color: var(--good); } .chip.warn { background: var(--warnbg); color: var(--warn); } .chip.bad { background: var(--badbg); color: var(--bad); }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 7px 12px; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: 12.5px; color: var(--soft); font-weight: 600; white-space: nowrap; }
th[scope=row] { font-weight: 400; min-width: 170px; }
td.num { white-space: nowrap; font-variant-numeric: tabular-nums; }
td .bar { width: 90px; margin-top: 3px; }
td .chips { min-width: 110px; } td .chip { white-space: nowrap; }
tr.more > td { background: var(--bg); }
.open { background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
.open::before { content: '▸'; display: inline-block; width: 1.1em; color: var(--soft); }
.open[aria-expanded=true]::before { content: '▾'; }
details summary { cursor: pointer; }
details[open] summary { margin-bottom: 6px; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 8px 0 12px; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
.legend .cell { color: var(--text); } .legend svg, .legend .cell { vertical-align: middle; margin-right: 6px; }
.matrix th, .matrix td { padding: 3px 6px; border: 1px solid var(--line); font-size: 12.5px; text-align: center; vertical-align: middle; }
.matrix thead th { background: var(--card); vertical-align: bottom; }
.matrix tbody th, .matrix thead tr:last-child th:first-child { position: sticky; left: 0; background: var(--card); text-align: left; z-index: 1; min-width: 190px; max-width: 340px; }
.matrix thead tr:first-child th { text-align: left; color: var(--text); }
.matrix thead button { background: none; border: 0; padding: 0; cursor: pointer; font-size: 12.5px; color: var(--accent); white-space: normal; }
.matrix thead .open-group::before { content: '▸ '; } .matrix thead .one::after { content: ''; }
.matrix .one { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 150px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 400; }
.cell { display: inline-block; min-width: 20px; padding: 0 4px; border-radius: 4px; background: var(--same); }
.cell.differs { background: var(--differs); font-weight: 600; }
.cell.none { background: none; color: var(--soft); }
.finding { border-left: 4px solid var(--warn); margin-bottom: 10px; }
.finding.error { border-left-color: var(--bad); } .finding.accepted { border-left-color: var(--line); }
.values { display: grid; grid-template-columns: minmax(120px, auto) 1fr; gap: 4px 14px; margin: 8px 0 0; }
.values dt { margin: 0; } .values dd { margin: 0; }
dialog { border: 1px solid var(--line); border-radius: 10px; background: var(--card); color: var(--text); width: min(760px, calc(100vw - 24px)); max-height: 86vh; padding: 18px 20px; }
dialog::backdrop { background: rgb(0 0 0 / 45%); }
.empty { text-align: center; padding: 48px 12px; color: var(--soft); }
.drawing { overflow-x: auto; } .drawing svg { min-width: 660px; width: 100%; max-width: 900px; height: auto; display: block; }
svg text { fill: var(--text); font-size: 13px; } svg .soft { fill: var(--soft); font-size: 12px; }
svg rect { fill: var(--card); stroke: var(--line); } svg .hub { stroke: var(--accent); stroke-width: 2; }
svg .edge { fill: none; stroke-width: 2; } svg .gives { stroke: var(--good); } svg .only { stroke: var(--only); stroke-width: 3; } svg .equal { stroke: var(--equal); }
svg .preferred { stroke: var(--preferred); stroke-width: 3; } svg .fallback { stroke: var(--fallback); stroke-dasharray: 6 5; }
footer { padding-bottom: 24px; }
@media (max-width: 640px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  .filters select { flex: 1 1 28%; min-width: 0; order: 1; }
  .filters { position: static; }
  .regions { grid-template-columns: 1fr; } .tiles { grid-template-columns: 1fr 1fr; }
  .matrix tbody th, .matrix thead th:first-child { min-width: 130px; max-width: 150px; overflow-wrap: anywhere; }
  .filters .plain { flex: 0 0 auto; } .filters input { flex: 1 1 60% }
  .values { grid-template-columns: 1fr; } .values dd { margin-bottom: 6px; }
}
@media print { .filters, footer button { display: none; } }
`;
