import { PortProtocol } from '../construct/port-protocol';
import { anything, flag, instance, list, map, oneOf, required, Shapes, struct } from '../construct/shape';
import type { GlobalCiliumServiceProps } from './global-cilium-service';
import { GlobalServiceAffinity } from './global-service-affinity';
import { GlobalServicePort } from './global-service-port';
import { MeshCaller } from './mesh-caller';
import { GlobalServiceExport } from './service-export';

const LABELS = map(anything, "{ 'example.com/team': 'search' }");
const NAMES = (example: string) => list(anything, example, 'a list of strings');

const PORT = struct<GlobalServicePort>("{ name: 'http', port: 80 }", {
  port: required(anything, "Add the port on which it is called, e.g. '80'"),
  name: anything,
  target: anything,
  targetPort: anything,
  protocol: oneOf(PortProtocol),
  appProtocol: anything,
});

const CALLER = struct<MeshCaller>("{ podLabels: { app: 'web' }, clusters: ['prod-us'] }", {
  podLabels: LABELS, namespace: anything, clusters: NAMES("['prod-us']"), ports: NAMES("['http']"),
});

/** What the props of a `GlobalCiliumService` look like. What their values must be, its own checks say. */
export const GLOBAL_SERVICE_SHAPES: Shapes<GlobalCiliumServiceProps> = {
  name: anything,
  namespace: anything,
  backends: required(instance('LocalBackends', 'labelled', ['_plan']), "Use 'LocalBackends.ofWorkload', 'LocalBackends.labelled' or 'LocalBackends.none'"),
  ports: list(PORT, "[{ name: 'http', port: 80 }]"),
  shared: flag,
  affinity: oneOf(GlobalServiceAffinity),
  headless: flag,
  syncEndpointSlices: flag,
  serviceExport: struct<GlobalServiceExport>("{ labels: { 'example.com/team': 'search' } }", { annotations: LABELS, labels: LABELS }),
  allowFrom: list(CALLER, "[{ podLabels: { app: 'web' }, clusters: ['prod-us'] }]"),
  remotePodLabels: LABELS,
  labels: LABELS,
  annotations: LABELS,
};
