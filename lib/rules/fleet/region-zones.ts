import { listed } from '../../manifest/listed';
import { FleetRule, FleetRuleFinding } from './rule';

/** How the zones of a region are named. */
const ZONES: { readonly [cloud: string]: (zone: string, region: string) => boolean } = {
  // Local Zones have more behind the name of the region than a letter: us-west-2-lax-1a.
  aws: (zone, region) => zone.startsWith(region) && /^(?:[a-z]|-[a-z]+-\d[a-z])$/.test(zone.slice(region.length)),
  gcp: (zone, region) => zone.startsWith(`${region}-`),
  azure: (zone, region) => zone.startsWith(`${region}-`),
};

/** The zones of a cluster are those of its region. */
export const regionZones: FleetRule = {
  id: 'fleet/region-zones',
  // Clouds have zones of other names, too.
  severity: 'warning',
  why: 'Pods that are spread over zones which have no nodes wait for ever, and pools with such zones make none.',
  check: (fleet) => fleet.flatMap(({ cluster: { name, cloud, region, zones = [] } }): FleetRuleFinding[] => {
    if (cloud === undefined || region === undefined || !Object.hasOwn(ZONES, cloud)) { return []; }
    const others = zones.filter((zone) => !ZONES[cloud](zone, region));
    return others.length === 0 ? [] : [{ cluster: name, rule: `its zones ${listed(others)} are none of its region '${region}'`, fix: "Correct 'zones', or 'region'" }];
  }),
};
