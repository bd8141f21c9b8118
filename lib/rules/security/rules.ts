import { RuleGroup } from '../rule';
import { configMapSecret } from './config-map-secret';
import { defaultAccount } from './default-account';
import { enforcedLevel } from './enforced-level';
import { highIds } from './high-ids';
import { knownToken } from './known-token';
import { literalSecret } from './literal-secret';
import { mountPropagation } from './mount-propagation';
import { oldRegistry } from './old-registry';
import { podSecurity } from './pod-security';
import { podSecurityLabels } from './pod-security-labels';
import { privilegedPort } from './privileged-port';
import { readOnlyRoot } from './read-only-root';
import { registry } from './registry';
import { restricted } from './restricted';
import { rootGroup } from './root-group';
import { runtimeSocket } from './runtime-socket';
import { secretEnv } from './secret-env';
import { sensitiveHostMount } from './sensitive-host-mount';
import { sshPort } from './ssh-port';
import { sudo } from './sudo';
import { tokenAutomount } from './token-automount';
import { writableHostMount } from './writable-host-mount';

const RECOMMENDED = [
  enforcedLevel, podSecurity, podSecurityLabels, readOnlyRoot, runtimeSocket, sensitiveHostMount, writableHostMount, mountPropagation,
  defaultAccount, literalSecret, configMapSecret, knownToken, oldRegistry,
];

/** What makes an intruder's life hard. */
export const SECURITY_RULES: RuleGroup = {
  rules: [...RECOMMENDED, tokenAutomount, restricted, highIds, rootGroup, privilegedPort, sshPort, sudo, secretEnv, registry],
  recommended: RECOMMENDED.map(({ id }) => id),
};
