import { FieldPath } from '../../manifest/field-path';
import { isEmptySelector } from '../../manifest/label-selector';
import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';

/** Whether a selector of a peer is empty, or not there. */
function picksAll(field: string): string {
  return `peer.?${field}.?matchLabels.orValue({}).size() == 0 && peer.?${field}.?matchExpressions.orValue([]).size() == 0`;
}

/** A network policy keeps somebody out. */
export const closedPolicy: ObjectRule = {
  id: 'network/closed-policy',
  severity: 'warning',
  about: 'object',
  kinds: ['networking.k8s.io/NetworkPolicy'],
  why: 'A policy that lets everybody in looks like one, and is none.',
  fix: 'Name the pods, namespaces or addresses that are meant, or the ports that are for everybody',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
  options: {
    ports: { type: 'boolean', default: false, description: 'Also where everybody is let in to some ports alone.' },
  },
  admission: {
    variables: {
      everybody: "['0.0.0.0/0', '::/0']",
    },
    expression: 'object.spec.?ingress.orValue([]).all(rule, (!variables.options.ports && rule.?ports.orValue([]).size() > 0) || (rule.?from.orValue([]).size() > 0 && rule.from.all(peer, '
      + "!(peer.?ipBlock.?cidr.orValue('') in variables.everybody && peer.ipBlock.?except.orValue([]).size() == 0) "
      + `&& !(has(peer.namespaceSelector) && ${picksAll('namespaceSelector')} && ${picksAll('podSelector')}))))`,
    messageExpression: '"it lets everybody in"',
  },
  check: ({ spec }, _, { ports }) => {
    const rules = listOf(spec?.ingress);
    if (rules.length === 0) { return undefined; }
    return rules.flatMap((rule, index) => (ports !== true && listOf(rule?.ports).length > 0 ? [] : everybodyIn(rule).map(({ path, who }) => ({
      path: ['spec', 'ingress', index, ...path], message: `it lets ${who} in${listOf(rule?.ports).length > 0 ? '' : ', on every port'}`,
    }))));
  },
};

function everybodyIn(rule: any): { readonly path: FieldPath; readonly who: string }[] {
  const from: unknown = rule?.from ?? [];
  if (Array.isArray(from) && from.length === 0) { return [{ path: [], who: 'everybody' }]; }
  return listOf(from).flatMap((peer, position) => {
    const path = ['from', position];
    const { cidr, except } = peer?.ipBlock ?? {};
    if (ALL.has(cidr) && listOf(except).length === 0) { return [{ path: [...path, 'ipBlock', 'cidr'], who: `everybody of ${cidr}` }]; }
    const isOfAll = isEmptySelector(peer?.namespaceSelector) && isEmptySelector(peer.podSelector ?? {});
    return isOfAll ? [{ path: [...path, 'namespaceSelector'], who: 'the pods of all namespaces' }] : [];
  });
}

const ALL: ReadonlySet<unknown> = new Set(['0.0.0.0/0', '::/0']);
