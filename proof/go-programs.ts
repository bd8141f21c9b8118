/** Go programs built from a pinned module. */
export interface GoPrograms {
  /** Folder of the `go.mod` and `go.sum` that pin them. */
  readonly directory: string;
  /** Package of each program. */
  readonly programs: { readonly [name: string]: string };
  /** Programs that `KUBEBUILDER_ASSETS` may bring. */
  readonly kubebuilderAssets?: readonly string[];
  /** Flags for the Go linker. */
  readonly ldflags?: string;
  /** Tags by which Go chooses files, where upstream has some that leave out what nobody asks. */
  readonly tags?: string;
  /** Files of the pinned modules that are needed when the programs run; kept beside them in the cache. */
  readonly files?: readonly ModuleFiles[];
}

/** Files of a Go module that the engine's `go.mod` requires. */
export interface ModuleFiles {
  readonly module: string;
  /** Files in the module; any part may hold `*`. */
  readonly paths: readonly string[];
}
