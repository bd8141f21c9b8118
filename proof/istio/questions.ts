import { KubernetesObject } from '../../lib/manifest/object';
import { ProofContext } from '../proof';
import './engine';

/** What Istio says of an object. */
export interface Verdict {
  readonly error?: string;
  readonly warnings?: string;
}

/** Asks Istio, once for all objects. */
export async function askIstio(context: ProofContext, objects: readonly KubernetesObject[]): Promise<Verdict[]> {
  const binaries = await context.engine('istio');
  const { processes } = context.host('istio');
  const input = objects.map((object) => JSON.stringify(object)).join('\n');
  const { code, stdout, stderr } = await processes.run(binaries.program('istio'), [], { stdin: input, timeoutMs: 600_000 });
  if (code !== 0) { throw new Error(`the program ended with ${code}: ${stderr}`); }
  const answers = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  if (answers.length !== objects.length) { throw new Error(`${objects.length} objects got ${answers.length} answers`); }
  return answers;
}
