import { render } from 'fleetwright/pulumi';
import { Manifests } from 'fleetwright/testing';
import { test } from 'vitest';
import { cluster } from './cluster';

test('the web server runs three times', async () => {
  const yaml = await render(() => void cluster(), { config: { context: 'prod-eu' } });
  Manifests.parse(yaml).has('Deployment', '{{name}}/web', { spec: { replicas: 3 } });
});
