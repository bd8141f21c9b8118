import { dnsSubdomain, required } from '../construct/shape';

const FIX = 'Use the name of the object';

/** The name of an object that another one is told by. */
export const OBJECT_NAME = required(dnsSubdomain(FIX), FIX);
