// What the engine does for a program as far as its resources' inputs go: registers them over gRPC and runs their transforms. No provider, no state.
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import * as pulumi from '@pulumi/pulumi';

/* eslint-disable @typescript-eslint/no-require-imports -- without types of their own where it matters */
const callbackRpc = require('@pulumi/pulumi/proto/callback_grpc_pb.js');
const callbackMessages = require('@pulumi/pulumi/proto/callback_pb.js');
const engineRpc = require('@pulumi/pulumi/proto/engine_grpc_pb.js');
const engineMessages = require('@pulumi/pulumi/proto/engine_pb.js');
const resourceRpc = require('@pulumi/pulumi/proto/resource_grpc_pb.js');
const resourceMessages = require('@pulumi/pulumi/proto/resource_pb.js');
const { awaitFeatureSupport, waitForRPCs } = require('@pulumi/pulumi/runtime/settings');
const { runInPulumiStack } = require('@pulumi/pulumi/runtime/stack');
const { getStore, withLocalStorage } = require('@pulumi/pulumi/runtime/state');
const { Empty } = require('google-protobuf/google/protobuf/empty_pb.js');
const { Struct } = require('google-protobuf/google/protobuf/struct_pb.js');
/* eslint-enable @typescript-eslint/no-require-imports */

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const OUTPUT = 'd0e6a833031e9bbcd3f4e8bde6ca49a4';
const UNKNOWN_TEXT = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** How an unknown shows among what was registered. */
export const UNKNOWN = '<unknown>';

/** How a secret shows among what was registered. */
export function secret(value: unknown): { secret: unknown } {
  return { secret: value };
}

/** A resource as the engine would hand it to its provider. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly props: any;
  /** The provider's URN and id, empty where it has none of its own. */
  readonly provider: string;
  /** URNs of what it depends on. */
  readonly dependsOn: readonly string[];
  /** The options after all transforms, as they are on the wire; undefined where no transform ran. */
  readonly options?: any;
}

/** What became of a program. */
export interface Deployment {
  /** All but the stack itself. */
  readonly resources: Registered[];
  readonly logs: { readonly severity: string; readonly message: string }[];
  /** What components registered as their outputs, by their URNs. */
  readonly outputs: { [urn: string]: any };
  /** What transforms threw. The resource is then registered as if there was none. */
  readonly errors: string[];
}

/** A resource that a provider registers on behalf of a component. */
export interface Child {
  readonly type: string;
  readonly name: string;
  readonly props: any;
}

/** How a program is run. */
export interface DeployOptions {
  /** Whether as a preview, in which no resource has an id yet. */
  readonly preview?: boolean;
  /** Whether as an inline program of Automation API, which keeps the state of each program apart. */
  readonly inline?: boolean;
  /** What a provider makes of a component that it constructs itself: a YAML file, a chart. */
  readonly construct?: (type: string, name: string, props: any) => Child[];
}

/** Runs a program as `pulumi preview` or `pulumi up` would. Not more than one at a time. */
export async function deploy(program: () => unknown, options: DeployOptions = {}): Promise<Deployment> {
  const { preview = false, inline = false } = options;
  const monitor = new Monitor(options);
  const address = await monitor.listen();
  const run = async () => {
    try {
      pulumi.runtime.resetOptions('project', 'stack', 16, address, address, preview, 'organization');
      await awaitFeatureSupport();
      await runInPulumiStack(async () => program());
      await waitForRPCs();
      return monitor.deployment;
    } finally {
      await pulumi.runtime.disconnect();
    }
  };
  if (!inline) { return run().finally(() => monitor.close()); }
  // What holds outside of every program, in which no other one has run.
  const outer = getStore();
  const { supportsSecrets } = outer;
  outer.supportsSecrets = false;
  return withLocalStorage(run).finally(() => {
    outer.supportsSecrets = supportsSecrets;
    monitor.close();
  });
}

