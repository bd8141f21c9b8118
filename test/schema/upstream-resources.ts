import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customResourceSchemas } from './custom-resource-schema';

const FOLDER = join(__dirname, 'custom-resources');

/** The upstream schemas of the custom resources that workloads emit: those in the folder beside. */
export const UPSTREAM = readdirSync(FOLDER).sort().flatMap((file) => customResourceSchemas(readFileSync(join(FOLDER, file), 'utf8')));
