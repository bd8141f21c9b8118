import { Fault } from '../../construct/fault';
import { askOnce } from '../../manifest/ask-once';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { fileName, folderOf, LONGEST_NAME, objectFileName } from './file-name';
import { FleetLayout } from './fleet-layout';

/** A chart and what it became. */
export interface ChartObjects {
  /** Its name, of which a file name is made. */
  readonly chart: string;
  /** In the order in which they should be applied. */
  readonly objects: readonly KubernetesObject[];
}

/** A file of a cluster's folder. */
export interface PlannedFile {
  /** In the folder of the cluster, with `/`. */
  readonly path: string;
  /** What it holds: one YAML document each. */
  readonly objects: readonly KubernetesObject[];
  /**
   * Whether it only lists other files, so that what it holds is no object of the cluster.
   * @default false
   */
  readonly isListing?: boolean;
}

/** How files are made of charts. */
export interface ClusterFilesOptions {
  readonly layout: FleetLayout;
  /**
   * Whether each folder gets a `kustomization.yaml`.
   * @default false
   */
  readonly kustomization?: boolean;
}

/** What is at fault with a file. */
export interface FileFault extends Fault {
  /** The chart that it comes from. */
  readonly chart: string;
}

/** The files of a cluster, sorted by their paths, and what keeps them from being written. */
export interface ClusterFiles {
  readonly files: readonly PlannedFile[];
  readonly faults: readonly FileFault[];
}

/** Which file each object goes to. The path of an object depends on nothing but the object. */
export function clusterFiles(charts: readonly ChartObjects[], { layout, kustomization = false }: ClusterFilesOptions): ClusterFiles {
  const claims = layout === FleetLayout.FILE_PER_CHART ? charts.flatMap(chartClaim) : charts.flatMap(objectClaims);
  const files = claims.map(({ path, objects }) => ({ path, objects }));
  return {
    files: [...files, ...(kustomization ? kustomizations(files) : [])].sort((a, b) => compareTexts(a.path, b.path)),
    faults: [...claims.flatMap(nameFaults), ...clashFaults(claims)],
  };
}

/** Texts by their code units: the same order everywhere. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A file that a chart or an object asks for. */
interface Claim {
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
  readonly chart: string;
  /** As messages name who asks. */
  readonly claimant: string;
  /** How it gets another file. */
  readonly fix: string;
}

const KUSTOMIZATION = 'kustomization.yaml';

function chartClaim({ chart, objects }: ChartObjects): Claim[] {
  if (objects.length === 0) { return []; }
  return [{ path: `${fileName(chart)}.yaml`, objects, chart, claimant: `Chart '${chart}'`, fix: 'Give the chart another id' }];
}

function objectClaims({ chart, objects }: ChartObjects): Claim[] {
  return objects.map((object) => {
    const { path, claimant } = askOnce(object, placeOf);
    return { path, objects: [object], chart, claimant, fix: "Give it another name, or write files by 'FleetLayout.FILE_PER_CHART'" };
  });
}

function placeOf(object: KubernetesObject): Pick<Claim, 'path' | 'claimant'> {
  return { path: `${folderOf(object)}/${objectFileName(object)}`, claimant: `${describeObject(object)} (${object.apiVersion})` };
}

function nameFaults({ path, chart, claimant, fix }: Claim): readonly FileFault[] {
  if (path.length <= LONGEST_NAME) { return NONE; }
  const long = path.split('/').find((name) => name.length > LONGEST_NAME);
  if (long === undefined) { return NONE; }
  const rule = `${claimant}: its file would be called '${long}', which is ${long.length} bytes long; file systems take ${LONGEST_NAME}`;
  return [{ id: 'fleet/file-name', chart, rule, fix: fix.replace('another', 'a shorter') }];
}

function clashFaults(claims: readonly Claim[]): FileFault[] {
  const taken = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const { path, chart, claimant, fix } = claim;
    const key = path.toLowerCase();
    if (key === KUSTOMIZATION || key.endsWith(`/${KUSTOMIZATION}`)) {
      return [{ id: 'fleet/unique-file', chart, rule: `${claimant} would be written to '${path}', which tells Kustomize what the folder holds`, fix }];
    }
    const other = taken.get(key);
    if (other === undefined) {
      taken.set(key, claim);
      return [];
    }
    const where = other.path === path ? `'${path}'` : `'${other.path}' and '${path}', which are one file where case does not count`;
    return [{ id: 'fleet/unique-file', chart, rule: `${other.claimant} and ${claimant} would be written to ${where}`, fix }];
  });
}

const NONE: readonly never[] = [];

/** One for each folder: of its files, and of the folders in it. */
function kustomizations(files: readonly PlannedFile[]): PlannedFile[] {
  const folders = new Map<string, string[]>([['', []]]);
  for (const { path } of files) {
    const [folder, name] = path.includes('/') ? path.split('/') : ['', path];
    if (!folders.has(folder)) {
      folders.set(folder, []);
      folders.get('')!.push(folder);
    }
    folders.get(folder)!.push(name);
  }
  return [...folders].map(([folder, resources]) => ({
    path: folder === '' ? KUSTOMIZATION : `${folder}/${KUSTOMIZATION}`,
    objects: [{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: resources.sort(compareTexts) }],
    isListing: true,
  }));
}
