import { isKnown } from '../manifest/known';

/** What keeps a path from standing inside a volume. */
export function localPathFault(path: unknown): string | undefined {
  if (!isKnown(path)) { return undefined; }
  const text = String(path);
  if (text !== '' && !text.startsWith('/') && !text.split('/').includes('..')) { return undefined; }
  return "must be a relative path without '..'";
}
