/**
 * cdk8s-plus, where one of its classes is needed and not only its types. It is large, and most programs get by without: it is loaded when it
 * is asked for.
 */
export function cdk8sPlus(): typeof import('cdk8s-plus-28') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once
  return require('cdk8s-plus-28');
}
