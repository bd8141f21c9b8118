import { nearestName } from '../manifest/nearest-name';
import { short } from './go-values';
import { NodeFault, one } from './schema-node';

/** That a value is none of those that there are. */
export function enumFault(values: ReadonlySet<unknown>, value: unknown): NodeFault[] {
  const names = [...values].filter((name) => typeof name === 'string');
  const nearest = typeof value === 'string' ? nearestName(value, names) : undefined;
  return one('enum', `must be one of ${[...values].map(short).join(', ')}, not ${short(value)}`, nearest === undefined ? undefined : `did you mean '${nearest}'?`);
}
