import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

/** What a program finds. */
export interface Setting {
  readonly provider: k8s.Provider;
  /** Namespace that is there for it. */
  readonly namespace: string;
  /** Which version of itself it is to be; in `early`, nothing is known of what comes later. */
  readonly variant: string;
  /** A secret that only the stack's configuration knows. */
  readonly secret: pulumi.Output<string>;
  /** A text and a number that are known only when something was created. */
  readonly later: pulumi.Output<string>;
  readonly laterNumber: pulumi.Output<number>;
}

/** A program: components of this library, or the same objects in plain `@pulumi/kubernetes`. */
export type Program = (setting: Setting) => unknown;

/** Runs what `PROOF_PROGRAM` names: a file, and which of its programs. */
export function runInNewStack(load: (file: string) => { [name: string]: Program }): unknown {
  const [file, name] = (process.env.PROOF_PROGRAM ?? '').split('/');
  const namespace = process.env.PROOF_NAMESPACE!;
  const provider = new k8s.Provider('cluster', {
    kubeconfig: process.env.PROOF_KUBECONFIG,
    ...(process.env.PROOF_VARIANT === 'taking over' && { upsertExistingObjects: true }),
  });
  const source = new k8s.core.v1.ConfigMap('source', { metadata: { name: 'source', namespace } }, { provider });
  const early = process.env.PROOF_VARIANT === 'early';
  const setting: Setting = {
    provider,
    namespace,
    variant: process.env.PROOF_VARIANT ?? '',
    secret: new pulumi.Config('proof').requireSecret('secret'),
    // A preview asks the API server what an object would be like, so that hardly anything of Kubernetes is unknown by itself.
    later: source.metadata.uid.apply((uid) => early ? pulumi.unknown as never : `v-${uid.length}`),
    laterNumber: source.metadata.uid.apply((uid) => early ? pulumi.unknown as never : uid.length / 12),
  };
  return load(file)[name](setting);
}
