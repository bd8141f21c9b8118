import { adoptionFaults } from '../../lib/pulumi/adopt';

const faultsOf = (spec: object) => adoptionFaults({ service: { import: true } }, [
  { id: 'service', manifest: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db', namespace: 'shop' }, spec } },
]).map(({ prop }) => prop);

test('imports a Service only where the cluster gave it no address', () => {
  expect(faultsOf({})).toEqual(['adopt.service.import']);
  expect(faultsOf({ type: 'ExternalName', externalName: 'db.example.com' })).toEqual([]);
  expect(faultsOf({ clusterIP: 'None' })).toEqual([]);
});
