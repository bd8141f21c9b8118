import { promotedWarnings } from '../cluster/synthesis';
import { acceptedBy } from '../construct/accepted';
import { describeFault, Fault } from '../construct/fault';
import { describeFinding, Finding, Severity } from '../construct/finding';
import { FleetErrors } from '../construct/fleet-errors';
import { formatWarning } from '../construct/warning';
import { containersOf } from '../manifest/containers';
import { isKnown, placeholdersIn } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { Blueprint, describePath, Plan, PlannedObject, readable, runWith } from './detached';
import { ComponentFault } from './failures';
import { HeldOutputs } from './outputs';
import { givenToFactories, knownIn, Values, withKnown, withoutTraces, withTexts, withValues } from './pending';

/** A warning that only the values show. */
export interface LaterWarning {
  /** The object that it is about; none where it is about the component. */
  readonly id?: string;
  /** The id of the warning. */
  readonly about: string;
  readonly text: string;
}

/**
 * Judges a component once more when its Outputs are known, as if their values had stood in its arguments; what is not known yet stays so.
 * Fails with all that is at fault, `faultsOf` its objects included; otherwise tells which warnings are new. No secret is in any message.
 */
export async function judge(
  blueprint: Blueprint<any>, plan: Plan<any>, faultsOf: (objects: readonly PlannedObject[]) => Fault[] = () => [],
): Promise<LaterWarning[]> {
  const { values, secrets, missing } = await plan.held.settled(givenToFactories(blueprint.args));
  const open: Values = new Map([...values].filter(([given]) => !secrets.has(given)));
  const judged = open.size === 0 ? plan : runAgain(blueprint, plan, open);
  const absent = plan.held.sourcesOf(missing).map((prop) => `[${describePath(blueprint)}] ${describeFault({ ...MISSING, prop })}`);
  throwIfAny([...absent, ...judged.errors]);
  throwIfAny(faultsOf(judged.objects).map((fault) => `[${describePath(blueprint)}] ${describeFault(fault)}`));
  const warnings = newWarnings(judged, plan, open);
  if (open.size < values.size) {
    const { errors, later } = judgedWithSecrets(blueprint, judged, values, secrets);
    throwIfAny(errors);
    warnings.push(...later);
  }
  const plain = secretsInEnv(blueprint, plan, secrets)
    .filter(({ variable }) => ![...plan.warnings, ...warnings].some(({ text }) => text.includes(`: ${variable} `)));
  throwIfAny(promotedWarnings(plain.map(({ finding }) => finding), blueprint.cluster?.['warningsAsErrors'] ?? []).map(describeFinding));
  return [...warnings, ...plain.map(({ id, finding }) => ({ id, about: finding.id, text: formatWarning(finding) }))];
}

/** What is at fault with a component, or may be, only because of what else there is in its cluster. */
export interface AmongOthers {
  readonly errors: readonly string[];
  readonly warnings: readonly LaterWarning[];
}

/** Judges a component that is not at fault by itself once more beside objects of others, with all values that are known by then and no secrets. */
export async function judgeAmong(blueprint: Blueprint<any>, plan: Plan<any>, others: readonly KubernetesObject[]): Promise<AmongOthers> {
  const { values, secrets } = await plan.held.settled(givenToFactories(blueprint.args));
  const open: Values = new Map([...values].filter(([given]) => !secrets.has(given)));
  const alone = open.size === 0 ? plan : runAgain(blueprint, plan, open);
  const among = runAgain({ ...blueprint, others }, plan, open);
  return { errors: among.errors.filter((error) => !alone.errors.includes(error)), warnings: newWarnings(among, alone, open) };
}

/** It would be left out without a word. */
const MISSING = {
  rule: 'must have a value, but turned out to be undefined',
  fix: "Correct what it comes from, an output of a StackReference that does not exist, for example, or give a default with 'apply'",
};

function throwIfAny(errors: readonly string[]): void {
  if (errors.length > 0) { throw new ComponentFault(errors.join('\n')); }
}

