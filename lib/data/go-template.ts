/** A text as it stands in a template of Go, which would take `{{` for an order. */
export function templateLiteral(text: string): string {
  // What is known later may be no text yet.
  return typeof text === 'string' ? text.replaceAll('{{', '{{ "{{" }}') : text;
}
