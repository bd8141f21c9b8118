/** Whether a name is one that a pattern stands for, in which `*` is any text. */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) { return pattern === name; }
  const last = parts.pop()!;
  if (!name.startsWith(parts[0])) { return false; }
  // The leftmost place of each part leaves the most for those after it.
  let end = 0;
  for (const part of parts) {
    const found = name.indexOf(part, end);
    if (found < 0) { return false; }
    end = found + part.length;
  }
  return name.length >= end + last.length && name.endsWith(last);
}
