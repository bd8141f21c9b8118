import * as vm from 'node:vm';
import { PAGE_SCRIPT } from '../../../lib/fleet/report/page-script';
import { formatReport, ReportFormat } from '../../../lib/fleet/report/report-format';
import { reportModel } from '../../../lib/fleet/report/report-model';
import { EVIL, evilFleet } from './evil-fleet';
import { largeFleet } from './sample-fleet';

const small = () => reportModel(largeFleet({ clusters: 4, services: 11 }));

describe('html', () => {
  test('has the same bytes for the same facts', () => {
    expect(formatReport(small(), ReportFormat.HTML)).toBe(formatReport(small(), ReportFormat.HTML));
  });

  test('holds the model as JSON that names cannot leave', () => {
    const html = formatReport(reportModel(evilFleet()), ReportFormat.HTML);
    const [, json] = /<script type="application\/json" id="model">(.*?)<\/script>/s.exec(html)!;
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(reportModel(evilFleet()))));
    expect(json).toContain('\\u003c/script>');
    expect(html).not.toContain(EVIL);
    // Two of ours, however many a name would open.
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
  });

  test('asks for nothing, and runs nothing but its own script', () => {
    const html = formatReport(small(), ReportFormat.HTML);
    expect(html).toMatch(/default-src 'none'; style-src 'sha256-[\w+/]+=*'; script-src 'sha256-[\w+/]+=*'/);
    expect(html).not.toMatch(/\s(?:src|href)="(?!#)/);
    expect(html).not.toMatch(/url\(|@import/);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '').replace(/"model">.*?<\/script>/s, '')).not.toMatch(/https?:/);
  });

  test('has a script that can be read, and that makes no HTML of text', () => {
    expect(() => new vm.Script(PAGE_SCRIPT)).not.toThrow();
    expect(PAGE_SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|setAttribute\('on|new Function/);
  });

  test('stays below 5 MB for 200 clusters with 200 services', () => {
    expect(formatReport(reportModel(largeFleet({ clusters: 200, services: 200 })), ReportFormat.HTML).length).toBeLessThan(5e6);
  }, 60_000);
});

test.each(Object.values(ReportFormat))('signs that nobody sees are escapes as %s', (format) => {
  const facts = largeFleet({ clusters: 4, services: 11 });
  const hostile = JSON.parse(JSON.stringify(facts).replaceAll('service-0', 'service-\\u001b[2J\\u202e0').replaceAll('eu-central-1', 'eu\\u001b\\u202e'));
  const text = formatReport(reportModel(hostile), format);
  // Mermaid writes a backslash by its number, and the others write two.
  expect(text.replaceAll('#92;', '\\\\')).toContain('\\\\u001b');

  expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\u202e]|[^\\]\\u001b|#27;|#8238;/);
});

