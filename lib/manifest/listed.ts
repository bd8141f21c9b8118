/** Names as messages list them: `'a', 'b' and 3 more`. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => `'${name}'`).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
