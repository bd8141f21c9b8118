import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { moduleVersion } from '../versions';

declare module '../engine' {
  interface Engines { grammar: Binaries }
}

/** The parsers and validations of Kubernetes and of the container tools, as a program that answers line by line. */
export const engine: Engine<Binaries> = {
  name: 'grammar',
  go: { directory: __dirname, programs: { grammar: '.' } },
  versions: async () => ['k8s.io/apimachinery', 'github.com/distribution/reference']
    .map((part) => ({ part, version: moduleVersion(part) })),
};
