/** A value as text, also where JavaScript knows none: of an object without prototype, or one whose `toString` is a field. */
export function printed(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
