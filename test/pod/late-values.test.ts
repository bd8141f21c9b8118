import { Chart, Lazy } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { EnvValueSource } from '../../lib/pod/env';
import { Probe } from '../../lib/pod/probe';
import { Volume } from '../../lib/pod/volume';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { MINIMAL } from '../workload/deployment-construct';

const late = (value: unknown): any => Lazy.any({ produce: () => value });

function synth(props: object): { readonly errors: string[]; readonly warnings: string[] } {
  const cluster = new Cluster({ name: 'prod', kubernetesVersion: '1.33' });
  new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'api', { ...MINIMAL, ...props } as HardenedDeploymentProps);
  const warnings = () => cluster.warnings.map(({ id, message }) => `${id}: ${message}`);
  try {
    cluster.synthYaml();
    return { errors: [], warnings: warnings() };
  } catch (error) {
    return { errors: (error as Error).message.split('\n').slice(1).map((line) => line.trim().replace('[prod/shop/api] ', '')), warnings: [] };
  }
}

describe('what only the synth knows is judged then', () => {
  test.each<[string, object, string[]]>([
    ['an image', { image: late('nginx:latest') }, ["'image' must name a fixed tag or digest, got 'nginx:latest'. Use ':1.4.2' or '@sha256:…'."]],
    ['an image that is none', { image: late('Nginx:1') }, ["'image' must name the repository in lower case, got 'Nginx'. Use one such as 'registry.example.com/shop/api:1.4.2'."]],
    ['an image of an init container', { initContainers: [{ name: 'a', image: late('nginx') }] }, ["'initContainers[0].image' must name a fixed tag or digest, got 'nginx'. Use ':1.4.2' or '@sha256:…'."]],
    ['a number', { replicas: late(-1) }, ["'replicas' must be a whole number of at least 0, got -1. Use at least 2, so that one may be away."]],
    ['a number and a budget', { replicas: late(2), disruptionBudget: { minAvailable: 2 } }, [
      "'disruptionBudget.minAvailable' must let at least one pod be evicted, or no node can be drained: of 2 replicas, 2 must stay, got 2. Use 'maxUnavailable: 1'."]],
    ['a text that is a number', { env: { PORT: late(8080) } }, ["'env.PORT' must be a string, got a number. Put it in quotes."]],
    ['an amount', { resources: { memory: late('lots') } }, ["'resources.memory' must be a quantity of whole bytes from 1 to 8Pi, got 'lots'. Use a quantity such as '512Mi'."]],
    ['a user', { security: { runAsUser: late(0) } }, ["'security.runAsUser' must not be 0, which is root, got 0. Leave it out for 65532, or say why in 'exceptions.runAsRoot'."]],
    ['what a factory was given', { envValueFrom: { A: EnvValueSource.secretKey(late('_'), 'a') }, mounts: [{ path: '/data', volume: Volume.configMap('c', { defaultMode: late(99999) }) }] }, [
      "'mounts[0].volume.defaultMode' must be a file mode from 0o000 to 0o777, got 99999. Use an octal number such as 0o440.",
      "'envValueFrom.A.secretName' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit. Use the name of a Secret, not what it holds."]],
    ['a port that nothing declares', { ports: [{ port: 8080 }], probes: { readiness: Probe.tcpSocket({ port: late('web') }) } }, [
      "'probes.readiness.port' must be a number, or the name of one of the container's ports, got 'web'. It declares 'http'."]],
    ['a label', { podLabels: { team: late('a b') } }, [
      "'podLabels.team' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'a b'. Use a value such as 'payments'."]],
    ['what is all right', { image: late('nginx:1.27.1'), replicas: late(3) }, []],
  ])('%s', (_, props, errors) => {
    expect(synth(props).errors).toEqual(errors);
  });

  test('what was known before is said once', () => {
    expect(synth({ image: late('nginx'), replicas: -1 }).errors).toEqual([
      "'image' must name a fixed tag or digest, got 'nginx'. Use ':1.4.2' or '@sha256:…'.",
      "'replicas' must be a whole number of at least 0, got -1. Use at least 2, so that one may be away.",
    ]);
  });

  test('warnings come too, each once', () => {
    expect(synth({ env: { API_TOKEN: late('hunter2') }, replicas: late(1), resources: { memory: late('512') } }).warnings).toEqual([
      expect.stringMatching(/^workload\/tiny-memory: /), expect.stringMatching(/^workload\/literal-secret: /), expect.stringMatching(/^workload\/single-replica: /),
    ]);
  });
});
