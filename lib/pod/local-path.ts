/** What keeps a path that is known from standing inside a volume. */
export function localPathFault(path: unknown): string | undefined {
  const text = String(path);
  if (text !== '' && !text.startsWith('/') && !text.split('/').includes('..')) { return undefined; }
  return "must be a relative path without '..'";
}
