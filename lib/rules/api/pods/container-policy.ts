import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, wordOrDefaultFault } from './field-faults';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['FallbackToLogsOnError', 'File'];

/** When an image is pulled and where a last message is read from are words that Kubernetes knows. */
export const containerPolicy: ContainerRule = {
  id: 'api/container-policy',
  severity: 'refused',
  about: 'container',
  why: 'Kubernetes knows no other policies, and guesses none.',
  fix: 'Use one of the words, or leave the field out for what holds by default',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
  check: (container) => {
    const { imagePullPolicy, terminationMessagePolicy } = container;
    if (imagePullPolicy === undefined && terminationMessagePolicy === undefined) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    faults.add(wordOrDefaultFault(imagePullPolicy, PULL_POLICIES), ['imagePullPolicy'], imagePullPolicy);
    faults.add(wordOrDefaultFault(terminationMessagePolicy, MESSAGE_POLICIES), ['terminationMessagePolicy'], terminationMessagePolicy);
    return faults.found;
  },
};
