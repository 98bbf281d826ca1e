/** Whether a text is one of the choices; narrows its type. */
export function isOneOf<const T extends string>(text: string, choices: readonly T[]): text is T {
  return choices.some((choice) => choice === text);
}
