import { cluster } from './cluster';

cluster();
