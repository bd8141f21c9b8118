export * from './construct/manifest-construct';
export { Warning, Warnings } from './construct/warnings';
export * from './cluster/capabilities';
export * from './cluster/cloud';
export * from './cluster/cluster';
export * from './scheduling/spread-across-zones';
export * from './scheduling/spread-options';
export * from './scheduling/zone-loss';
export * from './scheduling/zone-spreading';
