import * as fs from 'node:fs';
import { FleetError } from '../../construct/fleet-error';
import { CliError, ExitCode } from '../exit-code';
import { LocatedConfig } from './check-config';
import { readConfigFile } from './config-file';

/** Where a configuration is looked for. */
const CONFIG_FILE = 'fleetwright.yaml';

/** The configuration that is named, or the usual one where it is there. All that is wrong with it is told at once, at its place. */
export function readConfig(named: string | undefined): LocatedConfig {
  try {
    return configOf(named);
  } catch (error) {
    throw FleetError.isFleetError(error) ? new CliError(error.message, ExitCode.WRONG_USE) : error;
  }
}

function configOf(named: string | undefined): LocatedConfig {
  const file = named ?? CONFIG_FILE;
  if (!fs.existsSync(file)) {
    if (named === undefined) { return { config: {}, placeOf: () => ({ file }) }; }
    throw new CliError(`There is no configuration at '${file}', seen from '${process.cwd()}'.`, ExitCode.WRONG_USE);
  }
  return readConfigFile(file);
}
