import { App, Chart } from 'cdk8s';
import { sizeFromArguments } from '../services';

const app = new App({ outdir: sizeFromArguments().outdir });
new Chart(app, 'chart');
app.synth();
