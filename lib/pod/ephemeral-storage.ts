import { quantityOf } from '../manifest/quantity';

const MEBIBYTE = 1024n * 1024n;

/** Why a pod may be evicted before its directories on the node's disk are full; undefined where they fit, or are not all known. */
export function overfilledDisk(sizes: readonly unknown[], limits: readonly unknown[]): string | undefined {
  const [size, limit] = [sum(sizes), sum(limits)];
  if (size === undefined || limit === undefined || size <= limit) { return undefined; }
  return `its writable directories may hold ${describe(size)} on the node's disk, and it is evicted beyond ${describe(limit)} of 'ephemeralStorage'. `
    + "Raise 'resources.ephemeralStorage', or make the directories smaller.";
}

// Sizes are whole bytes, or the construct is refused.
function sum(quantities: readonly unknown[]): bigint | undefined {
  const amounts = quantities.map((quantity) => quantityOf(quantity)?.numerator);
  return amounts.reduce((total, amount) => (total === undefined || amount === undefined ? undefined : total + amount), 0n);
}

function describe(bytes: bigint): string {
  return bytes % MEBIBYTE === 0n ? `${bytes / MEBIBYTE}Mi` : `${bytes} bytes`;
}
