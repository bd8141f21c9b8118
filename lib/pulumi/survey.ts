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
  const program = currentProgram();
  program.surveys.push(survey);
  const stack: Resource | undefined = runtime.getStackResource();
  if (stack === undefined || program.isRendered === true) { return; }
  if (program.surveys.length === 1) {
    // A program that waits for something else may make more after it seemed to have ended.
    runtime.registerStackTransformation(() => {
      whenQuiet(stack);
      return undefined;
    });
  }
  whenQuiet(stack);
}

/** What all components say of what else there is. */
export async function surveyed(made: readonly MadeObject[]): Promise<string[]> {
  const errors: string[] = [];
  for (const survey of currentProgram().surveys) { errors.push(...await survey(made)); }
  return errors;
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
