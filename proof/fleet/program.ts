import { createRequire } from 'node:module';
import Module from 'node:module';
import * as path from 'node:path';
import { Fleet, FleetProps } from '../../lib/fleet/fleet';
import { FleetGlobalService, FleetGlobalServiceProps } from '../../lib/fleet/fleet-global-service';

/** How a run of a program differs from what it says, and where it writes. */
export interface Variant {
  readonly outdir: string;
  readonly fleet?: Partial<FleetProps>;
  readonly globalServices?: Partial<FleetGlobalServiceProps>;
}

/** Runs a program once for each variant, with the library as it stands in `lib/` under its name. Arguments: the program, and the variants as JSON. */
const [main, variants] = process.argv.slice(2);
const load = createRequire(__filename);

// What stands for `fleetwright`: this file, whose exports are the library's.
const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
const resolve = loader._resolveFilename;
loader._resolveFilename = (request, ...rest) => resolve.call(loader, request === 'fleetwright' ? __filename : request, ...rest);

for (const { outdir, fleet, globalServices } of JSON.parse(variants) as Variant[]) {
  class VariedFleet extends Fleet {
    constructor(props: FleetProps) {
      super({ ...props, ...fleet });
    }

    public globalService(name: string, props: FleetGlobalServiceProps): FleetGlobalService {
      return super.globalService(name, { ...props, ...globalServices });
    }
  }
  module.exports = { ...load('../../lib'), Fleet: VariedFleet };
  process.env.CDK8S_OUTDIR = outdir;
  delete require.cache[path.resolve(main)];
  load(path.resolve(main));
}
