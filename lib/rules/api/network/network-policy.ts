import { cidrContains } from '../../../manifest/ip-address';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { rangeFault } from '../address';
import { faultsIn, Field } from '../field';
import { checkSelector } from '../labels-of';
import { checkPort, checkPortNumber, PROTOCOLS } from '../port';

/** A NetworkPolicy names peers in one way each, and ranges of addresses and ports that there are. */
export const networkPolicy: ObjectRule = {
  id: 'api/network-policy',
  severity: 'refused',
  about: 'object',
  kinds: ['networking.k8s.io/NetworkPolicy'],
  why: 'Of a peer that is both a range and a selector, nobody can say what it means.',
  fix: 'Write one peer for each selector or range, and ports from low to high',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
  check: (object, target) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    checkSelector(spec.at('podSelector'));
    for (const [direction, peers] of [['ingress', 'from'], ['egress', 'to']]) {
      for (const rule of spec.at(direction).items) {
        for (const port of rule.at('ports').items) { checkPolicyPort(port); }
        for (const peer of rule.at(peers).items) { checkPeer(peer, target); }
      }
    }
    const types = spec.at('policyTypes');
    if (types.items.length > 2) { types.fault(`there are two policy types, got ${types.items.length}`); return; }
    for (const type of types.items) { type.mustBeOneOf('the policy type', ['Ingress', 'Egress']); }
  }),
};

function checkPolicyPort(rule: Field): void {
  const [port, end] = [rule.at('port'), rule.at('endPort')];
  rule.at('protocol').mustBeOneOf('the protocol', PROTOCOLS);
  checkPort(port, 'the port');
  if (!end.isGiven || !port.isKnown) { return; }
  if (typeof port.value !== 'number') { end.fault('a range of ports begins with a number in port'); return; }
  if (end.number < port.value) { end.fault(`the range of ports ends at ${end.number}, before it begins at ${port.value}`); }
  checkPortNumber(end, 'the last port');
}

const SELECTORS = ['podSelector', 'namespaceSelector'];

function checkPeer(peer: Field, target: Target): void {
  const selectors = SELECTORS.map((field) => peer.at(field)).filter(({ isGiven }) => isGiven);
  selectors.forEach(checkSelector);
  const block = peer.at('ipBlock');
  if (block.isGiven) { checkBlock(block, target); }
  if (!block.isGiven && selectors.length === 0) { peer.fault('the peer is neither selected nor a range of addresses'); }
  if (block.isGiven && selectors.length > 0) { peer.fault(`the peer is a range of addresses, and has a ${selectors[0].key} too`); }
}

function checkBlock(block: Field, target: Target): void {
  const cidr = block.at('cidr');
  cidr.mustBeGiven('the CIDR', rangeFault(target));
  if (!cidr.isKnown || rangeFault(target)(cidr.value) !== undefined) { return; }
  for (const hole of block.at('except').items) {
    const clause = rangeFault(target)(hole.value);
    if (clause !== undefined) { hole.fault(`the CIDR '${hole.text}' ${clause}`); continue; }
    if (hole.isKnown && (!cidrContains(cidr.text, hole.text) || lengthOf(hole) <= lengthOf(cidr))) {
      hole.fault(`the range '${hole.text}' must be a smaller one inside of '${cidr.text}'`);
    }
  }
}

function lengthOf({ text }: Field): number {
  return Number(text.slice(text.indexOf('/') + 1));
}
