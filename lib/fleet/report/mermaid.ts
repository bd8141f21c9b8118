import { describeUse, diagramOf } from './diagram';
import type { ReportModel } from './report-model';

/** A report as a drawing of Mermaid: who calls a global service by lines to it, dashed where only when own pods fail; whose pods answer by lines from it. */
export function mermaidReport(model: ReportModel): string {
  const { environments, services, calls, answers } = diagramOf(model);
  return [
    'flowchart LR',
    ...environments.flatMap(({ name, regions }, e) => [
      `  subgraph e${e} [${quoted(name)}]`,
      ...regions.flatMap((region, r) => [
        `    subgraph e${e}r${r} [${quoted(region.name)}]`,
        ...region.nodes.map((node) => `      ${node.id}[${quoted(node.name, node.text)}]`),
        '    end',
      ]),
      '  end',
    ]),
    ...services.map(({ id, name, pods }) => `  ${id}([${quoted(name, `${pods} pods`)}])`),
    ...calls.map(({ node, service, use, affinity }) => `  ${node} ${use === 'fallback' ? '-.->' : '-->'}|${quoted(describeUse(use, affinity))}| ${service}`),
    ...answers.map(({ node, service, pods }) => `  ${service} ==>|${quoted(`${pods} pods`)}| ${node}`),
    '',
  ].join('\n');
}

/** Mermaid reads HTML and Markdown in a text: each sign that could be one is written as its number. */
function quoted(...lines: string[]): string {
  return `"${lines.map((line) => [...line].map((sign) => (/[\p{L}\p{N} .,/:_-]/u.test(sign) ? sign : `#${sign.codePointAt(0)};`)).join('')).join('<br>')}"`;
}
