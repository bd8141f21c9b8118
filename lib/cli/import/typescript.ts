import { isMap } from '../../manifest/object';

/** A piece of TypeScript in the place of a value, and the names of this library that it needs. */
export class Code {
  public constructor(public readonly text: string, public readonly names: readonly string[]) {}

  /** A call, e.g. `Probe.httpGet('/ready')`. What is undefined at its end is left out. */
  public static call(method: string, ...args: readonly unknown[]): Code {
    const given = [...args];
    while (given.length > 0 && given.at(-1) === undefined) { given.pop(); }
    const printed = given.map((arg) => printValue(arg, 1));
    return new Code(`${method}(${printed.join(', ')})`, [method.split('.')[0], ...given.flatMap(namesIn)]);
  }
}

const WIDTH = 140;

/** A value as TypeScript, as people write it: on a line where that is short. */
export function printValue(value: unknown, depth = 0): string {
  if (value instanceof Code) { return value.text; }
  if (typeof value === 'string') { return printText(value); }
  if (!Array.isArray(value) && !isMap(value)) { return String(value); }
  const items = Array.isArray(value) ? value.map((item) => printValue(item, depth + 1))
    : Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => `${printKey(key)}: ${printValue(item, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) { return `${open}${close}`; }
  const line = Array.isArray(value) ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
  if (!line.includes('\n') && line.length + depth * 2 <= WIDTH) { return line; }
  const indent = '  '.repeat(depth + 1);
  return `${open}\n${items.map((item) => `${indent}${item},\n`).join('')}${'  '.repeat(depth)}${close}`;
}

/** The names of this library that a value needs. */
export function namesIn(value: unknown): string[] {
  if (value instanceof Code) { return [...value.names]; }
  if (Array.isArray(value)) { return value.flatMap(namesIn); }
  return isMap(value) ? Object.values(value).flatMap(namesIn) : [];
}

/** In single quotes. What ends a line, or a script in a page, is escaped by JSON. */
function printText(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'").replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')}'`;
}

function printKey(key: string): string {
  // As a name it would set the prototype.
  if (key === '__proto__') { return "['__proto__']"; }
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : printText(key);
}
