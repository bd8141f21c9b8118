import { Lazy } from 'cdk8s';

/** A text that is written with several values. Where one of them is a token, so is the text: it is known when the manifest is rendered. */
export function textWithTokens(values: readonly unknown[], text: (values: readonly unknown[]) => string): string {
  const isToken = (value: any): value is Lazy => typeof value?.produce === 'function';
  return values.some(isToken) ? Lazy.any({ produce: () => text(values.map((value) => (isToken(value) ? value.produce() : value))) }) : text(values);
}
