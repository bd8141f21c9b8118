import { dnsSubdomainFault, pathSegmentFault, portNameFault } from '../../../manifest/dns-name';
import { isAddress } from '../../../manifest/host-name';
import { ipFamily } from '../../../manifest/ip-address';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { serviceNameFault } from '../metadata/name-grammar';
import { checkPortNumber } from '../port';

/** An Ingress leads from hosts and paths to one backend each. */
export const ingress: ObjectRule = {
  id: 'api/ingress',
  severity: 'refused',
  about: 'object',
  kinds: ['networking.k8s.io/Ingress'],
  why: 'A controller has to know for each request which backend it belongs to.',
  fix: 'Give each path a type, begin it with a slash, and let it lead to a port of a Service, or to one resource',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  // What came before is gone, and was written in another way.
  check: (object, target) => (object.apiVersion !== 'networking.k8s.io/v1' ? undefined : faultsIn(object, (root) => {
    const [spec, annotation] = [root.at('spec'), root.at('metadata', 'annotations', 'kubernetes.io/ingress.class')];
    checkSpec(spec, target);
    const name = spec.at('ingressClassName');
    name.must('the class', dnsSubdomainFault, 'even empty');
    if (annotation.isGiven && name.isGiven && name.isKnown && annotation.value !== name.value) {
      annotation.fault(`the annotation says the class '${annotation.text}', and ingressClassName '${name.text}'`);
    }
  })),
};

function checkSpec(spec: Field, target: Target): void {
  const [rules, backend] = [spec.at('rules'), spec.at('defaultBackend')];
  if (rules.isKnown && rules.items.length === 0 && !backend.isGiven) { spec.fault('the Ingress has neither rules nor a defaultBackend'); }
  if (backend.isGiven) { checkBackend(backend, target); }
  for (const rule of rules.items) {
    checkHost(rule.at('host'));
    const http = rule.at('http');
    if (http.isGiven && http.at('paths').isKnown && http.at('paths').items.length === 0) { http.at('paths').fault('the rule has no path'); }
    for (const path of http.at('paths').items) { checkPath(path, target); }
  }
  for (const tls of spec.at('tls').items) {
    for (const host of tls.at('hosts').items) { host.must('the host', hostFault, 'even empty'); }
    tls.at('secretName').must('the Secret', dnsSubdomainFault);
  }
}

function checkHost(host: Field): void {
  if (host.isKnown && (isAddress(host.value) || ipFamily(host.value) !== undefined)) { host.fault(`the host '${host.text}' must be a DNS name, and this is an address`); }
  if (ipFamily(host.value) !== 'IPv6') { host.must('the host', hostFault); }
}

const WILD = /^\*\./;

/** A first `*` stands for one part of the name. */
function hostFault(host: unknown): string | undefined {
  if (typeof host !== 'string' || !host.includes('*')) { return dnsSubdomainFault(host); }
  return WILD.test(host) && dnsSubdomainFault(host.replace(WILD, '')) === undefined ? undefined : "must begin with '*.' and be a DNS name behind it, or have no '*'";
}

const BAD_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_ENDS = ['/..', '/.'];

function checkPath(path: Field, target: Target): void {
  const [type, text] = [path.at('pathType'), path.at('path')];
  type.mustBeOneOf('the path type', ['Exact', 'Prefix', 'ImplementationSpecific'], 'required');
  if (!type.isGiven) { return; }
  const isPlain = type.text === 'Exact' || type.text === 'Prefix';
  if (isPlain || (type.text === 'ImplementationSpecific' && text.text !== '')) {
    if (!text.text.startsWith('/')) { text.fault(`the path '${text.text}' must begin with '/'`); }
  }
  if (isPlain) {
    BAD_SEQUENCES.filter((part) => text.text.includes(part)).forEach((part) => text.fault(`the path '${text.text}' must not contain '${part}'`));
    BAD_ENDS.filter((end) => text.text.endsWith(end)).forEach((end) => text.fault(`the path '${text.text}' must not end with '${end}'`));
  }
  checkBackend(path.at('backend'), target);
}

function checkBackend(backend: Field, target: Target): void {
  const [resource, service] = [backend.at('resource'), backend.at('service')];
  if (resource.isGiven && service.isGiven) { backend.fault('the backend is both a Service and another resource'); return; }
  if (!resource.isGiven && !service.isGiven) { backend.fault('the backend is neither a Service nor another resource'); return; }
  if (resource.isGiven) {
    const group = resource.at('apiGroup');
    group.must('the group', dnsSubdomainFault, 'even empty');
    resource.at('kind').mustBeGiven("the resource's kind", pathSegmentFault);
    resource.at('name').mustBeGiven("the resource's name", pathSegmentFault);
    return;
  }
  service.at('name').mustBeGiven("the Service's name", serviceNameFault(target.kubernetesVersion));
  const [name, number] = [service.at('port', 'name'), service.at('port', 'number')];
  if (!name.isKnown || !number.isKnown) { return; }
  if (name.text !== '' && number.number !== 0) { backend.fault(`the port is named both '${name.text}' and ${number.number}`); return; }
  if (name.text === '' && number.number === 0) { backend.fault('the backend names no port of its Service'); return; }
  name.must("the port's name", portNameFault);
  if (number.number !== 0) { checkPortNumber(number, 'the port'); }
}
