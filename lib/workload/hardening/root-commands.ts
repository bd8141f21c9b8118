/** A program that only root can use. */
export interface RootCommand {
  readonly command: string;
  /** What it needs of the capabilities that containers have by themselves. */
  readonly capability?: string;
}

/** Programs that fail as another user than root, and the capability that they need of those that containers have by themselves. */
const ROOT_COMMANDS: ReadonlyMap<string, string | undefined> = new Map([
  ['chown', 'CHOWN'],
  ['chgrp', 'CHOWN'],
  ['mknod', 'MKNOD'],
  ['setcap', 'SETFCAP'],
  ['su-exec', 'SETUID'],
  ['gosu', 'SETUID'],
  ['adduser', 'CHOWN'],
  ['useradd', 'CHOWN'],
  ['apk', 'CHOWN'],
  ['apt-get', 'SETUID'],
  ['yum', 'CHOWN'],
  ['dnf', 'CHOWN'],
  ['mount', undefined],
  ['umount', undefined],
  ['sysctl', undefined],
  ['modprobe', undefined],
  ['iptables', undefined],
  ['ip6tables', undefined],
  ['nft', undefined],
  ['nsenter', undefined],
  ['swapoff', undefined],
]);

/** The first program in a container's command that only root can use; undefined where none is seen. */
export function commandNeedingRoot(container: unknown): RootCommand | undefined {
  const { command, args } = (container ?? {}) as { command?: unknown; args?: unknown };
  const texts = [command, args].flatMap((list) => (Array.isArray(list) ? list : [])).filter((text) => typeof text === 'string');
  const isShell = texts.length > 0 && /(^|\/)(ba|da|a|z|k)?sh$/.test(texts[0]);
  // Of anything but a shell, only the first word is a program: what follows are its arguments.
  const script = isShell ? texts.slice(1).join('\n') : texts[0] ?? '';
  const programs = script.split(/[;&|()\n`{}]|\b(?:then|do|else|exec|sudo|time)\b/)
    .map((statement: string) => statement.trim().replace(/^(?:[A-Za-z_]\w*=\S*\s+|[!"'])+/, '').split(/\s+/)[0].replace(/^.*\//, '').replace(/["']/g, ''));
  const found = programs.find((program: string) => ROOT_COMMANDS.has(program));
  return found === undefined ? undefined : { command: found, capability: ROOT_COMMANDS.get(found) };
}
