/** What Cilium's agent would refuse of its cluster's name at its start. */
export function meshNameFault(name: string): string | undefined {
  const isLegal = /^([a-z0-9][-a-z0-9]*)?[a-z0-9]$/.test(name) && name.length <= 32 && name !== 'default';
  return isLegal ? undefined : "must be at most 32 lower-case letters, digits and '-', and not 'default'";
}
