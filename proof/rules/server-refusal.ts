import type { ApiResponse } from '../kubernetes/api-client';

/** That an API server did not take an object. */
export interface Refusal {
  /** The fields that it names, as `fieldText` writes them; empty where it names none. */
  readonly fields: readonly string[];
  /** Whether the fields have no indexes, since what reads JSON does not tell them. */
  readonly isWithoutIndexes: boolean;
  readonly message: string;
}

/** What an answer to a dry run means; undefined where the object was taken. */
export function refusalOf({ status, body }: ApiResponse): Refusal | undefined {
  if (status < 300) { return undefined; }
  const message: string = body?.message ?? String(body);
  const causes: any[] = body?.details?.causes ?? [];
  if (causes.length > 0) { return { fields: causes.map(({ field }) => fieldText(field ?? '')), isWithoutIndexes: false, message }; }
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map(([, field]) => fieldText(field));
  if (unknown.length > 0) { return { fields: unknown, isWithoutIndexes: false, message }; }
  const decoded = /Go struct field \w+\.([\w./-]+) of type/.exec(message);
  return { fields: decoded === null ? [] : [decoded[1]], isWithoutIndexes: true, message };
}

/** A field in one spelling: servers write keys of maps in brackets, we write them in quotes where they are no words. */
export function fieldText(field: string): string {
  return field.replace(/\['?([^\]']*)'?\]/g, (_, key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).replace(/^\./, '');
}

/** Without the indexes of lists. */
export function withoutIndexes(field: string): string {
  return field.replace(/\[\d+\]/g, '');
}
