// The program of examples/15-fleet, as it is, with an inventory of as many clusters as are asked for.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { clustersFile } from '../inventory';
import { sizeFromArguments } from '../services';

const { clusters, outdir } = sizeFromArguments();
const example = path.join(__dirname, '..', 'example');
fs.writeFileSync(path.join(example, 'clusters.yaml'), clustersFile(clusters));
process.env.CDK8S_OUTDIR = outdir;
process.env.ENGINE = 'none';
void import(path.join(example, 'main.js'));
