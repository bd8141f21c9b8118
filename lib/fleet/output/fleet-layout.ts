/** How the objects of a cluster are spread over files. */
export enum FleetLayout {
  /** A file for each object: `<namespace>/<kind>-<name>.yaml`, and `_cluster/<kind>-<name>.yaml` for objects that state no namespace. */
  FILE_PER_OBJECT = 'file-per-object',

  /** A file for each chart: `<chart>.yaml`, in which its objects stand in the order in which they should be applied. */
  FILE_PER_CHART = 'file-per-chart',
}
