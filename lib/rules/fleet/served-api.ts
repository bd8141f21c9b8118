import { isKubernetesVersion } from '../../manifest/kubernetes-version';
import { missingApi, removedApi } from '../../schema/served-api';
import { FleetRule, FleetRuleFinding } from './rule';

/** Every API that is written for a cluster is one that its Kubernetes has. */
export const servedApi: FleetRule = {
  id: 'fleet/served-api',
  severity: 'error',
  why: 'An API server refuses an object whose API it no longer has, or not yet. Clusters of one fleet are rarely of one version.',
  check: (fleet) => fleet.flatMap(({ cluster, apis }) => {
    const { name, kubernetesVersion } = cluster;
    if (!isKubernetesVersion(kubernetesVersion)) { return []; }
    return apis.flatMap((api): FleetRuleFinding[] => {
      const rule = removedApi(api, kubernetesVersion) ?? missingApi(api, kubernetesVersion);
      return rule === undefined ? [] : [{
        cluster: name, object: api.kind, rule: `is ${api.count === 1 ? 'written' : `written ${api.count} times`} for Kubernetes ${kubernetesVersion}, but ${rule}`, fix: 'Write the version that this cluster has',
      }];
    });
  }),
};
