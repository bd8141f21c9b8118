import * as fs from 'node:fs';
import { ControlPlane } from './control-plane';

/** Writes a kubeconfig with a context for each cluster, by its name: of a control plane, or the address of a server that need not be there. */
export function writeContexts(file: string, clusters: { readonly [name: string]: ControlPlane | string }): void {
  const parts = Object.entries(clusters).map(([name, cluster]) => {
    if (typeof cluster === 'string') { return { name, server: { server: cluster }, user: {} }; }
    const { clusters: [one], users: [user] } = JSON.parse(fs.readFileSync(cluster.kubeconfig, 'utf8'));
    return { name, server: one.cluster, user: user.user };
  });
  fs.writeFileSync(file, JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: parts.map(({ name, server }) => ({ name, cluster: server })),
    users: parts.map(({ name, user }) => ({ name, user })),
    contexts: parts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  }), { mode: 0o600 });
}
