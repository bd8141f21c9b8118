import { dnsLabelFault, dnsSubdomainFault, pathSegmentFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';

const MAX_CONTROLLER = 250;

/** An IngressClass names its controller, and its parameters in full. */
export const ingressClass: ObjectRule = {
  id: 'api/ingress-class',
  severity: 'refused',
  about: 'object',
  kinds: ['networking.k8s.io/IngressClass'],
  why: 'Controllers find their classes by a name with a domain in front.',
  fix: 'Name the controller as in example.com/ingress-controller, and a namespace where the scope is one',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class',
  check: (object) => faultsIn(object, (root) => {
    const [controller, parameters] = [root.at('spec', 'controller'), root.at('spec', 'parameters')];
    controller.mustBeGiven('the controller', controllerFault);
    if (controller.text.length > MAX_CONTROLLER) { controller.fault(`the controller's name must have at most ${MAX_CONTROLLER} characters, got ${controller.text.length}`); }
    if (parameters.isGiven) { checkParameters(parameters); }
  }),
};

const PATH = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;

function controllerFault(name: unknown): string | undefined {
  const [domain, ...path] = String(name).split('/');
  if (path.join('/') === '' || dnsSubdomainFault(domain) !== undefined) { return "must be a domain with a path behind it, as in 'example.com/controller'"; }
  return PATH.test(path.join('/')) ? undefined : 'must have a path without spaces and other special characters';
}

function checkParameters(parameters: Field): void {
  const [group, scope, namespace] = ['apiGroup', 'scope', 'namespace'].map((field) => parameters.at(field));
  group.must('the group', dnsSubdomainFault, 'even empty');
  for (const field of ['kind', 'name']) { parameters.at(field).mustBeGiven(`the parameters' ${field}`, pathSegmentFault); }
  scope.mustBeOneOf("the parameters' scope", ['Cluster', 'Namespace']);
  if (!scope.isKnown) { return; }
  if (scope.text === 'Namespace') {
    if (!namespace.isGiven) { namespace.fault("the parameters' namespace is missing, and their scope is Namespace"); } else { namespace.must('the namespace', dnsLabelFault, 'even empty'); }
  }
  if ((scope.text === 'Cluster' || !scope.isGiven) && namespace.isGiven) { namespace.fault('parameters of the scope Cluster have no namespace'); }
}
