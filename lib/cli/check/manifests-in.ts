import { KubernetesObject } from '../../manifest/object';
import { itemsOf } from '../../manifest/pod-template';
import { CliError, ExitCode } from '../exit-code';
import { textOf } from './checked-clusters';
import { FILE_RULES } from './file-rules';
import { manifestFiles } from './manifest-files';

/** The objects in files, items of lists among them. What cannot be read is a wrong use; what is no manifest is passed over. */
export function manifestsIn(paths: readonly string[]): KubernetesObject[] {
  if (paths.length === 0) { return []; }
  const texts = manifestFiles(paths).files.map(textOf);
  // Of what cannot be read, nobody knows what it holds.
  const faults = texts.flatMap((text) => text.faults.filter(({ rule }) => text.isMeant || rule.id !== FILE_RULES.object.id));
  if (faults.length > 0) {
    throw new CliError(faults.map(({ message, place: { file, line, column } }) => `${file}:${line ?? 1}:${column ?? 1} ${message}.`).join('\n'), ExitCode.WRONG_USE);
  }
  return texts.flatMap(({ objects }) => objects.flatMap((object) => itemsOf(object) ?? [object])).filter((object) => object !== null);
}
