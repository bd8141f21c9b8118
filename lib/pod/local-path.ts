/** What keeps a path that is known from standing inside a volume. */
export function localPathFault(path: unknown): string | undefined {
  if (typeof path === 'string' && path !== '' && !path.startsWith('/') && !path.split('/').includes('..')) { return undefined; }
  return "must be a relative path without '..'";
}
