import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { whereKnown } from '../../../manifest/known';
import { ObjectRule } from '../../rule';
import { faultsIn, repeated } from '../field';

/** A CertificateSigningRequest says to whom it goes and what for. Of the request itself, no more is read than that it is one. */
export const certificateRequest: ObjectRule = {
  id: 'api/certificate-request',
  severity: 'refused',
  about: 'object',
  kinds: ['certificates.k8s.io/CertificateSigningRequest'],
  why: 'Signers look at requests with their name, and sign for the usages that stand there.',
  fix: 'Write signerName as in kubernetes.io/kube-apiserver-client, and usages that Kubernetes has',
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/',
  // What came before is gone, and was written in another way.
  check: (object) => (object.apiVersion !== 'certificates.k8s.io/v1' ? undefined : faultsIn(object, (root) => {
    const [spec, usages] = [root.at('spec'), root.at('spec', 'usages')];
    if (usages.isKnown && usages.items.length === 0) { usages.fault('the request says no usage'); }
    for (const usage of usages.items) { usage.mustBeOneOf('the usage', USAGES); }
    for (const usage of repeated(usages.items)) { usage.fault(`the usage '${usage.text}' is there twice`); }
    const signer = spec.at('signerName');
    signer.mustBeGiven('the signer', signerFault);
    if (signer.text === 'kubernetes.io/legacy-unknown') { signer.fault(`the signer '${signer.text}' is none any more`); }
    spec.at('request').must('the request', requestFault);
    spec.at('expirationSeconds').mustBeWithin('expirationSeconds', 600);
  })),
};

const USAGES = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection',
  'encipher only', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime',
  'server auth', 'signing', 'timestamping',
];

/** Base64 of a text that names itself. */
const requestFault = whereKnown((request) => {
  const text = Buffer.from(String(request), 'base64').toString('latin1');
  return text.includes('-----BEGIN CERTIFICATE REQUEST-----') ? undefined : "must be a PEM block 'CERTIFICATE REQUEST' in base64, which this is not";
});

const signerFault = whereKnown((name) => {
  const [domain, path, ...rest] = String(name).split('/');
  const isDomain = domain.includes('.') && domain.length <= 253 && domain.split('.').every((part) => dnsLabelFault(part) === undefined);
  const isPath = path !== undefined && rest.length === 0 && path.split('.').every((part) => dnsSubdomainFault(part) === undefined);
  return isDomain && isPath ? undefined : "must be a domain and a name, as in 'example.com/signer'";
});
