/**
 * Builds the bundles that run without node_modules, and runs the repository's TypeScript scripts.
 *
 *   node esbuild.mjs                        bundles with source maps, into out/
 *   node esbuild.mjs --production           without source maps: what the package holds
 *   node esbuild.mjs --suite                the end-to-end suites, into out/test/
 *   node esbuild.mjs --run SCRIPT [ARG...]  bundles one script into out/scripts/ and runs it with Node
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import process, { argv, chdir, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { browser, bundleClient, bundleServer, common, filesOfAll } from './bundles.mjs';
import { noticesOf } from './notices.mjs';

chdir(dirname(fileURLToPath(import.meta.url)));

const [command, ...rest] = argv.slice(2);
switch (command) {
  case undefined:
  case '--production':
    exit(await buildAll(command === '--production'));
    break;
  case '--suite':
    await buildSuites();
    break;
  case '--run':
    exit(await run(rest[0], rest.slice(1)));
    break;
  default:
    console.error(`esbuild.mjs: unknown option ${command}`);
    exit(2);
}

async function buildAll(production) {
  for (const folder of ['out/client', 'out/server', 'out/l10n']) rmSync(folder, { recursive: true, force: true });
  const options = { minify: true, sourcemap: production ? false : 'linked', sourcesContent: false };
  await Promise.all([bundleClient, bundleServer].map((bundle) => bundle('out', options)));
  writeFileSync('out/ThirdPartyNotices.txt', noticesOf(await filesOfAll()));
  return run('server/scripts/packTranslations.ts', []);
}

/** The suites that the extension hosts of VS Code run, and the extensions that some of them need. */
async function buildSuites() {
  const options = { ...common, external: ['vscode'], sourcemap: 'inline', outdir: 'out/test', outbase: 'client/test' };
  const suite = (name) => `client/test/suite/${name}.ts`;
  await Promise.all([
    build({
      ...options,
      entryPoints: [...['index', 'restricted', 'languages'].map(suite), 'client/test/otherDocker/extension.ts'],
    }),
    build({
      ...options,
      ...browser,
      entryPoints: {
        'virtual/extension': 'client/test/virtual/extension.ts',
        'virtual/suite/browser': suite('browser'),
      },
    }),
  ]);
  for (const name of ['virtual', 'otherDocker'])
    cpSync(`client/test/${name}/package.json`, `out/test/${name}/package.json`);
}

async function run(script, args) {
  if (!script || !existsSync(script)) {
    console.error(`esbuild.mjs: there is no script ${script ?? '(none named)'}`);
    return 2;
  }
  const outfile = `out/scripts/${basename(script, '.ts')}.js`;
  await build({
    ...common,
    entryPoints: [script],
    outfile,
    // Tools stay outside: they read files beside themselves, and they are installed where scripts run.
    external: ['@vscode/*', 'esbuild', 'playwright-core', 'prettier', 'typescript', 'vitest'],
    sourcemap: 'inline',
  });
  const child = spawn(execPath, ['--enable-source-maps', outfile, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
