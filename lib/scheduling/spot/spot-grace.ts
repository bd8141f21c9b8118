import { SpotNotice } from '../../cluster/cloud';
import { Fault } from '../../construct/fault';
import { containersOf } from '../../manifest/containers';
import { formatPath } from '../../manifest/field-path';
import { knownPart } from '../../manifest/known';
import { PodTemplateRef } from '../../manifest/pod-template';

/** What Kubernetes gives a pod that says nothing. */
const DEFAULT_GRACE = 30;
const id = 'scheduling/spot-notice';
const GRACE = 'terminationGracePeriodSeconds';
const SLEEPS = /^(?:\S*\/)?sleep\s+(\d+(?:\.\d+)?)([smh])?$/;
const SLEEPS_FIRST = /^\s*(?:\S*\/)?sleep\s+(\d+(?:\.\d+)?)([smh])?[^\S\n]*(?:$|[\n;]|&&)/;
const SECONDS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600 };

/**
 * Gives a pod a time to end that fits into the notice, or says why what it asks for does not. `isDefault` says that nobody asked for what it
 * says.
 */
export function fitGracePeriod({ template: { spec }, path }: PodTemplateRef, { who, noticeSeconds, graceSeconds }: SpotNotice, isDefault = false): Fault[] {
  const given: unknown = spec[GRACE] ?? undefined;
  const hooks = preStopSleeps(spec);
  // One that fits is left alone: applied again, nothing changes.
  const fits = typeof given !== 'number' || (given <= graceSeconds && hooks.every(({ seconds }) => seconds < given));
  const explicit: unknown = isDefault && !fits ? undefined : given;
  const at = (field: string) => `${formatPath([...path, 'spec'])}.${field}`;
  const why = `${who} takes the machine away ${noticeSeconds} s after it says so, and the pod hears of it later`;
  if (explicit !== undefined && typeof explicit !== 'number') { return []; }

  const longest = hooks.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  const faults: Fault[] = [];
  if (explicit !== undefined && explicit > graceSeconds) {
    faults.push({ id, prop: at(GRACE), rule: `must be at most ${graceSeconds}: ${why}`, got: explicit, fix: `Use ${graceSeconds}, or leave it out` });
  }
  // What is left over is the time that the process itself has.
  const limit = Math.min(explicit ?? graceSeconds, graceSeconds);
  hooks.filter(({ seconds }) => seconds >= limit).forEach(({ field, seconds }) => faults.push({
    id,
    prop: at(field),
    rule: limit === graceSeconds ? `must be below ${limit}: ${why}` : `must be below '${GRACE}', which is ${limit}`,
    got: seconds,
    fix: 'Wait for less',
  }));
  if (explicit === undefined && faults.length === 0) { spec[GRACE] = Math.min(graceSeconds, DEFAULT_GRACE + longest); }
  return faults;
}

/** How long containers wait before they are told to end, as far as that can be seen. */
function preStopSleeps(spec: PodTemplateRef['template']['spec']): { readonly field: string; readonly seconds: number }[] {
  return containersOf(spec).flatMap(({ path, container }) => {
    const preStop = container.lifecycle?.preStop;
    const at = (...steps: string[]) => formatPath([...path, 'lifecycle', 'preStop', ...steps]);
    const native: unknown = preStop?.sleep?.seconds;
    if (typeof native === 'number') { return [{ field: at('sleep', 'seconds'), seconds: native }]; }
    const seconds = sleepIn(preStop?.exec?.command);
    return seconds === undefined ? [] : [{ field: at('exec', 'command'), seconds }];
  });
}

/** For how long a command sleeps before it does anything else, with or without a shell around it. */
function sleepIn(given: unknown): number | undefined {
  const command = knownPart(given);
  if (!Array.isArray(command) || !command.every((part) => typeof part === 'string')) { return undefined; }
  const [program, flag, script] = command;
  const isScript = command.length >= 3 && /^(?:.*\/)?(?:ba|da|a)?sh$/.test(program) && /^-[a-z]*c$/.test(flag);
  const [, amount, unit = 's'] = (isScript ? SLEEPS_FIRST.exec(script) : SLEEPS.exec(command.join(' '))) ?? [];
  return amount === undefined ? undefined : Math.ceil(Number(amount) * SECONDS[unit]);
}
