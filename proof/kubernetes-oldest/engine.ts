import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { OLDEST_MODULES } from '../versions';

declare module '../engine' {
  interface Engines { 'kubernetes-oldest': Binaries }
}

const VERSION = OLDEST_MODULES['kubernetes-oldest']['k8s.io/kubernetes'];
const [MAJOR, MINOR] = VERSION.slice(1).split('.');

/** The API server of the oldest minor of Kubernetes that there are schemas for. It stands on the etcd of the newest. */
export const engine: Engine<Binaries> = {
  name: 'kubernetes-oldest',
  go: {
    directory: __dirname,
    programs: { 'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver' },
    ldflags: [['gitVersion', VERSION], ['gitMajor', MAJOR], ['gitMinor', MINOR]]
      .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`).join(' '),
  },
  versions: async () => [{ part: 'kube-apiserver', version: VERSION.slice(1) }],
};
