/** What moves a cursor, colours, ends a line unasked or turns the direction of what follows: names that hold it could pretend to be something else. */

const HIDDEN = /[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\r(?!\n)/g;

/** A text as people can be shown it: signs that nobody sees are written as JSON escapes them, `\u001b`. Line breaks and tabs stay. */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** As `visible`, for what is a name, or another part of a line: it ends none. */
export function visibleLine(text: string): string {
  return visible(text).replace(/[\t\n\r]/g, escaped);
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
