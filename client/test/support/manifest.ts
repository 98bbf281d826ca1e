import { readFileSync } from 'node:fs';

/** The part of package.json that the scripts rest on. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly main: string;
  readonly browser: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
  };
}

/** Reads the package.json of the current folder, which is the repository's root in all scripts. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
}

/** The name of the package that `npm run package` makes. */
export function packageFile(): string {
  const { name, version } = readManifest();
  return `${name}-${version}.vsix`;
}
