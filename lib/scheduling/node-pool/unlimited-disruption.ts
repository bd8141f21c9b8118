import { WarningText } from '../../construct/warning';
import { budgetScheduleFault, CronRuns, cronRuns } from '../../manifest/cron';
import { goDurationSeconds } from '../../manifest/go-duration';
import { isFullyKnown } from '../../manifest/known';
import { ConsolidationPolicy, NodeDisruptionBudget, NodeDisruptionReason } from '../node-options';
import { SpotNodesProps } from './spot-nodes-props';

const DAY = 24 * 60;

/**
 * Reasons for which Karpenter may take away any number of nodes at some time: it takes the least that an active budget allows, and what none
 * says anything of has no limit. A budget without reasons holds for all, one with a schedule only while it lasts.
 */
export function unlimitedDisruption({ disruptionBudgets: budgets, consolidationPolicy, consolidateAfter }: SpotNodesProps): WarningText[] {
  // Where nobody gives any, Karpenter has one of its own.
  if (budgets === undefined || !isFullyKnown(budgets)) { return []; }
  const happens = (reason: NodeDisruptionReason) => reason === NodeDisruptionReason.DRIFTED
    || (consolidateAfter !== 'Never' && !(reason === NodeDisruptionReason.UNDERUTILIZED && consolidationPolicy === ConsolidationPolicy.WHEN_EMPTY));
  const holding = (reason: NodeDisruptionReason) => budgets.filter(({ reasons }) => reasons === undefined || reasons.length === 0 || reasons.includes(reason));
  const alike = new Map<string, NodeDisruptionReason[]>();
  Object.values(NodeDisruptionReason).filter(happens).forEach((reason) => {
    const key = holding(reason).map((budget) => budgets.indexOf(budget)).join();
    alike.set(key, [...alike.get(key) ?? [], reason]);
  });
  return [...alike.values()].filter(([reason]) => !areAlwaysActive(holding(reason)))
    .map((reasons) => ({ id: 'scheduling/unlimited-disruption', message: messageOf(reasons, holding(reasons[0])) }));
}

function messageOf(reasons: readonly NodeDisruptionReason[], budgets: readonly NodeDisruptionBudget[]): string {
  const names = reasons.map((reason) => `'${reason}'`).join(' and ');
  const listed = `[${reasons.map((reason) => `NodeDisruptionReason.${reason.toUpperCase()}`).join(', ')}]`;
  if (budgets.length === 0) {
    return `No budget holds for ${names}: Karpenter may take away all nodes at once. Add { nodes: '10%', reasons: ${listed} } to 'disruptionBudgets'.`;
  }
  const rest = budgets.length === 1 ? restOf(budgets[0]) : undefined;
  const wayOut = rest === undefined
    ? 'Give the rest of the time budgets of its own, or add one without a schedule: of several that are active, the strictest holds.'
    : `Add { nodes: '10%', reasons: ${listed}, schedule: '${rest.schedule}', duration: '${rest.duration}' } for the rest of the time, `
      + 'or one without a schedule: of several that are active, the strictest holds.';
  return `No budget for ${names} is active at all times: whenever none is, Karpenter may take away all nodes at once. ${wayOut}`;
}

/** What is left of each day by a budget that begins every day at one time. */
function restOf({ schedule, duration }: NodeDisruptionBudget): { readonly schedule: string; readonly duration: string } | undefined {
  const [, minute, hour] = /^([0-9]+) ([0-9]+) \* \* \*$/.exec(schedule ?? '') ?? [];
  const lasts = minutesOf(duration);
  if (minute === undefined || lasts >= DAY) { return undefined; }
  const end = (Number(hour) * 60 + Number(minute) + lasts) % DAY;
  const left = DAY - lasts;
  return { schedule: `${end % 60} ${Math.floor(end / 60)} * * *`, duration: `${left >= 60 ? `${Math.floor(left / 60)}h` : ''}${left % 60 > 0 ? `${left % 60}m` : ''}` };
}

function areAlwaysActive(budgets: readonly NodeDisruptionBudget[]): boolean {
  if (budgets.some(({ schedule, duration }) => schedule === undefined && duration === undefined)) { return true; }
  const windows = budgets.filter(({ schedule, duration }) => duration !== undefined && schedule !== undefined && budgetScheduleFault(schedule) === undefined)
    .map(({ schedule, duration }) => ({ runs: cronRuns(schedule!)!, lasts: minutesOf(duration) }));
  return windows.length > 0 && leaveNoGap(windows);
}

function minutesOf(duration: string | undefined): number {
  return (goDurationSeconds(duration ?? '') ?? 0) / 60;
}

/** Years after which the calendar comes again, and one, so that the end meets the beginning. */
const DAYS = 29 * 365 + 8;

/** Whether something that begins by cron lines, in UTC, and lasts for some minutes each time never ends before the next begins. */
function leaveNoGap(windows: readonly { readonly runs: CronRuns; readonly lasts: number }[]): boolean {
  let until: number | undefined;
  for (let day = 0; day < DAYS; day += 1) {
    const date = new Date(Date.UTC(2000, 0, 1 + day));
    const begun = windows.filter(({ runs }) => runs.runsOn(date))
      .flatMap(({ runs, lasts }) => runs.times.map((time) => ({ from: day * DAY + time, lasts })))
      .sort((a, b) => a.from - b.from);
    for (const { from, lasts } of begun) {
      if (until !== undefined && from > until) { return false; }
      until = Math.max(until ?? 0, from + lasts);
    }
  }
  return until !== undefined && until >= DAYS * DAY;
}
