import { placeholder } from '../../lib/manifest/known';
import { HttpScheme } from '../../lib/pod/http-get';
import { Probe } from '../../lib/pod/probe';
import { faultsIn, MINIMAL, render } from './pod-construct';

const ports = [{ port: 8080, name: 'web' }, { port: 9090, name: 'grpc' }];

test('writes each kind of probe as Kubernetes spells it', () => {
  const { container } = render({
    ports,
    probes: {
      startup: Probe.exec(['/bin/started'], { failureThreshold: 30, periodSeconds: 2 }),
      liveness: Probe.grpc({ port: 'grpc', service: 'shop', terminationGracePeriodSeconds: 5 }),
      readiness: Probe.httpGet('/ready', {
        port: 'web', scheme: HttpScheme.HTTPS, httpHeaders: { 'Host': 'shop.example.com', 'X-Probe': '' }, initialDelaySeconds: 0, timeoutSeconds: 3, successThreshold: 2,
      }),
    },
  });
  expect(container.startupProbe).toEqual({ exec: { command: ['/bin/started'] }, failureThreshold: 30, periodSeconds: 2 });
  // gRPC probes take no port by name.
  expect(container.livenessProbe).toEqual({ grpc: { port: 9090, service: 'shop' }, terminationGracePeriodSeconds: 5 });
  expect(container.readinessProbe).toEqual({
    httpGet: { path: '/ready', port: 'web', scheme: 'HTTPS', httpHeaders: [{ name: 'Host', value: 'shop.example.com' }, { name: 'X-Probe', value: '' }] },
    initialDelaySeconds: 0,
    timeoutSeconds: 3,
    successThreshold: 2,
  });
});

test('writes no probe that was not asked for', () => {
  const { container } = render({ probes: { liveness: Probe.tcpSocket({ port: 8080 }) } });
  expect(container.livenessProbe).toEqual({ tcpSocket: { port: 8080 } });
  expect(container).not.toHaveProperty('readinessProbe');
  expect(container).not.toHaveProperty('startupProbe');
});

test('leaves timing to Kubernetes where nothing was said', () => {
  expect(render({ ports, probes: { readiness: Probe.httpGet('/', { port: 'web' }) } }).container.readinessProbe).toEqual({ httpGet: { path: '/', port: 'web' } });
});

test('writes nothing that is no setting of a probe, and says so', () => {
  const shared = { periodSeconds: 5, path: '/ready', perodSeconds: 5 };
  const { container, warnings } = render({ ports: [{ port: 8080 }], probes: { readiness: Probe.exec(['/bin/ready'], shared), liveness: Probe.tcpSocket({ timeoutSecond: 1 } as any) } });
  expect(container.readinessProbe).toEqual({ exec: { command: ['/bin/ready'] }, periodSeconds: 5 });
  expect(container.livenessProbe).toEqual({ tcpSocket: { port: 'http' } });
  const known = "'initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold', 'terminationGracePeriodSeconds'";
  expect(warnings.map(({ id, message }) => `${id}: ${message}`)).toEqual([
    "construct/unknown-prop: 'probes.liveness.timeoutSecond' is no prop, so that nothing reads it. Did you mean 'timeoutSeconds'?",
    `construct/unknown-prop: 'probes.readiness.path' is no prop, so that nothing reads it. There are ${known}.`,
    'construct/unknown-prop: \'probes.readiness.perodSeconds\' is no prop, so that nothing reads it. Did you mean \'periodSeconds\'?',
  ]);
});

test('does not judge what is not known yet', () => {
  const unknown: any = placeholder('x');
  const timing = { initialDelaySeconds: unknown, periodSeconds: unknown, timeoutSeconds: unknown, successThreshold: unknown, failureThreshold: unknown };
  const liveness = Probe.httpGet(unknown, { port: unknown, ...timing, terminationGracePeriodSeconds: unknown });
  const readiness = Probe.tcpSocket({ port: unknown, ...timing });
  expect(faultsIn({ probes: { liveness, readiness } })).toEqual([]);
});

test('warns of ports without a readiness probe', () => {
  expect(render({ ports: [{ port: 8080 }] }).warnings).toEqual([{
    id: 'workload/readiness-probe', severity: 'warning',
    path: 'shop/api',
    message: "container 'api' has ports but no readiness probe: it gets traffic as soon as it has started, ready or not. Set 'probes.readiness'.",
  }]);
  expect(render({ ports: [{ port: 8080 }], probes: { readiness: Probe.tcpSocket() } }).warnings).toEqual([]);
  expect(render({}).warnings).toEqual([]);
});

