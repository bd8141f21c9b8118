import { listOf } from '../../manifest/object';
import { cel } from '../admission/cel';
import { ObjectRule } from '../rule';
import { BINDINGS, IS_RBAC_DEFAULT, isRbacDefault } from './rbac';

/** Rights are for somebody. */
export const anonymous: ObjectRule = {
  id: 'access/anonymous',
  severity: 'warning',
  about: 'object',
  kinds: BINDINGS,
  why: 'What everybody may do, whoever reaches the API server may do; and nothing takes rights from system:masters again.',
  fix: 'Name the users, groups or ServiceAccounts that need the role',
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#hardening',
  admission: () => ({
    variables: { everybody: cel([...WHO.keys()]) },
    expression: `${IS_RBAC_DEFAULT} || object.roleRef.name in ${cel([...HARMLESS])} `
      + "|| object.?subjects.orValue([]).all(subject, !((subject.kind + ' ' + subject.name) in variables.everybody))",
    messageExpression: '"the role \'" + object.roleRef.name + "\' is given to " + object.subjects.filter(subject, (subject.kind + \' \' + subject.name) in variables.everybody).map(subject, subject.name).join(\', \')',
  }),
  check: (binding) => {
    const subjects = listOf(binding.subjects);
    if (subjects.length === 0 || isRbacDefault(binding) || HARMLESS.has(binding.roleRef?.name)) { return undefined; }
    return subjects.flatMap((subject, index) => {
      const who = WHO.get(`${subject?.kind} ${subject?.name}`);
      return who === undefined ? [] : [{ path: ['subjects', index, 'name'], message: `the role '${binding.roleRef?.name}' is given to ${who}` }];
    });
  },
};

const WHO: ReadonlyMap<string, string> = new Map([
  ['User system:anonymous', 'everybody, without a name'],
  ['Group system:unauthenticated', 'everybody, without a name'],
  ['Group system:authenticated', 'everybody who has a name, every pod with a token too'],
  ['Group system:masters', 'system:masters, whose members no role limits'],
]);

/** Roles that clusters give to everybody by themselves, or as kubeadm sets them up. */
const HARMLESS: ReadonlySet<unknown> = new Set([
  'system:basic-user', 'system:discovery', 'system:public-info-viewer', 'system:service-account-issuer-discovery', 'kubeadm:bootstrap-signer-clusterinfo',
]);
