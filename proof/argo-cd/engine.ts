import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { moduleVersion } from '../versions';

declare module '../engine' {
  interface Engines { 'argo-cd': Binaries }
}

/** Argo CD as it is released, as plain processes. */
export const engine: Engine<Binaries> = {
  name: 'argo-cd',
  go: {
    directory: __dirname,
    programs: { 'argocd': 'github.com/argoproj/argo-cd/v3/cmd', 'redis': '.' },
    files: [{
      module: 'github.com/argoproj/argo-cd/v3',
      paths: ['manifests/crds/*-crd.yaml', 'manifests/base/config/argocd-*.yaml', 'hack/*.sh'],
    }],
  },
  versions: async () => [{ part: 'github.com/argoproj/argo-cd', version: moduleVersion('github.com/argoproj/argo-cd/v3') }],
};
