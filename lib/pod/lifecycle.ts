import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { optionsToSpread } from '../construct/factory-options';
import { Prop } from '../construct/prop';
import { instance, required, wholeNumber } from '../construct/shape';
import { struct } from '../construct/struct';
import { knownPart } from '../manifest/known';
import { DeclaredPort } from './container-port';
import { HttpGetAction, httpGetManifest, HttpGetOptions } from './http-get';
import { needsKubernetes } from './needs-kubernetes';
import { execManifest } from './probe';

/**
 * What the kubelet does at a turn in a container's life.
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export class LifecycleHandler {
  /** Nothing, where the default would be something. */
  public static readonly NONE = new LifecycleHandler('none', {});

  /** Runs a command in the container, without a shell. */
  public static exec(command: string[]): LifecycleHandler {
    return new LifecycleHandler('exec', { command });
  }

  /** Sends an HTTP GET to the container. */
  public static httpGet(path: string, options: HttpGetOptions = {}): LifecycleHandler {
    return new LifecycleHandler('httpGet', { path, ...optionsToSpread('LifecycleHandler.httpGet', options, '{ port: 8080 }') });
  }

  /** Waits, at least 1 s. Needs Kubernetes 1.30. */
  public static sleep(seconds: number): LifecycleHandler {
    return new LifecycleHandler('sleep', { seconds });
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'none' | 'exec' | 'httpGet' | 'sleep',
    /** @internal */
    public readonly _action: { [field: string]: any },
  ) {}
}

/** What happens after a container starts and before it ends. */
export interface ContainerLifecycle {
  /**
   * What happens right after the start, beside the container's own process; the container counts as running when it is done.
   * @default - nothing
   */
  readonly postStart?: LifecycleHandler;

  /**
   * What happens before the container is told to end. It counts towards `terminationGracePeriodSeconds` and must be shorter.
   *
   * @default - from Kubernetes 1.30, a main container with ports sleeps 5 s, so that requests on their way still find it while
   * the endpoints are taken out; nothing otherwise, or where the grace period is not longer than that
   */
  readonly preStop?: LifecycleHandler;
}

const HANDLER = instance<LifecycleHandler>('LifecycleHandler', 'exec(…)', ['_kind', '_action'], '_timing');

/** What `lifecycle` must look like. */
export const LIFECYCLE = struct<ContainerLifecycle>("{ preStop: LifecycleHandler.exec(['/bin/drain']) }", { postStart: HANDLER, preStop: HANDLER });

const SLEEP_FIX = "Use 'LifecycleHandler.NONE' to wait for nothing";
const SLEEP = required(wholeNumber({ min: 1, fix: SLEEP_FIX }), SLEEP_FIX);

/** `sleep` is on by default from this version. */
const SLEEP_SINCE = '1.30';
const DEFAULT_SLEEP_SECONDS = 5;

/** What a lifecycle needs to know of its container. */
export interface LifecycleContext {
  readonly construct: Construct;
  readonly ports: readonly DeclaredPort[];
  readonly terminationGracePeriodSeconds: number;
  /** Whether requests may still come in when the container is told to end. */
  readonly drains: boolean;
}

/** A container's `lifecycle`. */
export function lifecycleManifest(props: ContainerLifecycle, context: LifecycleContext, prop: Prop): { [field: string]: any } | undefined {
  const postStart = handlerManifest(props.postStart, context, prop.at('postStart'));
  const preStop = props.preStop === undefined ? defaultPreStop(context) : handlerManifest(props.preStop, context, prop.at('preStop'));
  return postStart === undefined && preStop === undefined ? undefined : { postStart, preStop };
}

// Below that version only a command could wait, and an image need not hold one.
function defaultPreStop({ construct, drains, terminationGracePeriodSeconds }: LifecycleContext): { [field: string]: any } | undefined {
  const fits = (knownPart(terminationGracePeriodSeconds) ?? 0) > DEFAULT_SLEEP_SECONDS;
  return drains && fits && Cluster.atLeast(construct, SLEEP_SINCE) ? { sleep: { seconds: DEFAULT_SLEEP_SECONDS } } : undefined;
}

function handlerManifest(handler: LifecycleHandler | undefined, context: LifecycleContext, prop: Prop): { [field: string]: any } | undefined {
  const action = handler?._action;
  switch (handler?._kind) {
    case 'exec': return { exec: execManifest(action!.command, prop) };
    case 'httpGet': return { httpGet: httpGetManifest(action as HttpGetAction, context.ports, prop) };
    case 'sleep': return { sleep: { seconds: checkSleep(action!.seconds, context, prop) } };
    default: return undefined;
  }
}

function checkSleep(seconds: number, { construct, terminationGracePeriodSeconds }: LifecycleContext, prop: Prop): number {
  needsKubernetes(construct, SLEEP_SINCE, prop);
  SLEEP(seconds, prop.at('seconds'));
  const grace = knownPart(terminationGracePeriodSeconds);
  if (typeof seconds === 'number' && grace !== undefined && seconds >= grace) {
    prop.at('seconds').fault({ id: 'workload/consistent', rule: `must be below 'terminationGracePeriodSeconds', which is ${grace}`, got: seconds, fix: 'Raise that, or wait for less' });
  }
  return seconds;
}
