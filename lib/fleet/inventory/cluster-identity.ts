import { Cloud } from '../../cluster/cloud';

/** What the tools of clouds put into a name or an address. */
export interface ClusterIdentity {
  readonly name?: string;
  readonly region?: string;
  readonly cloud?: Cloud;
}

/** What tools call a cluster: of contexts of a kubeconfig, and of Argo CD, which calls clusters by these. */
const NAMES: readonly { readonly form: RegExp; readonly cloud: Cloud }[] = [
  // aws eks update-kubeconfig
  { form: /^arn:aws[a-z-]*:eks:(?<region>[a-z0-9-]+):\d+:cluster\/(?<name>[^/]+)$/, cloud: Cloud.AWS },
  // eksctl: who it is, and the cluster
  { form: /^(?:.*@)?(?<name>[^@.]+)\.(?<region>[a-z0-9-]+)\.eksctl\.io$/, cloud: Cloud.AWS },
  // gcloud container clusters get-credentials: the place is a region, or a zone of one
  { form: /^gke_[^_]+_(?<region>[a-z]+-[a-z]+\d+)(?:-[a-z])?_(?<name>[^_]+)$/, cloud: Cloud.GCP },
];

/** Addresses of API servers that clouds run. */
const SERVERS: readonly { readonly form: RegExp; readonly cloud: Cloud }[] = [
  { form: /\.(?<region>[a-z]+(?:-[a-z]+)+-\d+)\.eks\.amazonaws\.com(?:\.cn)?$/, cloud: Cloud.AWS },
  { form: /\.(?:hcp|privatelink)\.(?<region>[a-z0-9]+)\.azmk8s\.io$/, cloud: Cloud.AZURE },
];

/** What the name says that a tool gave to a cluster. */
export function identityOfName(name: string): ClusterIdentity {
  return matched(name, NAMES) ?? { name };
}

/** What the address of its API server says. Only the host counts: what stands before it may be a password. */
export function identityOfServer(server: unknown): ClusterIdentity {
  if (typeof server !== 'string') { return {}; }
  const host = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:@]+)(?::\d+)?(?:\/.*)?$/i.exec(server)?.[1] ?? '';
  return matched(host.toLowerCase(), SERVERS) ?? {};
}

/** The cloud that somebody means by a word of theirs: a known one in any spelling, or one of its own name. */
export function cloudCalled(word: string): Cloud {
  return Cloud.of([Cloud.AWS, Cloud.AZURE, Cloud.GCP].map(({ name }) => name).find((name) => name === word.toLowerCase()) ?? word);
}

function matched(text: string, forms: typeof NAMES): ClusterIdentity | undefined {
  for (const { form, cloud } of forms) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) { return { ...groups, cloud }; }
  }
  return undefined;
}
