import { isMap } from '../../../manifest/object';
import { Field } from '../field';
import { driverNameFault } from '../storage/driver-name';

const MAX_SELECTORS = 32;
const MAX_CONFIGURATIONS = 32;

/** That devices are selected by CEL, which is not read. */
export function checkSelectors(selectors: Field): void {
  if (selectors.items.length > MAX_SELECTORS) { selectors.fault(`there are at most ${MAX_SELECTORS} selectors, got ${selectors.items.length}`); }
  for (const selector of selectors.items) {
    if (!selector.at('cel').isGiven) { selector.at('cel').fault('the selector has no cel'); }
  }
}

/** That settings are for a driver. */
export function checkConfigurations(configurations: Field): void {
  if (configurations.items.length > MAX_CONFIGURATIONS) { configurations.fault(`there are at most ${MAX_CONFIGURATIONS} settings, got ${configurations.items.length}`); }
  for (const configuration of configurations.items) {
    const opaque = configuration.at('opaque');
    if (!opaque.isGiven) { opaque.fault('the settings are of no driver'); continue; }
    opaque.at('driver').mustBeGiven('the driver', driverNameFault);
    const parameters = opaque.at('parameters');
    if (!parameters.isGiven) { parameters.fault('the settings have no parameters'); } else if (parameters.isKnown && !isMap(parameters.value)) {
      parameters.fault('the parameters are no map');
    }
  }
}
