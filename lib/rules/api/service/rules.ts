import { Rule } from '../../rule';
import { endpointSlice } from './endpoint-slice';
import { endpoints } from './endpoints';
import { serviceAddresses } from './service-addresses';
import { servicePorts } from './service-ports';
import { serviceType } from './service-type';

/** What API servers want of Services and what stands behind them. */
export const SERVICE_RULES: readonly Rule[] = [servicePorts, serviceAddresses, serviceType, endpoints, endpointSlice];
