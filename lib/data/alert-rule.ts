/** A rule as a PrometheusRule holds it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly summary: string;
  readonly description: string;
}

/** Matchers of a metric: `{namespace="logs",cronjob="nightly"}`. What is undefined is left out. */
export function matchers(labels: { readonly [label: string]: string | undefined }): string {
  const parts = Object.entries(labels)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([label, value]) => `${label}="${String(value).replace(/[\\"]/g, '\\$&')}"`);
  return parts.length === 0 ? '' : `{${parts.join(', ')}}`;
}
