import { RuleGroup } from '../rule';
import { argoCdLabel } from './argo-cd-label';
import { argoCdNamespace } from './argo-cd-namespace';
import { duplicateObject } from './duplicate-object';
import { ownNamespace } from './own-namespace';
import { recommendedLabels } from './recommended-labels';
import { requiredLabels } from './required-labels';
import { storageClass } from './storage-class';
import { systemNamespaces } from './system-namespaces';
import { writtenByServer } from './written-by-server';

/** What keeps clusters tidy. */
export const HYGIENE_RULES: RuleGroup = {
  rules: [
    duplicateObject, writtenByServer, ownNamespace, systemNamespaces, recommendedLabels, requiredLabels, storageClass, argoCdNamespace, argoCdLabel,
  ],
  recommended: [duplicateObject.id, writtenByServer.id, ownNamespace.id],
};
