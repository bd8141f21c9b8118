/** Why kubectl did not do what it was asked. */
export interface Refusal {
  /** A line for each fault, without values: one may be a secret, or a whole pod. */
  readonly message: string;
  /** The fields that may not be as they are: `spec.selector`. */
  readonly fields: readonly string[];
}

/** Reads what kubectl wrote to standard error. */
export function refusalOf(stderr: string): Refusal {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^Warning: /.test(line));
  // Client libraries log each attempt, in a format of their own.
  const told = lines.filter((line) => !/^[EWI]\d{4} /.test(line));
  const message = (told.length > 0 ? told : lines).map((line) => line.replace(/^(?:error: |Error from server(?: \(\w+\))?: )/, '')).map(withoutValues).join('\n');
  return { message: message === '' ? 'kubectl failed, and did not say why' : message, fields: immutableFields(message) };
}

/** A message is `field: Invalid value: <value>: what is wrong`. */
function withoutValues(line: string): string {
  return line.replace(/((?:Invalid|Unsupported|Duplicate) value): .*: (?=\S)/, '$1: ').replace(/((?:Unsupported|Duplicate) value): (?!supported).*$/, '$1');
}

const IMMUTABLE = /immutable|updates to|may not (?:be )?(?:change|update|specif)|can ?not be (?:changed|updated|decreased)|can not be less than|forbidden after creation/i;

function immutableFields(message: string): string[] {
  return message.split('\n').filter((line) => IMMUTABLE.test(line)).flatMap((line) => {
    const [, field] = /(?:^|[\s[])((?:spec|data|binaryData|immutable|type|roleRef|provisioner|parameters|reclaimPolicy|value|handler)[\w.[\]-]*): (?:Invalid value|Forbidden)/.exec(line) ?? [];
    return field === undefined ? [] : [field];
  });
}
