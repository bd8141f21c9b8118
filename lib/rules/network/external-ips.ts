import { isKnown } from '../../manifest/known';
import { listed } from '../../manifest/listed';
import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';

/** Services take no addresses that others may have. */
export const externalIps: ObjectRule = {
  id: 'network/external-ips',
  severity: 'warning',
  about: 'object',
  kinds: ['/Service'],
  why: 'What pods send to these addresses goes to the Service, whoever has them: so can anybody who writes Services listen to others (CVE-2020-8554).',
  fix: "Use 'type: LoadBalancer', with whatever gives out addresses",
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#external-ips',
  admission: {
    expression: 'object.spec.?externalIPs.orValue([]).size() == 0',
    messageExpression: '"it takes what is sent to " + object.spec.externalIPs.join(", ")',
  },
  check: ({ spec }) => {
    const addresses = listOf(spec?.externalIPs).filter((address) => typeof address === 'string' && isKnown(address));
    return addresses.length === 0 ? [] : [{ path: ['spec', 'externalIPs'], message: `it takes what is sent to ${listed(addresses)}` }];
  },
};
