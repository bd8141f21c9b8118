/** What was made of short texts: programs hold the same ones over and over, and each is looked at from many sides. */
export class Remembered<T> {
  private readonly made = new Map<string, T>();

  public constructor(private readonly make: (text: string) => T) {}

  /** What is made of a text. */
  public of(text: string): T {
    const before = this.made.get(text);
    if (before !== undefined) { return before; }
    const made = this.make(text);
    if (text.length > 64) { return made; }
    // So that it ends somewhere.
    if (this.made.size >= 4096) { this.made.clear(); }
    this.made.set(text, made);
    return made;
  }
}
