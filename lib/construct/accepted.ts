import { IConstruct } from 'constructs';

/** A warning that somebody lives with. */
export interface Accepted {
  readonly id: string;
  readonly reason: string;
}

const ACCEPTED = Symbol.for('fleetwright.accepted');

/** Marks a construct: in it and below it, a warning is accepted. */
export function markAccepted(construct: IConstruct, accepted: Accepted): void {
  const holder: any = construct;
  if (holder[ACCEPTED] === undefined) { Object.defineProperty(holder, ACCEPTED, { value: [] }); }
  holder[ACCEPTED].push(accepted);
}

/** By which mark a warning of a construct is accepted: the nearest one. */
export function acceptedBy(construct: IConstruct, id: string): Accepted | undefined {
  for (const scope of [...construct.node.scopes].reverse()) {
    const mark = acceptedAt(scope, id);
    if (mark !== undefined) { return mark; }
  }
  return undefined;
}

/** By which mark of this very construct a warning is accepted. */
export function acceptedAt(construct: IConstruct, id: string): Accepted | undefined {
  const marks: Accepted[] = (construct as any)[ACCEPTED] ?? [];
  return marks.find((each) => each.id === id);
}
