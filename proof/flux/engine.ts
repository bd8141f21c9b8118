import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { moduleVersion } from '../versions';

declare module '../engine' {
  interface Engines { 'flux': Binaries }
}

const CONTROLLERS = ['kustomize-controller', 'source-controller'] as const;

/** Flux as it is released, as plain processes: what fetches sources, and what applies them. */
export const engine: Engine<Binaries> = {
  name: 'flux',
  go: {
    directory: __dirname,
    programs: Object.fromEntries(CONTROLLERS.map((name) => [name, `github.com/fluxcd/${name}`])),
    files: CONTROLLERS.map((name) => ({ module: `github.com/fluxcd/${name}`, paths: ['config/crd/bases/*.yaml'] })),
  },
  versions: async () => CONTROLLERS.map((name) => ({ part: `github.com/fluxcd/${name}`, version: moduleVersion(`github.com/fluxcd/${name}`) })),
};
