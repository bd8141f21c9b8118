import { cluster } from './cluster';

cluster().synth();
