/**
 * What runs without node_modules: the extension, the language server, the command line, and what the last two share.
 *
 *   client/extension.js  the client, inside VS Code
 *   client/graph.js      the page with the build graph, and its graph.css; loaded by the panel
 *   server/server.js     the language server: protocol and start
 *   server/cli.js        the command line
 *   server/core.js       tables, parsers and the model; the two above load it when the first Dockerfile is looked at
 *   server/rules.js      the rules and what editors show, on top of core.js; `explain` does without
 *   server/yaml.js       loaded when there is a YAML file to read
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const sources = join(root, 'server/src');
const core = join(sources, 'core');
/** Folders of server/src that core.js holds; what imports them from another bundle takes them from there. */
const coreFolders = /^(?:text|facts|workspace|dockerfile|shell|golang|images|model)\//;

/** What all bundles and scripts have in common. */
export const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  // Prefer the ES modules of a package: some publish UMD files as main, whose requires a bundler cannot follow.
  mainFields: ['module', 'main'],
  absWorkingDir: root,
};

/**
 * Bundles the extension into `client/` of a folder.
 * @param {string} folder
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleClient(folder, options) {
  await Promise.all([
    build({
      ...common,
      ...options,
      entryPoints: ['client/src/extension.ts'],
      outfile: join(folder, 'client/extension.js'),
      external: ['vscode'],
    }),
    build({
      ...common,
      ...options,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      entryPoints: ['client/webview/graph.ts', 'client/webview/graph.css'],
      outdir: join(folder, 'client'),
    }),
  ]);
}

/**
 * Bundles what runs on plain Node into `server/` of a folder. A shebang in a source reaches its bundle as the first line.
 * @param {string} folder
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleServer(folder, options) {
  const outfile = (name) => join(folder, `server/${name}.js`);
  const bundle = (name, plugins, entry) =>
    build({
      ...common,
      ...options,
      ...entry,
      plugins: [tablesAsText, ...plugins, yamlApart],
      supported: { 'dynamic-import': false },
      outfile: outfile(name),
    });
  const source = (name) => ({ entryPoints: [`server/src/${name}.ts`] });
  /** Modules of core.js that rules.js asks for. */
  const shared = new Set();
  await Promise.all([
    bundle('server', [coreApart], source('server')),
    bundle('cli', [coreApart], source('cli')),
    bundle('rules', [fromCore(shared)], source('checks')),
    build({
      ...common,
      ...options,
      stdin: { contents: `export { ${yamlFunctions.join(', ')} } from 'yaml';`, resolveDir: root },
      outfile: outfile('yaml'),
    }),
  ]);
  const names = [...shared].sort();
  const contents = [
    "export * from './core';",
    ...names.map((name, index) => `import * as module${index} from './${name}';`),
    `export const modules = { ${names.map((name, index) => `'${name}': module${index}`).join(', ')} };`,
  ].join('\n');
  await bundle('core', [checksApart], { stdin: { contents, resolveDir: sources, loader: 'ts' } });
}

/** V8 reads a table as JSON text sooner than as the object literal that esbuild would write (2 of 25 ms of core.js). */
const tablesAsText = {
  name: 'tables-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const table = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      const literal = `'${table.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
      return { contents: `export default JSON.parse(${literal});`, loader: 'js' };
    });
  },
};

/** Makes `import('…/core')` load the bundle beside this one. */
const coreApart = {
  name: 'core-apart',
  setup({ onResolve }) {
    onResolve({ filter: /(^|\/)core$/ }, ({ path, resolveDir, kind }) =>
      kind === 'dynamic-import' && resolve(resolveDir, path) === core
        ? { path: './core.js', external: true }
        : undefined,
    );
  },
};

/** Makes modules of the lower layers come out of core.js, which is loaded by then, instead of a second copy of them. */
const fromCore = (asked) => ({
  name: 'from-core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, namespace }) => {
      if (namespace === 'core') return { path, external: true };
      const name = relative(sources, resolve(resolveDir, path)).replaceAll('\\', '/');
      if (!coreFolders.test(name) || name.endsWith('.json')) return undefined;
      asked.add(name);
      return { path: name, namespace: 'core' };
    });
    onLoad({ filter: /.*/, namespace: 'core' }, ({ path }) => ({
      contents: `module.exports = require('./core.js').modules['${path}'];`,
    }));
  },
});

/** Makes `loadChecks` load rules.js beside this bundle when it is called. */
const checksApart = {
  name: 'checks-apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/checks$/ }, ({ path }) => ({ path, namespace: 'checks' }));
    onResolve({ filter: /^\.\/rules\.js$/, namespace: 'checks' }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'checks' }, () => ({
      contents: "export const loadChecks = () => require('./rules.js').loadChecks();",
    }));
  },
};

/** What the server's sources import from `yaml`: functions, and classes to make objects of. A name that is missing here fails the build. */
const yamlFunctions = ['parseDocument', 'Parser', 'Composer', 'isAlias', 'isMap', 'isScalar', 'isSeq'];

/** Makes the functions and classes of `yaml` load the bundle beside this one when they are first called: most folders need none. */
const yamlApart = {
  name: 'yaml-apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^yaml$/ }, ({ path }) => ({ path, namespace: 'late' }));
    onResolve({ filter: /^\.\/yaml\.js$/, namespace: 'late' }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'late' }, () => ({
      contents: yamlFunctions
        .map(
          (name) =>
            `export function ${name}(...args) { const { ${name}: own } = require('./yaml.js'); return new.target ? new own(...args) : own(...args); }`,
        )
        .join('\n'),
    }));
  },
};
