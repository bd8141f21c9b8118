import { dns1035LabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkPortNumber } from '../port';

const MAX_GROUP_PRIORITY = 20000;
const MAX_VERSION_PRIORITY = 1000;

/** An APIService is named by its version and group, and says who serves it. */
export const apiService: ObjectRule = {
  id: 'api/api-service',
  severity: 'refused',
  about: 'object',
  kinds: ['apiregistration.k8s.io/APIService'],
  why: 'API servers send requests for the group and version there.',
  fix: 'Name it <version>.<group>, with priorities from 1 on',
  docs: 'https://kubernetes.io/docs/tasks/extend-kubernetes/setup-extension-api-server/',
  check: (object) => faultsIn(object, (root) => {
    const [name, spec] = [root.at('metadata', 'name'), root.at('spec')];
    const [version, group] = [spec.at('version'), spec.at('group')];
    if (version.isKnown && group.isKnown && name.isGiven && name.text !== `${version.text}.${group.text}`) {
      name.fault(`the name must be '${version.text}.${group.text}', the version and the group, and is '${name.text}'`);
    }
    if (group.text === '' && version.text !== 'v1') { group.fault('the group is missing'); }
    group.must('the group', dnsSubdomainFault);
    version.mustBeGiven('the version', dns1035LabelFault);
    checkPriority(spec.at('groupPriorityMinimum'), MAX_GROUP_PRIORITY);
    checkPriority(spec.at('versionPriority'), MAX_VERSION_PRIORITY);
    checkServer(spec);
  }),
};

function checkPriority(priority: Field, most: number): void {
  if (!priority.isGiven) { priority.fault(`${priority.key} is missing: a number from 1 to ${most}`); }
  priority.mustBeWithin(priority.key, 1, most);
}

function checkServer(spec: Field): void {
  const [service, bundle, insecure] = [spec.at('service'), spec.at('caBundle'), spec.at('insecureSkipTLSVerify')];
  if (!service.isKnown) { return; }
  if (!service.isGiven) {
    if (bundle.text !== '') { bundle.fault('what the API server serves itself has no caBundle'); }
    if (insecure.value === true) { insecure.fault('what the API server serves itself has no insecureSkipTLSVerify'); }
    return;
  }
  for (const field of ['namespace', 'name']) { service.at(field).mustBeGiven(`the Service's ${field}`); }
  checkPortNumber(service.at('port'), 'the port');
  if (insecure.value === true && bundle.text !== '') { insecure.fault('a certificate is checked against caBundle, or not at all'); }
}
