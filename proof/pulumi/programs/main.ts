import { createRequire } from 'node:module';
import { runInNewStack } from './setting';

// Pulumi runs this file; which program is meant stands in the environment.
module.exports = runInNewStack((name) => createRequire(__filename)(`./${name}`));
