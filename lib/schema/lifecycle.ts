import { KindRecord } from './extract';

/** The first Kubernetes with an API version of a kind; of one that the oldest known minor has, what its source says, if anything. */
export function firstMinor({ definition, minors, introduced }: KindRecord): string | undefined {
  return definition === undefined ? introduced : minors?.[0] ?? introduced;
}

/** The first Kubernetes without it, as far as that is decided. What was served tells more than what was planned. */
export function removedIn({ minors, removed }: KindRecord, known: readonly string[]): string | undefined {
  return (minors && known[known.indexOf(minors.at(-1)!) + 1]) ?? removed;
}
