/**
 * One `NAME=value` whose value means the same to a shell and to ENV. Of a variable only the first letter stands behind `$`, as
 * the others are letters like any: two ways to read each name would be tried in all combinations.
 */
const pair =
  /[A-Za-z_][A-Za-z0-9_]*=(?:"(?:[^"`$\\]|\$\w|\$\{\w+\})*"|'[^'$\\]*'|[^\s"'`$;&|()<>\\*?~]|\$\w|\$\{\w+\})*/;

/** Whether the text is nothing but `NAME=value` pairs that ENV reads as a shell would. */
export function isEnvText(text: string): boolean {
  return new RegExp(`^(?:${pair.source}(?:\\s+|$))+$`).test(text);
}
