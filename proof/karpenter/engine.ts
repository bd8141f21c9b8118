import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { release } from '../versions';

declare module '../engine' {
  interface Engines { karpenter: Binaries }
}

/** Karpenter with the provider of its own tests, whose machines KWOK simulates; and its validation as a program that answers line by line. */
export const engine: Engine<Binaries> = {
  name: 'karpenter',
  go: {
    directory: __dirname,
    programs: { 'karpenter': 'sigs.k8s.io/karpenter/kwok', 'karpenter-check': '.' },
    files: [{ module: 'sigs.k8s.io/karpenter', paths: ['pkg/apis/crds/*.yaml', 'kwok/apis/crds/*.yaml'] }],
  },
  versions: async () => [{ part: 'sigs.k8s.io/karpenter', version: release('sigs.k8s.io/karpenter') }],
};
