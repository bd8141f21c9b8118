import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Output, Processes } from '../processes';

/** Series that are made up, and the alerts that there must be, and no others. */
export interface Case {
  readonly title: string;
  /** How long it goes. */
  readonly minutes: number;
  /** Values by series, in promtool's notation: one each minute. */
  readonly series: { readonly [series: string]: string };
  readonly alerts: readonly AlertNow[];
  /** Minutes at which there must be no alert at all; the end is one of them where `alerts` is empty. @default - none */
  readonly quiet?: readonly number[];
}

/** An alert that fires at some time. */
export interface AlertNow {
  /** Minutes since the beginning. */
  readonly after: number;
  readonly alert: string;
  /** Labels beside those that all alerts have. */
  readonly labels: { readonly [label: string]: string };
  /** The value, as the annotations write it. */
  readonly value?: string;
}

/** A PrometheusRule that is tried on series. */
export class RuleTest {
  public static of(rule: any, folder: string, promtool: string, processes: Processes): RuleTest {
    fs.writeFileSync(path.join(folder, 'rules.yml'), JSON.stringify(rule.spec));
    return new RuleTest(rule.spec.groups.flatMap((group: any) => group.rules), folder, promtool, processes);
  }

  private constructor(
    private readonly rules: readonly any[], private readonly folder: string, private readonly promtool: string, private readonly processes: Processes,
  ) {}

  public get alertNames(): string[] {
    return this.rules.map(({ alert }) => alert);
  }

  /** Has Prometheus read the rules. */
  public async check(): Promise<void> {
    const { code, stdout, stderr } = await this.promtoolWith(['check', 'rules', '--lint=all', '--lint-fatal', 'rules.yml']);
    assert.equal(code, 0, `${stdout}${stderr}`);
  }

  /** Has Prometheus look at the series: at the times that the case names, all alerts are as it says. */
  public async run({ minutes, series, alerts, quiet = [] }: Case): Promise<void> {
    const times = [...new Set([...alerts.map(({ after }) => after), ...quiet, ...(alerts.length === 0 ? everyHour(minutes) : [])])];
    const test = {
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      alert_rule_test: times.flatMap((after) => this.rules.map((rule) => ({
        eval_time: `${after}m`,
        alertname: rule.alert,
        exp_alerts: alerts.filter((alert) => alert.after === after && alert.alert === rule.alert).map(({ labels, value }) => ({
          exp_labels: { ...rule.labels, ...labels },
          exp_annotations: Object.fromEntries(Object.entries<string>(rule.annotations).map(([name, text]) => [name, filled(text, labels, value)])),
        })),
      }))),
    };
    fs.writeFileSync(path.join(this.folder, 'test.yml'), JSON.stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests: [test] }));
    const { code, stdout, stderr } = await this.promtoolWith(['test', 'rules', 'test.yml']);
    assert.equal(code, 0, `${stdout}${stderr}`.slice(0, 4000));
  }

  private promtoolWith(args: readonly string[]): Promise<Output> {
    return this.processes.run(this.promtool, args, { cwd: this.folder });
  }
}

/** Each hour of a while. */
function everyHour(minutes: number): number[] {
  return Array.from({ length: Math.floor(minutes / 60) }, (_, hour) => (hour + 1) * 60);
}

/** What Prometheus makes of the annotations of ours. */
function filled(text: string, labels: { readonly [label: string]: string }, value = ''): string {
  return text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name) => labels[name] ?? '').replace('{{ $value | humanizeDuration }}', value).replaceAll('{{ "{{" }}', '{{');
}
