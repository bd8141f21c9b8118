import { Lazy } from 'cdk8s';

/** A text of several values. Where one is a token, it is known only when the manifest is rendered. */
export function laterText(values: readonly unknown[], text: (values: readonly unknown[]) => string): string {
  const isToken = (value: any): value is Lazy => typeof value?.produce === 'function';
  return values.some(isToken) ? Lazy.any({ produce: () => text(values.map((value) => (isToken(value) ? value.produce() : value))) }) : text(values);
}
