import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** What package.json contributes to VS Code's own grammars, and as snippets. */
export const { contributes: contributed } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly contributes: {
    readonly grammars: readonly {
      readonly scopeName: string;
      readonly path: string;
      readonly injectTo: readonly string[];
    }[];
    readonly snippets: readonly { readonly language: string; readonly path: string }[];
  };
};
