import { ClusterFacts } from '../../../lib/rules/fleet/cluster-facts';
import { largeFleet } from './sample-fleet';

/** A name that would like to be code. */
export const EVIL = '</script><img src=x onerror="window.evil=1"><!--<script>';

/** A fleet in which every text is such a name: indexes may have been written by others. */
export function evilFleet(): ClusterFacts[] {
  const evil = (value: any, key = ''): any => {
    if (Array.isArray(value)) { return value.map((each) => evil(each)); }
    if (typeof value === 'object' && value !== null) { return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, evil(each, name)])); }
    return typeof value === 'string' && !['sharing', 'affinity'].includes(key) ? `${value}${EVIL}"quoted\\` : value;
  };
  return evil(largeFleet({ clusters: 3, services: 11 }));
}
