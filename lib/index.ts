export * from './construct/manifest-construct';
export { Warning, Warnings } from './construct/warnings';
export * from './cluster/capabilities';
export * from './cluster/cloud';
export * from './cluster/cluster';
