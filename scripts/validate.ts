// What cdk8s-cli does with the validations of a project once the program has run, as far as the file of its reports goes. Run in the folder of the project:
// its `cdk8s.yaml`, `dist` and what the program recorded of its constructs. Writes the file to standard output.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import * as fleetwright from 'fleetwright';

const OUTPUT = 'dist';

class Report {
  private readonly violations: unknown[] = [];
  private summary: unknown;

  public constructor(private readonly plugin: string, private readonly version: string, private readonly metadata: { [name: string]: { path: string } }) {}

  public addViolation({ ruleName, recommendation, violatingResources, fix }: any): void {
    const violatingConstructs = violatingResources.map((resource: any) => ({ ...resource, constructPath: this.metadata[resource.resourceName]?.path }));
    this.violations.push({ ruleName, recommendation, violatingConstructs, fix });
  }

  public submit(status: string, metadata: unknown): void {
    this.summary = { status, plugin: this.plugin, version: this.version, metadata };
  }

  public get json(): unknown {
    return { title: `Validation Report (${this.plugin}@${this.version})`, violations: this.violations, summary: this.summary };
  }
}

async function main(): Promise<void> {
  const { validations } = parse(fs.readFileSync('cdk8s.yaml', 'utf8'));
  const metadata = JSON.parse(fs.readFileSync(path.join(OUTPUT, 'construct-metadata.json'), 'utf8')).resources;
  const manifests = fs.readdirSync(OUTPUT).filter((file) => file.endsWith('.yaml')).map((file) => `${OUTPUT}/${file}`);
  const reports: unknown[] = [];
  for (const { package: plugin, version, class: name, properties } of validations) {
    const report = new Report(plugin, version, metadata);
    await new (fleetwright as any)[name](properties).validate({ manifests, metadata, report });
    reports.push(report.json);
  }
  process.stdout.write(JSON.stringify({ reports }, undefined, 2));
}

void main();