/** Runs the project in a folder as Pulumi's host for Node.js does, in a process of its own, with `fleetwright` as it was compiled last. */
export async function deployProject(folder: string, main: string): Promise<Deployment> {
  const monitor = new Monitor({});
  const address = await monitor.listen();
  const host = path.join(path.dirname(require.resolve('@pulumi/pulumi/package.json')), 'cmd', 'run', 'index.js');
  const args = [`--monitor=${address}`, `--engine=${address}`, '--project=project', '--stack=stack', `--pwd=${folder}`, '--dry-run=false', '--parallel=16', main];
  try {
    const env = { ...process.env, PULUMI_NODEJS_TYPESCRIPT: 'true', PULUMI_NODEJS_TRANSPILE_ONLY: 'true' };
    const child = spawn(process.execPath, [host, ...args], { cwd: folder, env, stdio: 'inherit' });
    const status = await new Promise((resolve) => child.on('exit', resolve));
    if (status !== 0) { throw new Error(`${folder} ended with status ${status}`); }
    return monitor.deployment;
  } finally {
    monitor.close();
  }
}

type Transform = (request: any) => Promise<any>;

class Monitor {
  public readonly deployment: Deployment = { resources: [], logs: [], outputs: {}, errors: [] };
  private readonly server = new grpc.Server();
  private readonly clients = new Map<string, any>();
  private readonly stackTransforms: Transform[] = [];
  private readonly transformsByUrn = new Map<string, Transform[]>();
  private readonly parents = new Map<string, string>();

  constructor(private readonly options: DeployOptions) {
    this.server.addService(resourceRpc.ResourceMonitorService, {
      supportsFeature: answer(() => {
        const response = new resourceMessages.SupportsFeatureResponse();
        response.setHassupport(true);
        return response;
      }),
      registerResource: answer((request) => this.register(request)),
      registerResourceOutputs: answer((request) => {
        this.deployment.outputs[request.getUrn()] = shown(request.getOutputs()?.toJavaScript() ?? {});
        return new Empty();
      }),
      registerStackTransform: answer((request) => {
        this.stackTransforms.push(this.callback(request));
        return new Empty();
      }),
      signalAndWaitForShutdown: answer(() => new Empty()),
    });
    this.server.addService(engineRpc.EngineService, {
      log: answer((request) => {
        const severity = ['debug', 'info', 'warning', 'error'][request.getSeverity()];
        if (severity !== 'debug') { this.deployment.logs.push({ severity, message: request.getMessage() }); }
        return new Empty();
      }),
      setRootResource: answer(() => new engineMessages.SetRootResourceResponse()),
      getRootResource: answer(() => new engineMessages.GetRootResourceResponse()),
    });
  }

  public listen(): Promise<string> {
    return new Promise((resolve, reject) => this.server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error !== null) { return reject(error); }
      // A test that runs out of time never closes it, and jest would wait for it forever.
      for (const server of (this.server as any).http2Servers.keys()) {
        server.unref();
        server.on('session', (session: any) => session.unref());
      }
      resolve(`127.0.0.1:${port}`);
    }));
  }

  public close(): void {
    this.clients.forEach((client) => client.close());
    this.server.forceShutdown();
  }

  private async register(request: any): Promise<any> {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const parentType = /^urn:pulumi:stack::project::(.*)::/.exec(parent)?.[1];
    const urn = `urn:pulumi:stack::project::${parentType === undefined || parentType === 'pulumi:pulumi:Stack' ? '' : `${parentType}$`}${type}::${name}`;
    const own: Transform[] = request.getTransformsList().map((callback: any) => this.callback(callback));
    this.transformsByUrn.set(urn, own);
    this.parents.set(urn, parent);

    const transforms = [...own, ...this.ancestors(parent).flatMap((ancestor) => this.transformsByUrn.get(ancestor) ?? []), ...this.stackTransforms];
    let props = request.getObject()?.toJavaScript() ?? {};
    if (own.length > 0) { props = withDependencies(upgraded(props), request.getPropertydependenciesMap()); }
    let options: any;
    if (transforms.length > 0) { options = optionsOf(request); }
    for (const transform of transforms) {
      try {
        const transformed = new resourceMessages.TransformRequest();
        transformed.setType(type);
        transformed.setName(name);
        transformed.setCustom(request.getCustom());
        transformed.setParent(parent);
        transformed.setProperties(Struct.fromJavaScript(upgraded(props)));
        transformed.setOptions(options);
        const response = await transform(transformed);
        props = response.getProperties().toJavaScript();
        options = response.getOptions();
      } catch (error) {
        this.deployment.errors.push((error as grpc.ServiceError).details);
      }
    }
    if (parent !== '') {
      this.deployment.resources.push({
        type, name, urn, parent, custom: request.getCustom(), props: shown(props), provider: request.getProvider(), dependsOn: request.getDependenciesList(),
        ...(options !== undefined && { options: options.toObject() }),
      });
    }

    if (request.getRemote()) {
      for (const child of this.options.construct?.(type, name, shown(props)) ?? []) { await this.register(childRequest(request, urn, child)); }
    }
    const response = new resourceMessages.RegisterResourceResponse();
    response.setUrn(urn);
    response.setId(request.getCustom() && this.options.preview !== true ? `${name}-id` : '');
    response.setObject(Struct.fromJavaScript(downgraded(props)));
    return response;
  }

  private ancestors(urn: string): string[] {
    return urn === '' || urn === undefined ? [] : [urn, ...this.ancestors(this.parents.get(urn) ?? '')];
  }

  private callback(callback: any): Transform {
    const target = callback.getTarget();
    const client = this.clients.get(target) ?? new callbackRpc.CallbacksClient(target, grpc.credentials.createInsecure());
    this.clients.set(target, client);
    return (request) => new Promise((resolve, reject) => {
      const invocation = new callbackMessages.CallbackInvokeRequest();
      invocation.setToken(callback.getToken());
      invocation.setRequest(request.serializeBinary());
      client.invoke(invocation, (error: any, response: any) => {
        if (error === null) { resolve(resourceMessages.TransformResponse.deserializeBinary(response.getResponse_asU8())); } else { reject(error); }
      });
    });
  }
}

