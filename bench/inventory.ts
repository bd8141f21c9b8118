import { numbered } from './services';

/** The inventory of examples/15-fleet, with more clusters of the same four kinds: half of all are in the mesh. */
export function clustersFile(clusters: number): string {
  const KINDS = [meshed('prod-eu', 'eu-central-1'), meshed('prod-us', 'us-east-1'), alone, dev];
  const entries = numbered(clusters).map((index) => KINDS[index % KINDS.length](Math.floor(index / KINDS.length)));
  return `${JSON.stringify({
    defaults: {
      kubernetesVersion: '1.34',
      capabilities: {
        cilium: { version: '1.19.6' }, ingress: { callers: [{ namespace: 'ingress-nginx', podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } }] },
      },
    },
    clusters: entries,
  }, undefined, 2)}\n`;
}

/** The first of a kind has the name that it has in the example, by which the program knows it. */
function named(name: string, index: number): string {
  return index === 0 ? name : `${name}-${index}`;
}

function meshed(name: string, region: string): (index: number) => object {
  return (index) => {
    const id = 2 * index + (region === 'eu-central-1' ? 1 : 2);
    return {
      name: named(name, index),
      environment: 'production',
      cloud: 'aws',
      region,
      zones: ['a', 'b', 'c'].map((zone) => `${region}${zone}`),
      podCidrs: [`10.${id}.0.0/16`],
      nodeCidrs: [`10.${100 + id}.0.0/20`],
      capabilities: { cilium: { mesh: { id } }, karpenter: { version: '1.13.0', interruptionQueue: true }, descheduler: { version: '0.34.0' } },
      values: { host: `${named(name, index)}.shop.example.com` },
    };
  };
}

function alone(index: number): object {
  const region = 'asia-southeast1';
  return {
    name: named('prod-apac', index), environment: 'production', cloud: 'gcp', region, zones: ['a', 'b', 'c'].map((zone) => `${region}-${zone}`), values: { host: `apac-${index}.shop.example.com` },
  };
}

function dev(index: number): object {
  return { name: named('dev', index), environment: 'dev', cloud: 'azure', region: 'westeurope', zones: ['westeurope-1'], values: { host: `shop-${index}.dev.example.com` } };
}
