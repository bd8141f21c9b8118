import { whereKnown } from './known';

// Answers with one clause that completes "'x' …", or undefined where there is nothing to say: the name is legal, or is not known yet.

/** What keeps a name from being the time zone of a CronJob: one of the IANA database, as the API server looks it up. */
export const timeZoneFault = whereKnown((zone: unknown) => {
  if (zone === 'Local') { return "must not be 'Local': Kubernetes refuses it"; }
  return typeof zone === 'string' && NAME.test(zone) && !ONLY_HERE.has(zone) && isTimeZone(zone) ? undefined : 'must be the name of a time zone';
});

/** Short names that JavaScript knows, and the IANA database does not. */
const ONLY_HERE: ReadonlySet<string> = new Set([
  'ACT', 'AET', 'AGT', 'ART', 'AST', 'BET', 'BST', 'CAT', 'CNT', 'CST', 'CTT', 'EAT', 'ECT', 'IET', 'IST', 'JST', 'MIT', 'NET', 'NST', 'PLT', 'PNT', 'PRT', 'PST', 'SST', 'VST',
]);

/** As names are written, offsets such as `+01:00` excluded: these are known here, and not to Kubernetes. */
const NAME = /^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/;

function isTimeZone(timeZone: string): boolean {
  try {
    const { timeZone: known } = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions();
    // Kubernetes looks for a file of this name, so that capitals matter; of other names of the same zone nothing more can be said.
    return known === timeZone || known.toLowerCase() !== timeZone.toLowerCase();
  } catch {
    return false;
  }
}
