import { PortProtocol } from '../../construct/port-protocol';
import { isMap, KubernetesObject, listOf, mapOf, mapsIn } from '../../manifest/object';
import { ImagePullPolicy } from '../../pod/hardened-container';
import { HttpScheme } from '../../pod/http-get';
import { RolloutType } from '../../workload/rollout';
import { Code } from './typescript';

type Fields = { readonly [field: string]: any };

/**
 * What a Deployment says, as props of a HardenedDeployment. What no prop says is passed over: whoever compares what becomes of them finds it. Undefined where
 * it has not one container.
 */
export function deploymentProps(deployment: KubernetesObject): Fields | undefined {
  const { metadata = {}, spec } = deployment;
  const name = String(metadata.name);
  const template = mapOf(spec?.template);
  const pod = mapOf(template.spec);
  const [main, ...others] = mapsIn(pod.containers);
  if (main === undefined || others.length > 0) { return undefined; }
  const selector = mapOf(mapOf(spec.selector).matchLabels);
  const ownLabels: readonly string[] = ['app.kubernetes.io/name', ...Object.keys(selector)];
  const withoutOwn = (labels: unknown) => filled(Object.fromEntries(Object.entries(mapOf(labels)).filter(([key]) => !ownLabels.includes(key))));
  const isOurSelector = Object.keys(selector).length === 1 && selector['app.kubernetes.io/name'] === name;
  return {
    ...containerProps(main, mapsIn(pod.volumes)),
    ...(main.name !== name && { containerName: main.name }),
    ...(!isOurSelector && { selector }),
    replicas: spec.replicas ?? 1,
    labels: withoutOwn(metadata.labels),
    annotations: filled(metadata.annotations),
    podLabels: withoutOwn(mapOf(template.metadata).labels),
    podAnnotations: filled(mapOf(template.metadata).annotations),
    rollout: filled(rollout(spec)),
    terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    ...(pod.automountServiceAccountToken === true && { automountServiceAccountToken: true }),
    serviceAccount: { existingName: pod.serviceAccountName ?? 'default' },
    security: filled(security(mapOf(pod.securityContext), mapOf(main.securityContext))),
    nodeSelector: filled(pod.nodeSelector),
    tolerations: filledList(pod.tolerations),
    affinity: filled(pod.affinity),
    priorityClassName: pod.priorityClassName,
    runtimeClassName: pod.runtimeClassName,
    imagePullSecrets: filledList(mapsIn(pod.imagePullSecrets).map((secret) => secret.name)),
    ...(listOf(pod.topologySpreadConstraints).length === 0 && { spread: false }),
    disruptionBudget: { enabled: false },
    network: { policy: false },
  };
}

function containerProps(container: Fields, volumes: readonly Fields[]): Fields {
  const env = mapsIn(container.env);
  const probes = filled({ startup: probe(container.startupProbe), readiness: probe(container.readinessProbe), liveness: probe(container.livenessProbe) });
  const ports = mapsIn(container.ports);
  return {
    image: container.image,
    imagePullPolicy: member('ImagePullPolicy', ImagePullPolicy, container.imagePullPolicy),
    command: filledList(container.command),
    args: filledList(container.args),
    workingDir: container.workingDir,
    ports: filledList(ports.map(({ containerPort, name, protocol }) => ({
      port: containerPort, name, protocol: protocol === 'TCP' ? undefined : member('PortProtocol', PortProtocol, protocol),
    }))),
    env: filled(Object.fromEntries(env.filter(({ valueFrom }) => valueFrom === undefined).map(({ name, value }) => [name, value ?? '']))),
    envValueFrom: filled(Object.fromEntries(env.map(({ name, valueFrom }) => [name, valueSource(valueFrom)]))),
    envFrom: filledList(mapsIn(container.envFrom).flatMap(({ configMapRef, secretRef, prefix }) => {
      const [method, ref] = isMap(configMapRef) ? ['configMap', configMapRef] as const : ['secret', mapOf(secretRef)] as const;
      return ref.name === undefined ? [] : [Code.call(`EnvFromSource.${method}`, ref.name, filled({ optional: ref.optional, prefix }))];
    })),
    mounts: filledList(mapsIn(container.volumeMounts).flatMap((mount) => {
      const source = volume(volumes.find(({ name }) => name === mount.name));
      return source === undefined ? [] : [{ path: mount.mountPath, volume: source, subPath: mount.subPath, readOnly: mount.readOnly }];
    })),
    resources: resources(mapOf(container.resources)),
    probes,
    ...(ports.length > 0 && mapOf(container.lifecycle).preStop === undefined && { lifecycle: { preStop: NO_WAITING } }),
    ...(mapOf(container.securityContext).readOnlyRootFilesystem === true && { writablePaths: {} }),
  };
}

const NO_WAITING = new Code('LifecycleHandler.NONE', ['LifecycleHandler']);

