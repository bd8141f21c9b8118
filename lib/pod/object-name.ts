import { dnsSubdomain, required, secretName } from '../construct/shape';

const FIX = 'Use the name of the object';

/** The name of an object that another one is told by. */
export const OBJECT_NAME = required(dnsSubdomain(FIX), FIX);

/** The name of a Secret. */
export const SECRET_NAME = required(secretName, 'Use the name of a Secret');
