import * as crypto from 'node:crypto';
import { packageVersion } from '../output/version';
import { PAGE_SCRIPT } from './page-script';
import { PAGE_STYLE } from './page-style';
import type { ReportModel } from './report-model';

/**
 * A report as one page that needs nothing else: what it shows stands in it as JSON. The browser is told to load nothing, and to run this script alone, so
 * that no name in a manifest can become code.
 */
export function htmlReport(model: ReportModel): string {
  const policy = `default-src 'none'; style-src '${hashOf(PAGE_STYLE)}'; script-src '${hashOf(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const { length } = model.clusters.filter(({ hub }) => hub !== true);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="fleetwright ${packageVersion()}">
<title>Fleet of ${length === 1 ? 'a cluster' : `${length} clusters`}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#panel">To the content</a>
<header>
<div class="top"><h1>Fleet</h1><button type="button" class="plain small" id="theme">Light or dark</button></div>
<div class="filters">
<form role="search">
<input id="search" type="search" placeholder="Search clusters, services, images, findings … ( / )" aria-label="Search" autocomplete="off">
<select id="environment" aria-label="Environment"><option value="">All environments</option></select>
<select id="region" aria-label="Region"><option value="">All regions</option></select>
<select id="cloud" aria-label="Cloud"><option value="">All clouds</option></select>
<button type="button" class="plain" id="reset">Reset</button>
</form>
<div role="tablist" aria-label="Views"></div>
</div>
</header>
<main>
<noscript><p class="empty">This page needs JavaScript: what it shows is made from data in it.</p></noscript>
<p id="status" class="skip" role="status"></p>
<div id="panel" role="tabpanel" tabindex="-1"></div>
</main>
<footer class="soft small">What is written, not what runs: read from manifests by fleetwright ${packageVersion()}.</footer>
<dialog aria-labelledby="dialog-title"></dialog>
<script type="application/json" id="model">${embedded(model)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** JSON that can't end the element that it stands in. */
function embedded(model: ReportModel): string {
  return JSON.stringify(model).replace(/</g, '\\u003c');
}

function hashOf(text: string): string {
  return `sha256-${crypto.createHash('sha256').update(text).digest('base64')}`;
}
