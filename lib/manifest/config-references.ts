import { containersOf } from './containers';
import { FieldPath } from './field-path';
import { listOf, PodSpec } from './object';

/** A ConfigMap or Secret that a pod needs, or takes where it is there. */
export interface ConfigReference {
  readonly kind: '/ConfigMap' | '/Secret';
  readonly name: unknown;
  /** From the pod spec to the name. */
  readonly path: FieldPath;
  /** Whether the pod starts without it. */
  readonly optional: boolean;
  /** Those of its keys without which the pod does not start, from the pod spec. */
  readonly keys: readonly { readonly key: unknown; readonly path: FieldPath }[];
  /** What has it, as messages name it: `container 'api'`, `volume 'config'`. */
  readonly user: string;
}

/**
 * The ConfigMaps and Secrets of a pod: of environment variables, volumes and pull secrets.
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/, https://kubernetes.io/docs/concepts/configuration/secret/
 */
export function configReferencesOf(spec: PodSpec): ConfigReference[] {
  const found: ConfigReference[] = [];
  for (const { container, path } of containersOf(spec)) {
    const user = `container '${container.name}'`;
    listOf(container.envFrom).forEach((source, index) => {
      for (const [field, kind] of ENV_FROM) {
        const ref = source?.[field];
        if (ref) { found.push({ kind, name: ref.name, path: [...path, 'envFrom', index, field, 'name'], optional: ref.optional === true, keys: [], user }); }
      }
    });
    listOf(container.env).forEach((variable, index) => {
      const source = variable?.valueFrom;
      if (!source) { return; }
      for (const [field, kind] of ENV_KEYS) {
        const ref = source[field];
        const at = [...path, 'env', index, 'valueFrom', field];
        if (ref) { found.push({ kind, name: ref.name, path: [...at, 'name'], optional: ref.optional === true, keys: [{ key: ref.key, path: [...at, 'key'] }], user }); }
      }
    });
  }
  listOf(spec.volumes).forEach((volume, index) => {
    const user = `volume '${volume?.name}'`;
    const at = ['volumes', index];
    const { configMap, secret, projected, csi } = volume ?? {};
    if (configMap) { found.push(ofVolume('/ConfigMap', configMap, 'name', [...at, 'configMap'], user)); }
    if (secret) { found.push(ofVolume('/Secret', secret, 'secretName', [...at, 'secret'], user)); }
    if (csi?.nodePublishSecretRef) { found.push({ kind: '/Secret', name: csi.nodePublishSecretRef.name, path: [...at, 'csi', 'nodePublishSecretRef', 'name'], optional: false, keys: [], user }); }
    listOf(projected?.sources).forEach((source, position) => {
      const from = [...at, 'projected', 'sources', position];
      if (source?.configMap) { found.push(ofVolume('/ConfigMap', source.configMap, 'name', [...from, 'configMap'], user)); }
      if (source?.secret) { found.push(ofVolume('/Secret', source.secret, 'name', [...from, 'secret'], user)); }
    });
  });
  // A pod without its pull secret starts all the same where the image can be had without.
  listOf(spec.imagePullSecrets).forEach((ref, index) => {
    found.push({ kind: '/Secret', name: ref?.name, path: ['imagePullSecrets', index, 'name'], optional: true, keys: [], user: 'the pod' });
  });
  return found;
}

const ENV_FROM = [['configMapRef', '/ConfigMap'], ['secretRef', '/Secret']] as const;
const ENV_KEYS = [['configMapKeyRef', '/ConfigMap'], ['secretKeyRef', '/Secret']] as const;

function ofVolume(kind: ConfigReference['kind'], source: any, nameField: string, path: FieldPath, user: string): ConfigReference {
  const keys = listOf(source.items).map((item, index) => ({ key: item?.key, path: [...path, 'items', index, 'key'] }));
  return { kind, name: source[nameField], path: [...path, nameField], optional: source.optional === true, keys, user };
}
