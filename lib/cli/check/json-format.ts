import { CheckReport } from './check-report';

/** For programs: all that is known, with a version that says what it looks like. */
export function jsonFormat({ findings, files, objects, passedOver, ignored, unchecked, uncheckedRules, version }: CheckReport): string {
  return `${JSON.stringify({ format: 'fleetwright-check/v1', version, files, objects, passedOver, ignored, unchecked, uncheckedRules, findings }, undefined, 2)}\n`;
}
