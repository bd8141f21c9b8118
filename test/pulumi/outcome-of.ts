import { runInThisContext } from 'node:vm';
import * as pulumi from '@pulumi/pulumi';
import { DeployOptions, deploy } from './engine-monitor';

/** What a program came to. */
export interface Outcome { readonly errors: string[]; readonly warnings: string[] }

/** What becomes of a program, with what the SDK's host hears of; what never ends fails. */
export async function outcomeOf(program: () => unknown, options: DeployOptions = {}): Promise<Outcome> {
  const errors = new Set<unknown>();
  // The real one: that of jest hears of nothing.
  const host: NodeJS.Process = runInThisContext('process');
  const others = host.listeners('unhandledRejection');
  host.removeAllListeners('unhandledRejection').on('unhandledRejection', (error) => { errors.add(error); });
  try {
    const { logs } = await deploy(program, options);
    await new Promise((resolve) => { setTimeout(resolve, 1); });
    expect([...errors].every((error) => pulumi.RunError.isInstance(error))).toBe(true);
    return { errors: [...errors].flatMap((error) => (error as Error).message.split('\n')), warnings: logs.map(({ message }) => message) };
  } finally {
    host.removeAllListeners('unhandledRejection');
    others.forEach((listener) => host.on('unhandledRejection', listener));
  }
}
