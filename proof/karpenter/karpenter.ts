import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { KubernetesObject } from '../../lib/manifest/object';
import { EngineHost } from '../engine';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Server } from '../processes';
import './engine';
import { instanceTypes, Market } from './market';

export const CAPACITY_TYPE = 'karpenter.sh/capacity-type';
const CLAIMS = '/apis/karpenter.sh/v1/nodeclaims';

/** Karpenter at work in a control plane. Its machines are simulated, as those of the control plane are. */
export class Karpenter {
  public static async start(host: EngineHost, cluster: ControlPlane, market: Market): Promise<Karpenter> {
    for (const file of ['pkg/apis/crds/*.yaml', 'kwok/apis/crds/*.yaml'].flatMap((pattern) => host.binaries.files('sigs.k8s.io/karpenter', pattern))) {
      const { code, stderr } = await cluster.kubectl(['apply', '--server-side', '-f', file]);
      assert.equal(code, 0, stderr);
    }
    const kinds = ['nodepools.karpenter.sh', 'nodeclaims.karpenter.sh', 'kwoknodeclasses.karpenter.kwok.sh'].map((name) => `crd/${name}`);
    const { code, stderr } = await cluster.kubectl(['wait', '--for=condition=Established', ...kinds, '--timeout=300s']);
    assert.equal(code, 0, stderr);
    const karpenter = new Karpenter(host, cluster);
    await karpenter.trade(market);
    return karpenter;
  }

  private server?: Server;

  private constructor(private readonly host: EngineHost, private readonly cluster: ControlPlane) {}

  /** Changes what is to be had. Machines that run go on. */
  public async trade(market: Market): Promise<void> {
    await this.server?.stop();
    const folder = this.host.processes.newFolder('karpenter');
    const types = path.join(folder, 'types.json');
    fs.writeFileSync(types, JSON.stringify(instanceTypes(market)));
    this.server = this.host.processes.serve('karpenter', this.host.binaries.program('karpenter'), [], path.join(folder, 'karpenter.log'), {
      cwd: folder,
      env: {
        HOME: folder,
        KUBECONFIG: this.cluster.kubeconfig,
        SYSTEM_NAMESPACE: 'kube-system',
        KUBERNETES_MIN_VERSION: '1.19.0-0',
        DISABLE_LEADER_ELECTION: 'true',
        METRICS_PORT: '0',
        HEALTH_PROBE_PORT: '0',
        BATCH_IDLE_DURATION: '1s', // its default, which the time that this takes depends on
        INSTANCE_TYPES_FILE_PATH: types,
      },
    });
  }

  /** Machines that are asked for or run, as their NodeClaims. */
  public async claims(capacityType?: string): Promise<any[]> {
    const { items } = await this.cluster.read(CLAIMS);
    return items.filter(({ metadata }: any) => metadata.deletionTimestamp === undefined
      && (capacityType === undefined || metadata.labels[CAPACITY_TYPE] === capacityType));
  }

  /** Says that machines will be taken away: what the handler of a cloud's spot notices does. */
  public async interrupt(claims: readonly any[]): Promise<void> {
    await Promise.all(claims.map(async ({ metadata }) => accepted('interrupt', await this.cluster.request('DELETE', `${CLAIMS}/${metadata.name}`))));
  }

  /** Takes machines away, drained or not, with whatever runs there: what a cloud does when the notice is over. */
  public async takeAway(claims: readonly any[]): Promise<void> {
    await Promise.all(claims.map(async ({ metadata, status }) => {
      const pods = await this.cluster.read(`/api/v1/pods?fieldSelector=spec.nodeName=${status.nodeName}`);
      // A claim that nobody told it of stays in its books for two minutes, as if pods would fit on its node.
      await this.cluster.request('DELETE', `${CLAIMS}/${metadata.name}`);
      const free = (object: string) => this.cluster.request('PATCH', object, { metadata: { finalizers: null } }, 'application/merge-patch+json');
      await this.cluster.request('DELETE', `/api/v1/nodes/${status.nodeName}`);
      await free(`/api/v1/nodes/${status.nodeName}`);
      await free(`${CLAIMS}/${metadata.name}`);
      await Promise.all(pods.items.map(({ metadata: pod }: any) =>
        this.cluster.request('DELETE', `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}?gracePeriodSeconds=0`)));
    }));
  }

  /** Says after how long of quiet Karpenter may move pods to better places. Where it never may, nothing of the kind is under way any more afterwards. */
  public async consolidate(after: 'Never' | '3s'): Promise<void> {
    const pools = '/apis/karpenter.sh/v1/nodepools';
    for (const { metadata } of (await this.cluster.read(pools)).items) {
      const body = { spec: { disruption: { consolidateAfter: after } } };
      accepted('consolidate', await this.cluster.request('PATCH', `${pools}/${metadata.name}`, body, 'application/merge-patch+json'));
    }
    if (after !== 'Never') { return; }
    await this.cluster.waitFor('Karpenter to move nothing any more', async () => (await this.cluster.read(CLAIMS)).items.every(({ metadata, status }: any) =>
      metadata.deletionTimestamp === undefined && !status?.conditions?.some(({ type, status: now }: any) => type === 'Consolidatable' && now === 'True')));
  }

  /** A condition of a NodePool, once it has one. */
  public async conditionOf(pool: KubernetesObject, type: string): Promise<any> {
    return this.cluster.waitFor(`NodePool ${pool.metadata?.name} to have ${type}`, async () => {
      const { status } = await this.cluster.read(await this.cluster.pathOf(pool));
      return status?.conditions?.find((condition: any) => condition.type === type && condition.status !== 'Unknown');
    });
  }

  public async stop(): Promise<void> {
    await this.server?.stop();
  }

  /** The end of its log, for error messages. */
  public get log(): string {
    return this.server?.lastLines() ?? '';
  }
}
