import { Budget } from './budget';
import { addAddressFunctions } from './functions/addresses';
import { addComprehensions } from './functions/comprehensions';
import { addFormatFunctions } from './functions/formats';
import { addIntegerFunctions } from './functions/integers';
import { addListFunctions } from './functions/lists';
import { addOptionalFunctions } from './functions/optionals';
import { addPatternFunctions } from './functions/patterns';
import { addPrintFunctions } from './functions/prints';
import { addQuantityFunctions } from './functions/quantities';
import { addSemverFunctions } from './functions/semvers';
import { addSetFunctions } from './functions/sets';
import { addTextFunctions } from './functions/texts';
import { addUrlFunctions } from './functions/urls';
import { CelEnvironment, celLibrary } from './library';

/** Registers a function that is never asynchronous. */
export type AddFunction = (signature: string, handler: (...values: any[]) => unknown) => void;

/** No rule that people write comes near. */
const LIMITS = { maxAstNodes: 5_000, maxDepth: 100, maxListElements: 1_000, maxMapEntries: 1_000, maxCallArguments: 32 };

/**
 * What expressions have in Kubernetes.
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
export function kubernetesEnvironment(budget: Budget): CelEnvironment {
  const environment = new (celLibrary().Environment)({ enableOptionalTypes: true, homogeneousAggregateLiterals: false, limits: LIMITS });
  const add: AddFunction = (signature, handler) => { environment.registerFunction(signature, handler, { async: false }); };
  addTextFunctions(add);
  addPrintFunctions(add);
  addPatternFunctions(add);
  addIntegerFunctions(add);
  addListFunctions(add, environment);
  addSetFunctions(add, environment);
  addComprehensions(environment, budget);
  addOptionalFunctions(environment);
  addQuantityFunctions(add, environment);
  addAddressFunctions(add, environment);
  addUrlFunctions(add, environment);
  addFormatFunctions(add, environment);
  addSemverFunctions(add, environment);
  return environment;
}
