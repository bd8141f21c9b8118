import { CelNode, Evaluate, nodesOf } from './tree';

/** Far more than a rule over an object that people write needs. */
const MOST = 300_000;
const FREE = 64;

/** That an expression would take too long. */
export class TooCostly extends Error {
  public constructor() {
    super(`it takes more than ${MOST} steps`);
    this.name = 'TooCostly';
  }
}

/** What an evaluation may cost, so that none of a stranger hangs: turns of its loops, and the size of what it puts together. */
export class Budget {
  private left = MOST;

  /** Spent even where the expression goes on after the error. */
  public get isSpent(): boolean {
    return this.left < 0;
  }

  public begin(): void {
    this.left = MOST;
  }

  public spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) { throw new TooCostly(); }
  }

  /** Has an expression pay from now on. To be called after its types were checked, which chooses how parts are evaluated. */
  public charge(root: CelNode): void {
    for (const node of nodesOf(root)) {
      if (node.op === 'comprehension') { this.chargeTurns(node.args.step, node.args.kind === 'quantifier' ? node.args.condition : undefined); }
      if (GROWING.has(node.op)) { this.chargeValues(node); }
    }
  }

  /** @param goesOn whether a loop goes on after a turn: one that may end early goes on after errors */
  private chargeTurns(turn: CelNode, goesOn: ((result: boolean) => boolean) | undefined): void {
    const evaluate: Evaluate = turn.meta.evaluate;
    turn.setMeta('evaluate', (evaluator: unknown, part: CelNode, context: unknown) => {
      try {
        this.spend(1);
        return evaluate.call(part, evaluator, part, context);
      } catch (error) {
        if (!this.isSpent || goesOn === undefined) { throw error; }
        return goesOn(false);
      }
    });
  }

  private chargeValues(node: CelNode): void {
    const evaluate: Evaluate = node.meta.evaluate;
    node.setMeta('evaluate', (evaluator: unknown, part: CelNode, context: unknown) => {
      const value = evaluate.call(part, evaluator, part, context);
      this.spend(sizeOf(value));
      return value;
    });
  }
}

const GROWING: ReadonlySet<string> = new Set(['+', 'call', 'rcall']);

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) { return value.length; }
  return typeof value === 'string' && value.length > FREE ? Math.ceil(value.length / FREE) : 1;
}
