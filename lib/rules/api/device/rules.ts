import { Rule } from '../../rule';
import { deviceClaim } from './device-claim';
import { deviceClass } from './device-class';

/** What API servers want of what gives devices to pods. */
export const DEVICE_RULES: readonly Rule[] = [deviceClaim, deviceClass];
