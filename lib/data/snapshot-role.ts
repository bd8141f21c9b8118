import { stringifyYaml } from '../manifest/yaml';

/** What a user may do in Elasticsearch: a role as `roles.yml` holds it. */
export interface SnapshotRole {
  readonly cluster: readonly string[];
  readonly indices?: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
}

/** What the scripts of one user do. */
export interface RoleNeeds {
  /** Whether the user registers the repository of the snapshots, and has its nodes verify it. */
  readonly registers: boolean;
  /** Actions of the schedule. */
  readonly schedule: readonly string[];
  /** What the copies of the drill are called, where the user restores. */
  readonly restorePrefix?: string;
  /** Whether the user registers a repository of another cluster to read from. */
  readonly registersReadOnly?: boolean;
}

const REGISTER = ['cluster:admin/repository/get', 'cluster:admin/repository/put', 'cluster:admin/repository/verify'];
const DRILL = ['cluster:admin/snapshot/get', 'cluster:admin/snapshot/restore', 'cluster:monitor/health'];

/** The least that does. Single actions where a privilege of Elasticsearch would hold more than them. */
export function snapshotRole({ registers, schedule, restorePrefix, registersReadOnly }: RoleNeeds): SnapshotRole {
  const cluster = [
    ...(registers ? REGISTER : []),
    ...(registersReadOnly === true ? ['cluster:admin/repository/put'] : []),
    ...schedule,
    ...(restorePrefix === undefined ? [] : DRILL),
  ];
  return {
    cluster: [...new Set(cluster)].sort(),
    ...(restorePrefix === undefined ? {} : { indices: [{ names: [`${restorePrefix}*`], privileges: ['delete_index', 'read', 'view_index_metadata'] }] }),
  };
}

/** Text of `roles.yml` with one role. */
export function rolesYaml(name: string, role: SnapshotRole): string {
  return stringifyYaml([{ [name]: role }] as any);
}