test.each<[string, Probe, string]>([
  ['a path without its slash', Probe.httpGet('healthz', { port: 1 }), "'probes.liveness.path' must start with '/', got 'healthz'. Use a path such as '/healthz'."],
  ['a header that can not be', Probe.httpGet('/', { port: 1, httpHeaders: { 'X Probe': '1' } }),
    "'probes.liveness.httpHeaders['X Probe']' must be an HTTP header's name: letters, digits and '-'. Use a name such as 'X-Probe'."],
  ['no command', Probe.exec([]), "'probes.liveness.command' must name a program, got []. Use a command such as ['/bin/healthy']."],
  ['a port that is not declared', Probe.grpc({ port: 'grpc' }), "'probes.liveness.port' must be a number, or the name of one of the container's ports, got 'grpc'. It declares none."],
  ['a delay below 0', Probe.exec(['x'], { initialDelaySeconds: -1 }),
    "'probes.liveness.initialDelaySeconds' must be a whole number from 0 to 2147483647, got -1. Leave it out for the default."],
  ['no period', Probe.exec(['x'], { periodSeconds: 0 }), "'probes.liveness.periodSeconds' must be a whole number from 1 to 2147483647, got 0. Leave it out for the default."],
  ['half a second', Probe.exec(['x'], { timeoutSeconds: 0.5 }), "'probes.liveness.timeoutSeconds' must be a whole number from 1 to 2147483647, got 0.5. Leave it out for the default."],
  ['no failure', Probe.exec(['x'], { failureThreshold: 0 }), "'probes.liveness.failureThreshold' must be a whole number from 1 to 2147483647, got 0. Leave it out for the default."],
  ['two successes of a liveness probe', Probe.exec(['x'], { successThreshold: 2 }), "'probes.liveness.successThreshold' must be 1 in a liveness probe, got 2. Leave it out."],
  ['no time to end', Probe.exec(['x'], { terminationGracePeriodSeconds: 0 }),
    "'probes.liveness.terminationGracePeriodSeconds' must be a whole number of at least 1, got 0. Leave it out for the default."],
])('rejects %s', (_, liveness, fault) => {
  expect(faultsIn({ probes: { liveness } })).toEqual([fault]);
});

test('rejects what only readiness probes, or all but they, may have', () => {
  expect(faultsIn({ probes: {
    startup: Probe.exec(['x'], { successThreshold: 3 }),
    readiness: Probe.exec(['x'], { successThreshold: 0, terminationGracePeriodSeconds: 9 }),
  } })).toEqual([
    "'probes.startup.successThreshold' must be 1 in a startup probe, got 3. Leave it out.",
    "'probes.readiness.successThreshold' must be a whole number from 1 to 2147483647, got 0. Leave it out for the default.",
    "'probes.readiness.terminationGracePeriodSeconds' must be left out of a readiness probe, which ends nothing, got 9. Leave it out.",
  ]);
});

test('names the sidecar whose probe is at fault', () => {
  const sidecars = [{ ...MINIMAL, name: 'proxy', probes: { startup: Probe.httpGet('ready', { port: 15021 }) } }];
  expect(faultsIn({ sidecars }, '1.29')).toEqual(["'sidecars[0].probes.startup.path' must start with '/', got 'ready'. Use a path such as '/healthz'."]);
});

test.each(['X_A', 'X A', '', 'X:', 'Ä'])("'%s' is no name of a header", (name) => {
  expect(faultsIn({ ports: [{ port: 80 }], probes: { readiness: Probe.httpGet('/', { httpHeaders: { [name]: 'a' } }) } })).toEqual([
    expect.stringMatching(/must be an HTTP header's name: letters, digits and '-'\. Use a name such as 'X-Probe'\.$/),
  ]);
});

test.each(['X-Probe', 'Host', 'x-1'])("'%s' is the name of a header", (name) => {
  expect(faultsIn({ ports: [{ port: 80 }], probes: { readiness: Probe.httpGet('/', { httpHeaders: { [name]: '' } }) } })).toEqual([]);
});
