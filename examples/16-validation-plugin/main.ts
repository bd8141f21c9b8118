// A project of cdk8s and cdk8s-plus, with nothing of this library in it: `cdk8s.yaml` names the validation that looks at what it writes.
import { ApiObject, App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop', disableResourceNameHashes: true });

const database = kplus.Secret.fromSecretName(chart, 'database', 'orders-database');
const orders = new kplus.Deployment(chart, 'orders', {
  metadata: { name: 'orders' },
  replicas: 3,
  containers: [{
    image: 'registry.example.com/shop/orders:latest',
    portNumber: 8080,
    envVariables: { DATABASE_PASSWORD: kplus.EnvValue.fromSecretValue({ secret: database, key: 'password' }) },
    resources: { memory: { request: Size.mebibytes(256), limit: Size.mebibytes(256) } },
  }],
});
orders.exposeViaService({ name: 'orders', ports: [{ port: 80, targetPort: 8080 }] });

// Written by hand: no pod of the database has a port of that name, and its Service answers nobody.
new ApiObject(chart, 'postgres', {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'postgres' },
  spec: {
    replicas: 1,
    serviceName: 'postgres',
    selector: { matchLabels: { app: 'postgres' } },
    template: {
      metadata: { labels: { app: 'postgres' } },
      spec: {
        containers: [{
          name: 'postgres',
          image: 'registry.example.com/shop/postgres:16.4',
          ports: [{ name: 'postgres', containerPort: 5432 }],
          readinessProbe: { tcpSocket: { port: 'postgres' } },
          resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '512Mi' } },
        }],
      },
    },
  },
});

new ApiObject(chart, 'postgres-service', {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'postgres' },
  spec: { clusterIP: 'None', selector: { app: 'postgres' }, ports: [{ name: 'postgres', port: 5432, targetPort: 'postgresql' }] },
});

app.synth();
