import { ObjectRule } from '../rule';
import { MISSING_FIX, MISSING_OPTIONS } from './missing';
import { missingServices } from './service';
import { ROUTE_KINDS } from './service-references';

/** The Services behind a route of Gateway API are there. */
export const routeBackend: ObjectRule = {
  id: 'reference/route-backend',
  severity: 'warning',
  about: 'object',
  kinds: ROUTE_KINDS,
  why: 'Requests for a backend that is not there are answered with 500.',
  fix: MISSING_FIX,
  docs: 'https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional',
  options: MISSING_OPTIONS,
  check: missingServices,
};
