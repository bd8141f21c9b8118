import { ACCEPTED_DOMAIN } from '../../lib/rules/accepted-annotation';

/** An object without the reasons for which a program of cdk8s accepts warnings: a program of Pulumi accepts them in its cluster. */
export function withoutAcceptances(object: any): any {
  const annotations = Object.entries<any>(object.metadata?.annotations ?? {});
  const kept = annotations.filter(([name]) => !name.startsWith(`${ACCEPTED_DOMAIN}/`));
  if (kept.length === annotations.length) { return object; }
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([field]) => field !== 'annotations'));
  return { ...object, metadata: kept.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(kept) } };
}
