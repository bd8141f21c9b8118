import { Construct } from 'constructs';
import { defaultSecurity } from '../pod/pod-security-context';
import { TargetPlan } from './snapshot-target';
import { UserPlan } from './snapshot-user';

/** A script of the snapshotter, and what it is told. */
export interface Script {
  /** What it is called in names: `snapshot`, `clean-up`. Its file is that with `.sh`. */
  readonly id: string;
  readonly script: string;
  /** What it sends: bodies of requests, by the name of their file. */
  readonly bodies: { readonly [file: string]: object };
  readonly env: { readonly [variable: string]: string };
  /** How long one request is repeated where repeating can help. */
  readonly retrySeconds: number;
  /** How long one request may take. */
  readonly requestSeconds: number;
  /** How long the Job may take, retries included. */
  readonly deadlineSeconds: number;
  readonly backoffLimit: number;
  /** How long the script may take to end when its pod is told to. */
  readonly graceSeconds: number;
}

/** A script that runs by the clock. */
export interface ScheduledScript extends Script {
  readonly schedule: string;
  readonly timeZone: string;
  /** Whether it runs only when somebody says so. */
  readonly suspended?: boolean;
}

/** Whom a script calls, and as whom. */
export interface Connection {
  readonly target: TargetPlan;
  readonly user: UserPlan;
}

/** What all pods of a snapshotter have in common. */
export interface PodContext {
  readonly construct: Construct;
  readonly name: string;
  readonly image: string;
  readonly imagePullSecrets?: readonly string[];
  readonly repository: string;
}

const SCRIPTS = '/snapshots';
const TLS = '/elasticsearch/tls';
const USER = '/elasticsearch/user';
const WORK = '/tmp';
const WEEK_SECONDS = 7 * 86400;

/** Labels of the pods of a script. */
export function podLabels(name: string, id: string): { [key: string]: string } {
  return { 'app.kubernetes.io/component': id, 'app.kubernetes.io/name': name };
}

/** Spec of a Job that runs a script. It carries nothing but the script's files in it, so that it can be told from another by its content. */
export function jobSpec(script: Script, { target, user }: Connection, context: PodContext): { [field: string]: any } {
  const { caSecret } = target;
  const security = defaultSecurity(context.construct);
  const env: { [variable: string]: string | undefined } = {
    ELASTICSEARCH_URL: target.url,
    ELASTICSEARCH_USERNAME: user.username,
    REPOSITORY: context.repository,
    ...script.env,
    SCRIPTS_DIR: SCRIPTS,
    TLS_DIR: caSecret === undefined ? undefined : TLS,
    USER_DIR: USER,
    WORK_DIR: WORK,
    RETRY_SECONDS: String(script.retrySeconds),
    REQUEST_SECONDS: String(script.requestSeconds),
    POLL_SECONDS: '10',
  };
  return {
    activeDeadlineSeconds: script.deadlineSeconds,
    backoffLimit: script.backoffLimit,
    template: {
      metadata: { labels: podLabels(context.name, script.id) },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: script.graceSeconds,
        imagePullSecrets: context.imagePullSecrets?.map((name) => ({ name })),
        // All volumes are made for this pod, so that their groups are right from the start.
        securityContext: { ...security.pod, fsGroupChangePolicy: undefined },
        containers: [{
          name: script.id,
          image: context.image,
          command: ['/bin/sh', `${SCRIPTS}/${script.id}.sh`],
          env: Object.entries(env).filter(([, value]) => value !== undefined).map(([name, value]) => ({ name, value: unexpanded(value!) })),
          // Small, and over in minutes: what it takes beyond its request is soon given back.
          resources: {
            requests: { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '16Mi' },
            limits: { memory: '128Mi', 'ephemeral-storage': '16Mi' },
          },
          securityContext: security.container,
          volumeMounts: [
            { name: 'scripts', mountPath: SCRIPTS, readOnly: true },
            ...(caSecret === undefined ? [] : [{ name: 'tls', mountPath: TLS, readOnly: true }]),
            { name: 'user', mountPath: USER, readOnly: true },
            { name: 'work', mountPath: WORK },
          ],
        }],
        volumes: [
          {
            name: 'scripts',
            configMap: { name: context.name, items: ['elasticsearch.sh', 'json.awk', `${script.id}.sh`, ...Object.keys(script.bodies)].map((key) => ({ key, path: key })) },
          },
          ...(caSecret === undefined ? [] : [{ name: 'tls', secret: { secretName: caSecret, defaultMode: 0o440 } }]),
          { name: 'user', secret: { secretName: user.secretName, defaultMode: 0o440, items: user.items.map((item) => ({ ...item })) } },
          // In memory: the password is there for as long as the script runs.
          { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
        ],
      },
    },
  };
}

/** Spec of a CronJob that runs a script. */
export function cronJobSpec(script: ScheduledScript, connection: Connection, context: PodContext): { [field: string]: any } {
  return {
    schedule: script.schedule,
    timeZone: script.timeZone,
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    suspend: script.suspended === true ? true : undefined,
    jobTemplate: {
      metadata: { labels: podLabels(context.name, script.id) },
      spec: { ttlSecondsAfterFinished: WEEK_SECONDS, ...jobSpec(script, connection, context) },
    },
  };
}

/** Kubernetes puts the value of another variable where `$(NAME)` stands; two dollars are one. */
function unexpanded(value: string): string {
  return typeof value === 'string' ? value.replaceAll('$', '$$$$') : value;
}
