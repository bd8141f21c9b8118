import { Rule } from '../../rule';
import { ingress } from './ingress';
import { ingressClass } from './ingress-class';
import { networkPolicy } from './network-policy';
import { serviceRange } from './service-range';

/** What API servers want of what leads traffic, and of what keeps it out. */
export const NETWORK_RULES: readonly Rule[] = [ingress, ingressClass, networkPolicy, serviceRange];
