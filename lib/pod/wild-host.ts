import { ruled, Shape } from '../construct/shape';
import { hostNameFault } from '../manifest/host-name';

/** A host, with or without `*.` before it. */
export const wildHost: Shape<string> = ruled(
  // A letter in place of the star: it counts for the length.
  (host) => hostNameFault(String(host).replace(/^\*\./, 'x.')),
  { fix: "Use a name such as 'files.example.com' or '*.example.com'" },
);