describe('drawings', () => {
  test('of Mermaid: clusters by environment and region, and who calls and answers', () => {
    expect(formatReport(small(), ReportFormat.MERMAID)).toMatchInlineSnapshot(`
"flowchart LR
  subgraph e0 ["production"]
    subgraph e0r0 ["eu-central-1"]
      c0["prod-eu-central-1-000<br>aws, 32 pods"]
    end
    subgraph e0r1 ["eu-west-1"]
      c1["prod-eu-west-1-001<br>gcp, 37 pods"]
    end
    subgraph e0r2 ["us-east-1"]
      c2["prod-us-east-1-002<br>azure, 37 pods"]
    end
    subgraph e0r3 ["us-west-2"]
      c3["prod-us-west-2-003<br>aws, 37 pods"]
    end
  end
  s0(["team-00/service-000<br>6 pods"])
  s1(["team-10/service-010<br>12 pods"])
  c1 -.->|"affinity local"| s0
  c2 -.->|"affinity local"| s0
  c3 -.->|"affinity local"| s0
  c0 -->|"no own pods"| s0
  c1 -->|"affinity none"| s1
  c2 -->|"affinity none"| s1
  c3 -->|"affinity none"| s1
  c0 -->|"no own pods"| s1
  s0 ==>|"2 pods"| c1
  s0 ==>|"2 pods"| c2
  s0 ==>|"2 pods"| c3
  s1 ==>|"4 pods"| c1
  s1 ==>|"4 pods"| c2
  s1 ==>|"4 pods"| c3
"
`);
  });

  test('of Graphviz', () => {
    expect(formatReport(small(), ReportFormat.DOT)).toMatchInlineSnapshot(`
"digraph fleet {
  rankdir=LR;
  node [shape=box, style=rounded, fontname="sans-serif"];
  edge [fontname="sans-serif", fontsize=10];
  subgraph cluster_e0 {
    label="production";
    subgraph cluster_e0r0 {
      label="eu-central-1";
      c0 [label="prod-eu-central-1-000\\naws, 32 pods"];
    }
    subgraph cluster_e0r1 {
      label="eu-west-1";
      c1 [label="prod-eu-west-1-001\\ngcp, 37 pods"];
    }
    subgraph cluster_e0r2 {
      label="us-east-1";
      c2 [label="prod-us-east-1-002\\nazure, 37 pods"];
    }
    subgraph cluster_e0r3 {
      label="us-west-2";
      c3 [label="prod-us-west-2-003\\naws, 37 pods"];
    }
  }
  s0 [shape=ellipse, label="team-00/service-000\\n6 pods"];
  s1 [shape=ellipse, label="team-10/service-010\\n12 pods"];
  c1 -> s0 [label="affinity local", style=dashed];
  c2 -> s0 [label="affinity local", style=dashed];
  c3 -> s0 [label="affinity local", style=dashed];
  c0 -> s0 [label="no own pods"];
  c1 -> s1 [label="affinity none"];
  c2 -> s1 [label="affinity none"];
  c3 -> s1 [label="affinity none"];
  c0 -> s1 [label="no own pods"];
  s0 -> c1 [label="2 pods", style=bold];
  s0 -> c2 [label="2 pods", style=bold];
  s0 -> c3 [label="2 pods", style=bold];
  s1 -> c1 [label="4 pods", style=bold];
  s1 -> c2 [label="4 pods", style=bold];
  s1 -> c3 [label="4 pods", style=bold];
}
"
`);
  });

  test('have a box for a region where there are many clusters', () => {
    const mermaid = formatReport(reportModel(largeFleet({ clusters: 200, services: 20 })), ReportFormat.MERMAID);
    expect(mermaid.match(/^ {6}c\d+\[/gm)).toHaveLength(18);
    expect(mermaid).toContain('17 clusters');
  }, 60_000);

  test('have few lines where there are many global services: GitHub draws 500', () => {
    const mermaid = formatReport(reportModel(largeFleet({ clusters: 30, services: 400 })), ReportFormat.MERMAID);
    expect(mermaid).toContain('team-00/service-000 and 19 more<br>');
    expect(mermaid.match(/\| [cs]\d+$/gm)!.length).toBeLessThan(500);
    const few = formatReport(reportModel(largeFleet({ clusters: 30, services: 20 })), ReportFormat.MERMAID);
    expect(few).not.toContain(' more');
  }, 60_000);

  test('take a name as text', () => {
    const mermaid = formatReport(reportModel(evilFleet()), ReportFormat.MERMAID);
    expect(mermaid.match(/"[^"]*"/g)!.map((label) => label.replaceAll('<br>', '')).filter((label) => /[<>\\`]/.test(label))).toEqual([]);
    expect(mermaid.split('\n').filter((line) => line.split('"').length % 2 === 0)).toEqual([]);
    expect(formatReport(reportModel(evilFleet()), ReportFormat.DOT)).toContain('\\"quoted\\\\');
  });
});
