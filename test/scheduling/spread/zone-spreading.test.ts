import { ApiObject, Include, JsonPatch, Testing, Yaml } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus33 from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import { SpreadAcrossZones } from '../../../lib/scheduling/spread/spread-across-zones';
import { WhenUnsatisfiable } from '../../../lib/scheduling/spread/spread-options';
import { ZoneSpreading } from '../../../lib/scheduling/spread/zone-spreading';
import { clusterChart, constraintsIn, HOST, plainChart, summaryOf, workload, ZONE } from '../workloads';

const DEFAULT = [`${ZONE}:DoNotSchedule:1`, `${HOST}:ScheduleAnyway:1`];
const image = 'registry.example.com/app:1.4.2';

describe('ZoneSpreading', () => {
  test('does to a workload what SpreadAcrossZones does', () => {
    const [one, other] = [plainChart(), plainChart()];
    workload(one, 'api').with(new ZoneSpreading({ maxSkew: 2 }));
    new SpreadAcrossZones(other, 'spread', { workloads: [workload(other, 'api')], maxSkew: 2 });
    expect(constraintsIn(one, 'api')).toHaveLength(2);
    expect(Testing.synth(one)).toEqual(Testing.synth(other));
  });

  test.each([['28', plus28], ['33', plus33]])('reaches a cdk8s-plus-%s workload behind the filter that drops what it does not know', (_, kplus: any) => {
    const chart = plainChart();
    const api = new kplus.Deployment(chart, 'api', { metadata: { name: 'api' }, containers: [{ image }] });
    // The same constraints as a patch of the generated class, with a field that it does not know.
    ApiObject.of(api).addJsonPatch(JsonPatch.add('/spec/template/spec/topologySpreadConstraints', [{ topologyKey: 'rack', maxSkew: 1, fieldOfTomorrow: true }]));
    api.with(new ZoneSpreading());
    const constraints = constraintsIn(chart, 'api')!;
    expect(constraints[0]).toEqual({ topologyKey: 'rack', maxSkew: 1 });
    expect(summaryOf(constraints.slice(1))).toEqual(DEFAULT);
    for (const constraint of constraints.slice(1)) {
      expect(constraint).toMatchObject({ matchLabelKeys: ['pod-template-hash'], nodeTaintsPolicy: 'Honor' });
    }
  });

  test('reaches every workload of a construct and nothing else', () => {
    const chart = plainChart();
    const url = Yaml.tmp([
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' } } },
      {
        apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' },
        spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image }] } } },
      },
    ]);
    const vendor = new Include(chart, 'vendor', { url });
    workload(chart, 'untouched');
    vendor.with(new ZoneSpreading());
    expect(constraintsIn(chart, 'web')![0]).toMatchObject({ topologyKey: ZONE, matchLabelKeys: ['rollouts-pod-template-hash'] });
    expect(Testing.synth(chart)[0].spec).toEqual({ selector: { app: 'web' } });
    expect(constraintsIn(chart, 'untouched')).toBeUndefined();
  });

  test('changes nothing when it is applied again', () => {
    const [once, twice] = [plainChart(), plainChart()];
    [once, twice].forEach((chart) => { workload(chart, 'api'); });
    once.with(new ZoneSpreading());
    twice.with(new ZoneSpreading()).with(new ZoneSpreading());
    expect(Testing.synth(twice)).toEqual(Testing.synth(once));
  });

  test('gives way to one that is applied later', () => {
    const chart = plainChart();
    const api = workload(chart, 'api');
    chart.with(new ZoneSpreading());
    api.with(new ZoneSpreading({ whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY, hosts: { enabled: false } }));
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual([`${ZONE}:ScheduleAnyway:1`]);
  });

  test('knows the zones of the cluster', () => {
    const chart = clusterChart(['eu-1a']);
    workload(chart, 'api').with(new ZoneSpreading());
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual([`${HOST}:ScheduleAnyway:1`]);
  });

  test('is supported by Kubernetes objects only', () => {
    const chart = plainChart();
    expect(new ZoneSpreading().supports(workload(chart, 'api'))).toBe(true);
    expect(new ZoneSpreading().supports(new Construct(chart, 'group'))).toBe(false);
    expect(() => new ZoneSpreading().applyTo(new Construct(chart, 'other'))).not.toThrow();
  });

  test('is refused with options that no workload can have', () => {
    expect(() => new ZoneSpreading({ maxSkew: 0, zones: [] })).toThrow(new Error(
      "[ZoneSpreading] 'maxSkew' must be a whole number of at least 1, got 0. Use 1, or leave 'maxSkew' out.\n"
      + "[ZoneSpreading] 'zones' must list each once, and at least one, got []. Leave 'zones' out if they are not known."));
  });

  test.each<[string, unknown, string]>([
    ['a text', 'a', '[ZoneSpreading] must be an object, got a text. Use one such as { maxSkew: 2 }.'],
    ['options of other shapes', { zones: 'a', hosts: { whenUnsatisfiable: 'donotschedule' } }, [
      "[ZoneSpreading] 'zones' must be a list of strings, got a text. Use one such as ['eu-central-1a', 'eu-central-1b'].",
      "[ZoneSpreading] 'hosts.whenUnsatisfiable' must be 'DoNotSchedule' or 'ScheduleAnyway', got 'donotschedule'. Use 'DoNotSchedule'.",
    ].join('\n')],
  ])('is refused with %s in place of options', (_, props, message) => {
    expect(() => new (ZoneSpreading as any)(props)).toThrow(new Error(message));
  });

  test('takes null for nothing', () => {
    expect(() => new (ZoneSpreading as any)(null)).not.toThrow();
    expect(() => new (ZoneSpreading as any)({ zones: null, topologies: null })).not.toThrow();
  });

  test('is refused where the cluster can not do what is asked', () => {
    const chart = clusterChart(['eu-1a', 'eu-1b']);
    const api = workload(chart, 'api');
    expect(() => api.with(new ZoneSpreading({ minZones: 3 }))).toThrow(new Error(
      "[prod-eu/shop/api] 'minZones' must be at most the number of zones, 2 (eu-1a, eu-1b): a zone would never hold more than 'maxSkew' replicas, got 3. Lower 'minZones', or leave it out."));
  });
});
