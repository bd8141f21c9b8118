import { dnsLabelFault } from '../../../manifest/dns-name';
import { isKnown } from '../../../manifest/known';
import { apiGroup, KubernetesObject } from '../../../manifest/object';
import { ClusterManifests } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { BUILT_IN_GROUPS, nameFault } from './name-grammar';

/** Every object has a name that its kind allows, and stands in a namespace that can be. That a CronJob's is shorter is another rule's. */
export const objectName: ObjectRule = {
  id: 'api/object-name',
  severity: 'refused',
  about: 'object',
  why: 'API servers name objects by DNS labels or subdomains, most kinds: the name becomes part of host names, labels and paths.',
  fix: 'Give it a name of lower-case letters, digits and dashes',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  check: (object, cluster) => faultsIn(object, (root) => checkName(object, cluster, root)),
};

function checkName(object: KubernetesObject, cluster: ClusterManifests, root: Field): void {
  const [group, kind] = [apiGroup(object), object.kind];
  const [name, generated, namespace] = ['name', 'generateName', 'namespace'].map((field) => root.at('metadata', field));
  // Only API servers that have the kind ask for a name, whoever reads the files of kustomize or kind does not. A LimitRange gets one by itself.
  if (generated.isKnown && generated.text === '' && kind !== 'LimitRange' && BUILT_IN_GROUPS.has(group)) { name.mustBeGiven(`the ${kind}'s name`); }
  const faultOf = nameFault(group, kind, cluster);
  name.must('the name', faultOf);
  generated.must('the beginning of the name', (text) => faultOf(prefix(text)));
  if (namespace.isGiven && cluster.namespaceOf(object) !== '') { namespace.must('the namespace', dnsLabelFault); }
}

/** What is generated goes on, so that it may end with a dash. */
function prefix(text: unknown): unknown {
  return typeof text === 'string' && isKnown(text) && text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text;
}
