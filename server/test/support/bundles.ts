import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export interface Bundles {
  readonly cli: string;
  readonly server: string;
  remove(): void;
}

/** Bundles the command line and the language server as esbuild.mjs does, in a folder of their own. */
export async function buildBundles(): Promise<Bundles> {
  // Below node_modules nothing of ours is watched, searched or packaged, and the bundles stand where they belong.
  const folder = resolve(mkdtempSync(join('node_modules', '.bundles-')));
  const bundle = (name: string) =>
    build({
      entryPoints: [`server/src/${name}.ts`],
      outfile: join(folder, `${name}.js`),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
  await Promise.all([bundle('cli'), bundle('server')]);
  return {
    cli: join(folder, 'cli.js'),
    server: join(folder, 'server.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
