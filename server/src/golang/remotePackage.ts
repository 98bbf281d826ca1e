/** Whether an argument of go get or go install names a package of another module: its path begins with a host name. */
export function isRemotePackage(argument: string): boolean {
  return /^[A-Za-z0-9][\w-]*(?:\.[\w-]+)+\/\S/.test(argument) && !argument.endsWith('.go');
}

/**
 * The name of the program that a package becomes: `swag` of `github.com/swaggo/swag/cmd/swag@v1.16.4`, `mage` of
 * `example.com/mage/v2` (cmd/go, DefaultExecName). Undefined for patterns.
 */
export function programNameOf(argument: string): string | undefined {
  const [path = ''] = argument.split('@');
  if (path.includes('...')) return undefined;
  const elements = path.split('/').filter((element) => element !== '');
  const last = elements.at(-1);
  return last !== undefined && /^v[2-9]\d*$|^v1\d+$/.test(last) && elements.length > 2 ? elements.at(-2) : last;
}
