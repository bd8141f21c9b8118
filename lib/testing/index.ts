export { type ManifestObject, type ManifestQuery, Manifests } from './manifests';
