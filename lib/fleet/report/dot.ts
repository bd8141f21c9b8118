import { describeUse, diagramOf } from './diagram';
import type { ReportModel } from './report-model';

/** A report as a drawing of Graphviz: as that of Mermaid. */
export function dotReport(model: ReportModel): string {
  const { environments, services, calls, answers } = diagramOf(model);
  return [
    'digraph fleet {',
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...environments.flatMap(({ name, regions }, e) => [
      `  subgraph cluster_e${e} {`,
      `    label=${quoted(name)};`,
      ...regions.flatMap((region, r) => [
        `    subgraph cluster_e${e}r${r} {`,
        `      label=${quoted(region.name)};`,
        ...region.nodes.map((node) => `      ${node.id} [label=${quoted(node.name, node.text)}];`),
        '    }',
      ]),
      '  }',
    ]),
    ...services.map(({ id, name, pods }) => `  ${id} [shape=ellipse, label=${quoted(name, `${pods} pods`)}];`),
    ...calls.map(({ node, service, use, affinity }) => (
      `  ${node} -> ${service} [label=${quoted(describeUse(use, affinity))}${use === 'fallback' ? ', style=dashed' : ''}];`)),
    ...answers.map(({ node, service, pods }) => `  ${service} -> ${node} [label=${quoted(`${pods} pods`)}, style=bold];`),
    '}',
    '',
  ].join('\n');
}

function quoted(...lines: string[]): string {
  return `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&').replace(/[\n\r]/g, ' ')).join('\\n')}"`;
}
