import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { release } from '../versions';

declare module '../engine' {
  interface Engines { kustomize: Binaries }
}

/** The command `kustomize`. */
export const engine: Engine<Binaries> = {
  name: 'kustomize',
  go: { directory: __dirname, programs: { kustomize: 'sigs.k8s.io/kustomize/kustomize/v5' } },
  versions: async () => [{ part: 'kustomize', version: release('sigs.k8s.io/kustomize/kustomize/v5') }],
};
