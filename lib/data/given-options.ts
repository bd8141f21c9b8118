/** Options as JavaScript may give them: where there are none, the checks of each say what is missing. */
export function givenOptions<T extends object>(options: T | null | undefined): T {
  return options ?? ({} as T);
}
