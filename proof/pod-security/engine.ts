import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { ModuleFiles } from '../go-programs';
import { moduleVersion } from '../versions';

declare module '../engine' {
  interface Engines { 'pod-security': Binaries }
}

/** The pods of the module's own tests. */
export const FIXTURES: ModuleFiles = {
  module: 'k8s.io/pod-security-admission',
  paths: ['test/testdata/baseline/*/*/*.yaml', 'test/testdata/restricted/*/*/*.yaml'],
};

/** Kubernetes' own Pod Security admission, as a program that answers line by line. */
export const engine: Engine<Binaries> = {
  name: 'pod-security',
  go: { directory: __dirname, programs: { 'pod-security': '.' }, files: [FIXTURES] },
  versions: async () => [{ part: FIXTURES.module, version: moduleVersion(FIXTURES.module) }],
};
