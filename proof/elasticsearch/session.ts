import * as fs from 'node:fs';

/** A process that runs. */
export interface Running {
  readonly pid: string;
  readonly name: string;
  readonly argv: readonly string[];
}

/** All processes of a session, by the number of its first process. */
export function processesOf(session: number): Running[] {
  return fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).flatMap((pid) => {
    // Behind the name, which may hold anything but is in brackets: state, parent, group, session.
    const stat = /^\d+ \((.*)\) (.*)$/s.exec(readIfThere(`/proc/${pid}/stat`));
    if (stat === null || Number(stat[2].split(' ')[3]) !== session) { return []; }
    return [{ pid, name: stat[1], argv: readIfThere(`/proc/${pid}/cmdline`).split('\0').slice(0, -1) }];
  });
}

/** Whether a script waits before it tries again, or looks again: for that it sleeps so many seconds. */
export function isWaiting(session: number, seconds: number): boolean {
  return session > 0 && processesOf(session).some(({ argv }) => argv.join(' ') === `sleep ${seconds}`);
}

/** A file of a process, which may be gone. */
export function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
