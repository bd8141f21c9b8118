/* eslint-disable @typescript-eslint/no-require-imports -- a command that does not run is not loaded */
import { Command, Option } from 'commander';
import { packageVersion } from '../fleet/output/version';
import { visible } from '../manifest/visible';
import { CliError, ExitCode } from './exit-code';

/** The command line: all commands and their options. What one does is in a file of its own, which is loaded when it runs. */
export function program(): Command {
  const cli = new Command('fleetwright')
    .description('Fleets of Kubernetes clusters from one program.')
    .version(packageVersion())
    .showHelpAfterError("(run 'fleetwright help' for what there is)")
    .exitOverride(({ exitCode }) => { throw new CliError('', exitCode === 0 ? ExitCode.OK : ExitCode.WRONG_USE); });

  cli.command('init')
    .description('Make a project: a cluster, what runs in it, a test, and a workflow that runs it.')
    .argument('[folder]', 'its folder, which gives it its name; files that are there are never replaced', '.')
    .addOption(new Option('-t, --template <template>', 'what writes the manifests, or deploys them').choices(['cdk8s', 'pulumi']).default('cdk8s'))
    .action((folder, options) => (require('./init') as typeof import('./init')).init(folder, options));

  cli.command('synth')
    .description('Run the program of a fleet, which writes the manifests of all clusters, or of some.')
    .requiredOption('-a, --app <command>', "how the program is run, e.g. 'npx tsx main.ts'")
    .option('-o, --output <folder>', "folder of all clusters (default: as the program says, else 'dist')")
    .option('-c, --clusters <selection>', "only these: names, or conditions of which all must hold, e.g. 'environment=production,tier=edge'")
    .option('-s, --shard <n/m>', "only one of so many parts of equal size, e.g. '3/16'; merge the parts by copying, then run 'fleetwright check'")
    .option('--hub', 'only what delivers the fleet, of all clusters that are in the folder: the last run, where others have written parts')
    .option('-q, --quiet', 'tell warnings and errors alone: neither how far it is, nor what was written')
    .action((options) => (require('./synth') as typeof import('./synth')).synth(options));

  cli.command('check')
    .description('Check manifests, whoever wrote them: what API servers refuse, what cannot work, what will hurt, and what must agree between the clusters of a fleet.')
    .argument('<path...>', "files, folders, patterns, or '-' for standard input; a folder that a fleet has written is checked cluster by cluster")
    .option('-k, --kubernetes <minor>', "the Kubernetes that they are meant for, e.g. '1.35' (default: what a fleet says of each cluster, else the newest known)")
    .addOption(new Option('-p, --pack <pack>', 'the rules to begin with').choices(['recommended', 'strict', 'refused']))
    .option('--crd <path...>', 'files, folders or patterns with definitions of custom resources, besides those among the manifests')
    .option('--ignore <pattern...>', "files and folders that are left out, e.g. 'testdata' or 'charts/*/values.yaml'")
    .option('--config <file>', "what a team says of its checks (default: 'fleetwright.yaml', where it is there)")
    .option('--baseline <file>', 'what stood there before does not count')
    .option('--fix', 'add what is missing, where it can be told without a guess; the report says what is left')
    .option('--fix-dry-run', 'the same, but leave the files as they are: what would be added is shown, and told what would be left')
    .option('--write-baseline <file>', 'write all that is found, but what API servers refuse, as what stood there before')
    .addOption(new Option('-f, --format <format>', 'for people, or for programs').choices(['text', 'json', 'sarif', 'junit', 'github']).default('text'))
    .option('-o, --output <file>', 'where the report is written (default: standard output)')
    .addOption(new Option('--fail-on <severity>', 'end with 1 where something weighs as much').choices(['refused', 'error', 'warning', 'never']).default('error'))
    .addHelpText('after', "\nEnds with 0 where nothing is found that weighs as much as '--fail-on', 1 where something is, 2 for a wrong use, 3 where a rule fails by itself.")
    .action((paths, options) => (require('./check/check') as typeof import('./check/check')).check(paths, options));

  cli.command('import')
    .description('Write a program that makes the objects of files: by constructs where they say all that is given, as they are elsewhere. What differs is told.')
    .argument('<path...>', "files, folders, patterns, or '-' for standard input")
    .option('-o, --output <file>', "where the program is written, e.g. 'main.ts' (default: standard output)")
    .option('--cluster <name>', 'name of the cluster in the program', 'imported')
    .option('-k, --kubernetes <minor>', "its Kubernetes, e.g. '1.35' (default: the newest known)")
    .option('--raw', 'write all objects as they are')
    .addHelpText('after', '\nEnds with 1 where something that is given is not written.')
    .action((paths, options) => (require('./import/import') as typeof import('./import/import')).importManifests(paths, options));

  cli.command('policies')
    .description('Print what has a cluster ask the rules by itself, of whatever is written to it: ValidatingAdmissionPolicies, or what Gatekeeper takes.')
    .option('-k, --kubernetes <minor>', "the Kubernetes of the cluster, e.g. '1.35' (default: the newest known)")
    .addOption(new Option('-p, --pack <pack>', 'the rules to begin with').choices(['recommended', 'strict']))
    .option('--config <file>', "what a team says of its checks (default: 'fleetwright.yaml', where it is there)")
    .addOption(new Option('-e, --engine <engine>', 'what asks them').choices(['ValidatingAdmissionPolicy', 'Gatekeeper']).default('ValidatingAdmissionPolicy'))
    .addOption(new Option('--enforce <enforcement>', 'what comes of what is against a rule').choices(['audit', 'warn', 'deny']).default('warn'))
    .option('--except-namespaces <name...>', "namespaces in which nothing is asked (default: 'kube-node-lease', 'kube-public', 'kube-system')")
    .action((options) => (require('./policies') as typeof import('./policies')).policies(options));

  cli.command('diff')
    .description('Say what differs between two folders that fleets have written, or between live clusters and such a folder: the same in many clusters once, what weighs '
      + 'most first.')
    .argument('<folder>', "folder of all clusters as it was; with '--live', as they shall be")
    .argument('[after]', 'folder of all clusters as it is now')
    .addOption(new Option('-f, --format <format>', 'for people, for a pull request, or for programs').choices(['text', 'markdown', 'json']).default('text'))
    .option('--exit-code', 'end with 1 where something differs')
    .option('--live', "compare the clusters themselves with the folder, by 'kubectl diff'; what is in a cluster and not in the folder is not seen")
    .addOption(new Option('--context <cluster=context>', 'with --live: the context of a cluster that is not called as the cluster is; may be said again')
      .argParser((text, others: string[]) => [...others, text]).default([], "each cluster's own name"))
    .option('-c, --clusters <selection>', "with --live: only these: names, or conditions of which all must hold, e.g. 'environment=production'")
    .option('--client-side', "with --live: as 'kubectl apply' without '--server-side' does it")
    .option('--field-manager <name>', 'with --live: who applies, so that what it no longer says counts as removed')
    .action((folder, after, options) => (require('./diff') as typeof import('./diff')).diff(folder, after, options));

  cli.command('report')
    .description('Write a page that shows the fleet: what runs where, what is shared, what survives, what differs, and what was found.')
    .argument('<folder>', "folder of all clusters, e.g. 'dist'")
    .addOption(new Option('-f, --format <format>', 'a page, or a drawing').choices(['html', 'mermaid', 'dot']).default('html'))
    .option('-o, --output <file>', "where it is written (default: a page to 'fleet-report.html', a drawing to standard output)")
    .action((folder, options) => (require('./report') as typeof import('./report')).report(folder, options));

  return cli;
}

/** Runs what the command line says. */
export async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    const { exitCode, text } = told(error);
    process.exitCode = exitCode;
    if (text !== '') { process.stderr.write(`${visible(text)}\n`); }
  }
}

function told(error: unknown): { exitCode: ExitCode; text: string } {
  if (error instanceof CliError) { return { exitCode: error.exitCode, text: error.message }; }
  const { FleetError } = require('../construct/fleet-error') as typeof import('../construct/fleet-error');
  if (FleetError.isFleetError(error)) { return { exitCode: ExitCode.FINDINGS, text: error.message }; }
  return { exitCode: ExitCode.CRASH, text: (error as Error).stack ?? String(error) };
}