/** With the values in their places. What the construct throws is an error as any other. */
function runAgain(blueprint: Blueprint<any>, plan: Plan<any>, values: Values): Plan<any> {
  const held = new HeldOutputs(plan.owner);
  try {
    return withoutTraces(() => withValues(values, () => runWith(blueprint, held, withTexts((text) => withKnown(text, knownIn(text, held, values))))));
  } catch (error) {
    const { message } = error as Error;
    return { ...plan, held, objects: [], warnings: [], findings: FleetErrors.findingsOf(error), errors: [message] };
  }
}

/** Warnings that have not been said before with a stand-in where there is a value now. */
function newWarnings(judged: Plan<any>, before: Plan<any>, values: Values): LaterWarning[] {
  if (judged === before) { return []; }
  const said = before.warnings.map(({ finding }) => formatWarning(finding)).map((text) => String(withKnown(text, knownIn(text, before.held, values))));
  return judged.warnings.filter(({ finding }) => !said.includes(formatWarning(finding)))
    .map(({ source, text, finding }) => ({ id: judged.objects.find((object) => object.source === source)?.id, about: finding.id, text }));
}

/** What only the secrets show, by what it is about alone. */
function judgedWithSecrets(
  blueprint: Blueprint<any>, before: Plan<any>, values: Values, secrets: ReadonlySet<unknown>,
): { readonly errors: readonly string[]; readonly later: LaterWarning[] } {
  const judged = runAgain(blueprint, before, values);
  const hidden = ({ id, path, prop }: Finding) =>
    readable(`[${path}] ${id}: ${prop === undefined ? 'something' : `'${prop}'`} is not as it should be. Why is not shown, for there is a secret in it.`, blueprint, judged.held);
  const told = (errors: readonly string[]) => [...new Set(errors)];
  if (judged.findings.length > 0) { return { errors: told(judged.findings.map(hidden)), later: [] }; }
  if (judged.errors.length > 0) {
    const places = judged.held.sourcesOf(secrets).join("', '");
    return { errors: [`[${describePath(blueprint)}] can't be made with the values of '${places}'. Why is not shown, for they are secret.`], later: [] };
  }
  const fresh = newWarnings(judged, before, values).map(({ text }) => text);
  const hiddenWarnings = new Map(judged.warnings.filter(({ text }) => fresh.includes(text)).map(({ finding }) => [hidden(finding), finding.id]));
  return { errors: [], later: [...hiddenWarnings].map(([text, about]) => ({ about, text })) };
}

interface SecretVariable {
  readonly id: string;
  readonly finding: Finding;
  readonly variable: string;
}

/** Whatever its name: who took care to make a secret of it does not want it in a manifest. */
function secretsInEnv(blueprint: Blueprint<any>, { objects, held }: Plan<any>, secrets: ReadonlySet<unknown>): SecretVariable[] {
  const isSecret = (value: unknown) => typeof value === 'string' && placeholdersIn(value).some((id) => secrets.has(held.givenFor(id)));
  const inPlain = objects.filter(({ source }) => acceptedBy(source, 'workload/literal-secret') === undefined)
    .flatMap(({ id, manifest }) => variablesOf(manifest).filter(({ value }) => isSecret(value)).map((variable) => ({ ...variable, id, manifest })));
  return inPlain.map(({ id, manifest, name, container }) => {
    const variable = `variable '${name}' of container '${container}'`;
    const { namespace, ...metadata } = manifest.metadata ?? {};
    return {
      id,
      variable,
      finding: {
        id: 'workload/literal-secret',
        severity: Severity.WARNING,
        path: describePath(blueprint),
        object: describeObject({ ...manifest, metadata: { ...metadata, ...(isKnown(namespace) && { namespace }) } }),
        message: `${variable} is a secret of Pulumi, and everyone who reads the manifest can read it. `
          + "Put it in a Secret and name that in 'envValueFrom' with 'EnvValueSource.secretKey'.",
      },
    };
  });
}

function variablesOf(manifest: PlannedObject['manifest']): { readonly name: string; readonly container: string; readonly value: unknown }[] {
  return podTemplatesOf(manifest).flatMap(({ template }) => containersOf(template.spec)).flatMap(({ container }) =>
    (Array.isArray(container.env) ? container.env : []).map(({ name, value }: any) => ({ name, value, container: container.name })));
}
