import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { moduleVersion } from '../versions';

declare module '../engine' {
  interface Engines { istio: Binaries }
}

/** What Istio's admission webhook says of its own kinds. */
export const engine: Engine<Binaries> = {
  name: 'istio',
  go: { directory: __dirname, programs: { istio: '.' } },
  versions: async () => [{ part: 'istio.io/istio', version: moduleVersion('istio.io/istio') }],
};
