import { judgedAtOnce } from './factory-options';

/**
 * What a variable of the environment says; undefined where it is not set. One that is empty says nothing: whether all is meant, or whoever sets it found no
 * value, cannot be told.
 *
 * @param fix the way out where it is empty, as a sentence without its full stop
 */
export function environmentVariable(name: string, fix: string): string | undefined {
  const value = process.env[name];
  if (value?.trim() === '') {
    judgedAtOnce(name, (prop) => prop.fault({ id: 'prop/required', rule: 'is an empty variable of the environment', fix }));
  }
  return value;
}
