import { applicableChecks } from '../../../lib/rules/pod-security/check-pod-security';
import { POD_SECURITY_CHECKS } from '../../../lib/rules/pod-security/checks';

describe('POD_SECURITY_CHECKS', () => {
  test('lists every check with its level, versions, exemptions and overrides', () => {
    const list = POD_SECURITY_CHECKS.map(({ id, level, revisions, overrides }) => [
      level, id, revisions.map(({ since, exempts }) => (exempts === undefined ? since : `${since} except ${exempts.description}`)).join('; '), ...overrides ?? [],
    ]);
    expect(list).toEqual([
      ['baseline', 'appArmorProfile', '1.0'],
      ['baseline', 'capabilities_baseline', '1.0'],
      ['baseline', 'hostNamespaces', '1.0'],
      ['baseline', 'hostPathVolumes', '1.0'],
      ['baseline', 'hostPorts', '1.0'],
      ['baseline', 'hostProbesAndHostLifecycle', '1.34'],
      ['baseline', 'privileged', '1.0'],
      ['baseline', 'procMount', '1.0; 1.35 except pods with spec.hostUsers: false'],
      ['baseline', 'seLinuxOptions', '1.0; 1.31'],
      ['baseline', 'seccompProfile_baseline', '1.0; 1.19'],
      ['baseline', 'sysctls', '1.0; 1.27; 1.29; 1.32'],
      ['baseline', 'windowsHostProcess', '1.0'],
      ['restricted', 'allowPrivilegeEscalation', '1.8; 1.25 except pods with spec.os.name: windows'],
      ['restricted', 'capabilities_restricted', '1.22; 1.25 except pods with spec.os.name: windows', 'capabilities_baseline'],
      ['restricted', 'procMount_restricted', '1.35', 'procMount'],
      ['restricted', 'restrictedVolumes', '1.0', 'hostPathVolumes'],
      ['restricted', 'runAsNonRoot', '1.0; 1.35 except pods with spec.hostUsers: false'],
      ['restricted', 'runAsUser', '1.23; 1.35 except pods with spec.hostUsers: false'],
      ['restricted', 'seccompProfile_restricted', '1.19; 1.25 except pods with spec.os.name: windows', 'seccompProfile_baseline'],
    ]);
  });
});

describe('applicableChecks', () => {
  const ids = (level: any, version: string) => applicableChecks(level, version).map(({ check }) => check.id);

  test('asks nothing of a privileged pod', () => {
    expect(ids('privileged', 'latest')).toEqual([]);
  });

  test('asks of the oldest policy only what it knew', () => {
    expect(ids('restricted', '1.0')).toEqual([
      'appArmorProfile', 'capabilities_baseline', 'hostNamespaces', 'hostPorts', 'privileged', 'procMount', 'seLinuxOptions', 'seccompProfile_baseline',
      'sysctls', 'windowsHostProcess', 'restrictedVolumes', 'runAsNonRoot',
    ]);
  });

  test('keeps restricted checks out of baseline, and baseline checks that they override in it', () => {
    expect(ids('baseline', 'latest')).toEqual([
      'appArmorProfile', 'capabilities_baseline', 'hostNamespaces', 'hostPathVolumes', 'hostPorts', 'hostProbesAndHostLifecycle', 'privileged', 'procMount',
      'seLinuxOptions', 'seccompProfile_baseline', 'sysctls', 'windowsHostProcess',
    ]);
  });

  test('puts restricted checks in the place of the baseline checks that they override', () => {
    expect(ids('restricted', 'latest')).toEqual([
      'appArmorProfile', 'hostNamespaces', 'hostPorts', 'hostProbesAndHostLifecycle', 'privileged', 'seLinuxOptions', 'sysctls', 'windowsHostProcess',
      'allowPrivilegeEscalation', 'capabilities_restricted', 'procMount_restricted', 'restrictedVolumes', 'runAsNonRoot', 'runAsUser',
      'seccompProfile_restricted',
    ]);
  });

  test.each([['a policy from the future', '1.99'], ['a patch version', 'v1.36.3'], ['a version as clouds write it', '1.36.1-eks-1a2b3c']])(
    'takes %s for the newest policy it may hold', (_, version) => {
      expect(applicableChecks('restricted', version)).toEqual(applicableChecks('restricted', 'latest'));
    });

  test('takes an unheard level for the strictest one', () => {
    expect(ids('Baseline', 'latest')).toEqual(ids('restricted', 'latest'));
  });

  test.each([['newest'], [''], ['1'], ['v1.x']])("refuses the version '%s'", (version) => {
    expect(() => ids('baseline', version)).toThrow(`'${version}' is no Kubernetes version: write a string such as '1.30' or 'v1.31.4'`);
  });

  test.each([['0.9'], ['2.0']])("refuses the version '%s', which no policy has", (version) => {
    expect(() => ids('privileged', version)).toThrow(new Error(
      `'${version}' is no policy version of the Pod Security Standards: write 'latest' or a Kubernetes version such as '1.30'`));
  });
});
