import { Resource, runtime } from '@pulumi/pulumi';
import { ComponentFault } from './failures';
import { MadeObject, madeObjects } from './made-objects';
import { currentProgram } from './program';
import { afterAllCalls } from './sdk-internals';

/** Judges a component among all that its program makes, and answers what is at fault that was not said before. */
export type Survey = (made: readonly MadeObject[]) => Promise<readonly string[]>;

/**
 * Has a component judged beside everything else that its program makes, once that has run: what matters may be defined after it. In a unit test there is
 * no stack, and no program that everything belongs to; `render` asks by itself.
 */
export function surveyAtEnd(survey: Survey): void {
  currentProgram().surveys.push(survey);
  follow();
}

/** Has all that a program makes judged after its components, in the one way that there is. Answers nothing before it has ended. */
export function surveyLast(survey: Survey): void {
  const program = currentProgram();
  const stack: Resource | undefined = program.isRendered === true ? undefined : runtime.getStackResource();
  // Without a store of its own, one program after the other is the same.
  if (program.rules !== undefined && program.rules.stack === stack) { return; }
  program.rules = { stack, survey: async (made) => {
    if (stack === undefined || hasEnded(stack)) { return survey(made); }
    whenEnded(stack, () => whenQuiet(stack));
    return [];
  } };
  follow();
}

function follow(): void {
  const program = currentProgram();
  const stack: Resource | undefined = runtime.getStackResource();
  if (stack === undefined || program.isRendered === true) { return; }
  if (program.followed !== stack) {
    program.followed = stack;
    // A program that waits for something else may make more after it seemed to have ended.
    runtime.registerStackTransformation(() => {
      whenQuiet(stack);
      return undefined;
    });
  }
  whenQuiet(stack);
}

/** What all components say of what else there is, and then what rules say of everything. */
export async function surveyed(made: readonly MadeObject[]): Promise<string[]> {
  const { surveys, rules } = currentProgram();
  const errors: string[] = [];
  for (const survey of rules === undefined ? surveys : [...surveys, rules.survey]) { errors.push(...await survey(made)); }
  return errors;
}

/** What the program gives its stack comes at its end. Where it fails, nothing is left to be said. */
export function whenEnded(stack: Resource, work: () => void): void {
  const { __data: ended }: { __data?: Promise<unknown> } = stack as any;
  void ended?.then(work, () => undefined);
}

/** Whether a program has come to its end. What it asked of the engine may still be on its way. */
function hasEnded(stack: Resource): boolean {
  return (stack as any).__registered !== false;
}

function whenQuiet(stack: Resource): void {
  const program = currentProgram();
  if (program.isSurveyDue === true) { return; }
  program.isSurveyDue = true;
  afterAllCalls(async () => {
    program.isSurveyDue = false;
    // By itself it ends the program, as whatever goes wrong in it.
    for (const error of await surveyed(await madeObjects(stack))) { void Promise.reject(new ComponentFault(error)); }
  });
}
