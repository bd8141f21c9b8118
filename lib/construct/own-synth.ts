import { IConstruct } from 'constructs';

const OWN = Symbol.for('fleetwright.ownSynth');

/** Synthesizes a tree in this library's way, which judges by itself what validations tell cdk8s in the other one. */
export function inOwnSynth<T>(root: IConstruct, work: () => T): T {
  const holder: any = root;
  const before = holder[OWN];
  holder[OWN] = true;
  try {
    return work();
  } finally {
    holder[OWN] = before;
  }
}

/** Whether a tree is being synthesized in this library's way. */
export function isInOwnSynth(root: IConstruct): boolean {
  return (root as any)[OWN] === true;
}
