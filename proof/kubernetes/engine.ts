import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { moduleVersion, release } from '../versions';
import { ControlPlane } from './control-plane';

declare module '../engine' {
  interface Engines {
    kubernetes: ControlPlane;
  }
}

const VERSION = moduleVersion('k8s.io/kubernetes');
const [MAJOR, MINOR] = release('k8s.io/kubernetes').split('.');

/** A Kubernetes control plane with simulated nodes. */
export const engine: Engine<ControlPlane> = {
  name: 'kubernetes',
  go: {
    directory: __dirname,
    programs: {
      'etcd': 'go.etcd.io/etcd/server/v3',
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
      'kubectl': 'k8s.io/kubernetes/cmd/kubectl',
      'kwok': 'sigs.k8s.io/kwok/cmd/kwok',
    },
    kubebuilderAssets: ['etcd', 'kube-apiserver', 'kubectl'],
    // A program built from the module alone does not know its version, and would say v0.0.0-master.
    ldflags: [['gitVersion', VERSION], ['gitMajor', MAJOR], ['gitMinor', MINOR]]
      .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`).join(' '),
    files: [{
      module: 'sigs.k8s.io/kwok',
      paths: [
        'kustomize/stage/node/fast/node-*.yaml',
        'kustomize/stage/node/heartbeat-with-lease/node-*.yaml',
        'kustomize/stage/pod/fast/pod-*.yaml',
        'kustomize/stage/pod/general/pod-*.yaml',
      ],
    }],
  },
  start: (host) => ControlPlane.start(host),
  versions: async (binaries) => [
    { part: 'etcd', version: await versionOf(binaries, 'etcd') },
    { part: 'kube-apiserver', version: await versionOf(binaries, 'kube-apiserver') },
    { part: 'kube-controller-manager, kube-scheduler', version: release('k8s.io/kubernetes') },
    { part: 'kubectl', version: await versionOf(binaries, 'kubectl') },
    { part: 'kwok', version: release('sigs.k8s.io/kwok') },
  ],
};

/** From the program itself, since `KUBEBUILDER_ASSETS` may bring another one than is pinned. */
async function versionOf(binaries: Binaries, program: string): Promise<string> {
  const args = program === 'kubectl' ? ['version', '--client'] : ['--version'];
  const { stdout } = await promisify(execFile)(binaries.program(program), args);
  return /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] ?? 'unknown';
}
