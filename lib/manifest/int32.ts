/** The largest number of most fields of Kubernetes. */
export const MAX_INT32 = 2147483647;
