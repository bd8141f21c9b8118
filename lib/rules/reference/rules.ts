import { RuleGroup } from '../rule';
import { backendPort } from './backend-port';
import { budgetPods } from './budget-pods';
import { claim } from './claim';
import { classOf } from './class';
import { configMap } from './config-map';
import { distinctServices } from './distinct-services';
import { gateway } from './gateway';
import { headlessService } from './headless-service';
import { key } from './key';
import { monitorTarget } from './monitor-target';
import { namespace } from './namespace';
import { optionalConfig } from './optional-config';
import { policyPeers } from './policy-peers';
import { policyPods } from './policy-pods';
import { priorityClass } from './priority-class';
import { role } from './role';
import { roleSubject } from './role-subject';
import { routeBackend } from './route-backend';
import { scaleTarget } from './scale-target';
import { scaledReplicas } from './scaled-replicas';
import { secret } from './secret';
import { service } from './service';
import { serviceAccount } from './service-account';
import { servicePods } from './service-pods';
import { serviceSelector } from './service-selector';
import { serviceTargetNumber } from './service-target-number';
import { serviceTargetPort } from './service-target-port';
import { uniqueHost } from './unique-host';
import { volume } from './volume';

const RECOMMENDED = [
  configMap, secret, key, serviceAccount, claim, priorityClass, role, roleSubject, service, routeBackend, backendPort, gateway, headlessService,
  servicePods, serviceTargetPort, policyPods, budgetPods, monitorTarget, scaleTarget, scaledReplicas, uniqueHost,
];

/** Whether what objects name, of each other, is there and fits. */
export const REFERENCE_RULES: RuleGroup = {
  rules: [...RECOMMENDED, optionalConfig, volume, namespace, classOf, policyPeers, serviceSelector, serviceTargetNumber, distinctServices],
  recommended: RECOMMENDED.map(({ id }) => id),
};
