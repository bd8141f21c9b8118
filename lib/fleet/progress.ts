import { SYNTH_VARIABLE } from '../construct/run-by-cli';
import { visibleLine } from '../manifest/visible';

/** How far a long run is, on a terminal: a line that is written over. In pipes it is silent. */
export class Progress {
  private done = 0;
  private readonly isShown: boolean;

  /** @param total how many clusters there are */
  public constructor(private readonly total: number, private readonly out: NodeJS.WriteStream = process.stderr) {
    this.isShown = out.isTTY === true && total > 1 && process.env[SYNTH_VARIABLE] !== 'quiet';
  }

  /** Says which cluster comes now. */
  public at(cluster: string): void {
    this.done += 1;
    this.write(visibleLine(`${this.done}/${this.total} ${cluster}`));
  }

  /** Takes the line away. */
  public end(): void {
    this.write('');
  }

  private write(text: string): void {
    // Back to the start of the line, and all after it away.
    if (this.isShown) { this.out.write(`\r\u001b[K${text.slice(0, Math.max(0, (this.out.columns ?? 80) - 1))}`); }
  }
}
