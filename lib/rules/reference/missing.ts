import { dnsSubdomainFault } from '../../manifest/dns-name';
import { describeObject } from '../../manifest/object-key';
import { ClusterManifests } from '../cluster-manifests';
import { OptionValues, RuleOptions } from '../rule';
import { isManagedHere, provided } from '../stand-ins/provided';

/**
 * Manifests are mostly a part of a cluster. That something is missing is said by default where it is likely to be forgotten: where they make others of its
 * kind in its namespace. And it is never more than a warning: who has the rest of the cluster before them knows better.
 */
export const MISSING_OPTIONS: RuleOptions = {
  everywhere: { type: 'boolean', default: false, description: 'Also where nothing of the kind is made in the namespace, so that all of it may come from elsewhere.' },
};

/** Something that is named. */
export interface Named {
  /** As `group/Kind`. */
  readonly kind: string;
  /** Empty where the kind belongs to none. */
  readonly namespace: string;
  readonly name: unknown;
}

/** Whether what is named is not there. */
export function isMissing(cluster: ClusterManifests, { kind, namespace, name }: Named, { everywhere }: OptionValues): boolean {
  return typeof name === 'string' && name !== '' && provided(cluster, kind, namespace, name) === 'no'
    && (everywhere === true || isManagedHere(cluster, kind, namespace));
}

/** What is named, as messages name it: `the Secret 'shop/db'`. What no object can be named by is not told: it may be a secret, in the wrong place. */
export function describeNamed({ kind: groupKind, namespace, name }: Named): string {
  const kind = groupKind.slice(groupKind.indexOf('/') + 1);
  const isName = OF_RBAC.has(kind) || dnsSubdomainFault(name) === undefined;
  return isName ? `the ${describeObject({ apiVersion: 'v1', kind, metadata: { namespace, name: String(name) } })}` : `a ${kind} by what is no name`;
}

/** Their names are not those of DNS: `system:node`. */
const OF_RBAC: ReadonlySet<string> = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

/** The way out where something is missing. */
export const MISSING_FIX = 'Add it, correct the name, or declare it as external where it comes from elsewhere';
