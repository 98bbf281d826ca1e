import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleServer } from '../../../bundles.mjs';

export interface Bundles {
  readonly cli: string;
  readonly server: string;
  remove(): void;
}

/** Bundles the command line and the language server as `npm run build` does, in a folder of their own. */
export async function buildBundles(): Promise<Bundles> {
  // Below node_modules nothing of ours is watched, searched or packaged, and the bundles stand where they belong.
  const folder = resolve(mkdtempSync(join('node_modules', '.bundles-')));
  await bundleServer(folder, { logLevel: 'error' });
  return {
    cli: join(folder, 'server/cli.js'),
    server: join(folder, 'server/server.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