function resources({ requests, limits }: Fields): Fields | undefined {
  const [asked, most] = [mapOf(requests), mapOf(limits)];
  return filled({ cpu: asked.cpu, cpuLimit: most.cpu, memory: asked.memory ?? most.memory, ephemeralStorage: asked['ephemeral-storage'] ?? most['ephemeral-storage'] });
}

function probe(given: unknown): Code | undefined {
  if (!isMap(given)) { return undefined; }
  const { httpGet, tcpSocket, exec, grpc, ...timing } = given;
  if (isMap(httpGet)) {
    const { path = '/', port, scheme, httpHeaders } = httpGet;
    const headers = filled(Object.fromEntries(mapsIn(httpHeaders).map(({ name, value }) => [name, value])));
    return Code.call('Probe.httpGet', path, filled({
      port, scheme: scheme === 'HTTP' ? undefined : member('HttpScheme', HttpScheme, scheme), httpHeaders: headers, ...timing,
    }));
  }
  if (isMap(tcpSocket)) { return Code.call('Probe.tcpSocket', filled({ port: tcpSocket.port, ...timing })); }
  if (isMap(exec)) { return Code.call('Probe.exec', listOf(exec.command), filled(timing)); }
  return isMap(grpc) ? Code.call('Probe.grpc', filled({ port: grpc.port, service: grpc.service, ...timing })) : undefined;
}

function valueSource(given: unknown): Code | undefined {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = mapOf(given);
  for (const [method, ref] of [['configMapKey', configMapKeyRef], ['secretKey', secretKeyRef]]) {
    if (isMap(ref)) { return Code.call(`EnvValueSource.${method}`, ref.name, ref.key, filled({ optional: ref.optional })); }
  }
  if (isMap(fieldRef)) { return Code.call('EnvValueSource.field', fieldRef.fieldPath); }
  return isMap(resourceFieldRef) ? Code.call('EnvValueSource.resource', resourceFieldRef.resource) : undefined;
}

function volume(given: Fields | undefined): Code | undefined {
  const { name, configMap, secret, persistentVolumeClaim, emptyDir } = given ?? {};
  const own = (object: unknown) => (object === name ? undefined : name);
  const files = (source: Fields) => ({ items: itemsOf(source.items), optional: source.optional, defaultMode: source.defaultMode });
  if (isMap(configMap)) { return Code.call('Volume.configMap', configMap.name, filled({ volumeName: own(configMap.name), ...files(configMap) })); }
  if (isMap(secret)) { return Code.call('Volume.secret', secret.secretName, filled({ volumeName: own(secret.secretName), ...files(secret) })); }
  if (isMap(persistentVolumeClaim)) {
    const { claimName, readOnly } = persistentVolumeClaim;
    return Code.call('Volume.persistentVolumeClaim', claimName, filled({ volumeName: own(claimName), readOnly }));
  }
  // Without a limit there is none that could be said.
  return isMap(emptyDir) && emptyDir.sizeLimit !== undefined
    ? Code.call('Volume.emptyDir', name, filled({ sizeLimit: emptyDir.sizeLimit, inMemory: emptyDir.medium === 'Memory' ? true : undefined })) : undefined;
}

function itemsOf(items: unknown): Fields | undefined {
  return filled(Object.fromEntries(mapsIn(items).map(({ key, path }) => [key, path])));
}

function rollout({ strategy, minReadySeconds, progressDeadlineSeconds, revisionHistoryLimit }: Fields): Fields {
  const { type, rollingUpdate } = mapOf(strategy);
  const { maxSurge, maxUnavailable } = mapOf(rollingUpdate);
  const isRecreate = type === RolloutType.RECREATE;
  return {
    type: isRecreate ? member('RolloutType', RolloutType, type) : undefined,
    // Kubernetes' own, where nothing is said.
    ...(!isRecreate && { maxSurge: maxSurge ?? '25%', maxUnavailable: maxUnavailable ?? '25%' }),
    minReadySeconds,
    progressDeadlineSeconds,
    revisionHistoryLimit,
  };
}

function security(pod: Fields, container: Fields): Fields {
  return {
    runAsUser: container.runAsUser ?? pod.runAsUser,
    runAsGroup: container.runAsGroup ?? pod.runAsGroup,
    fsGroup: pod.fsGroup,
    supplementalGroups: filledList(pod.supplementalGroups),
    addCapabilities: filledList(mapOf(container.capabilities).add),
  };
}

/** A member of an enumeration by its value; the text itself where it is none of it, which the construct then says. */
function member(name: string, values: { readonly [member: string]: string }, value: unknown): unknown {
  const found = Object.entries(values).find(([, text]) => text === value)?.[0];
  return found === undefined ? value : new Code(`${name}.${found}`, [name]);
}

/** A map without what is not said; undefined where nothing is. */
function filled(map: unknown): Fields | undefined {
  const said = Object.entries(mapOf(map)).filter(([, value]) => value !== undefined && value !== null);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function filledList(list: unknown): readonly unknown[] | undefined {
  return listOf(list).length === 0 ? undefined : listOf(list);
}