function answer(respond: (request: any) => any): grpc.handleUnaryCall<any, any> {
  return (call, callback) => {
    Promise.resolve(call.request).then(respond).then((response) => callback(null, response), (error) => callback(error));
  };
}

function childRequest(component: any, parent: string, { type, name, props }: Child): any {
  const request = new resourceMessages.RegisterResourceRequest();
  request.setType(type);
  request.setName(name);
  request.setParent(parent);
  request.setCustom(true);
  request.setObject(Struct.fromJavaScript(props));
  request.setProvider(component.getProvidersMap().get('kubernetes') ?? component.getProvider());
  return request;
}

function optionsOf(request: any): any {
  const options = new resourceMessages.TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(request.getProvider());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  if (request.getDeletebeforereplacedefined()) { options.setDeleteBeforeReplace(request.getDeletebeforereplace()); }
  return options;
}

/** Each secret and unknown as an output value, as the engine gives them to a transform. */
function upgraded(value: any): any {
  if (value === UNKNOWN_TEXT) { return { [SIGNATURE]: OUTPUT }; }
  if (typeof value !== 'object' || value === null) { return value; }
  if (value[SIGNATURE] === SECRET) { return { [SIGNATURE]: OUTPUT, secret: true, ...(value.value !== UNKNOWN_TEXT && { value: upgraded(value.value) }) }; }
  return mapValues(value, upgraded);
}

/** Each property that depends on resources as an output value, which is what the engine does where the resource itself has transforms. */
function withDependencies(props: any, dependencies: any): any {
  return Object.fromEntries(Object.entries<any>(props).map(([key, value]) => {
    const urns: string[] = dependencies.get(key)?.getUrnsList() ?? [];
    if (urns.length === 0) { return [key, value]; }
    return [key, value?.[SIGNATURE] === OUTPUT ? { ...value, dependencies: urns } : { [SIGNATURE]: OUTPUT, value, dependencies: urns }];
  }));
}

function downgraded(value: any): any {
  if (typeof value !== 'object' || value === null) { return value; }
  if (value[SIGNATURE] !== OUTPUT) { return mapValues(value, downgraded); }
  const inner = 'value' in value ? downgraded(value.value) : UNKNOWN_TEXT;
  return value.secret === true ? { [SIGNATURE]: SECRET, value: inner } : inner;
}

function shown(value: any): any {
  const plain = downgraded(value);
  const show = (child: any): any => {
    if (child === UNKNOWN_TEXT) { return UNKNOWN; }
    if (typeof child !== 'object' || child === null) { return child; }
    return child[SIGNATURE] === SECRET ? secret(show(child.value)) : mapValues(child, show);
  };
  return show(plain);
}

function mapValues(value: any, change: (child: any) => any): any {
  return Array.isArray(value) ? value.map(change) : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(child)]));
}
