/**
 * What runs without node_modules: the extension, the language server, the command line, and what the last two share.
 *
 *   client/extension.js  the client, inside VS Code
 *   client/graph.js      the page with the build graph, and its graph.css; loaded by the panel
 *   client/browserExtension.js  the client where there is no Node: vscode.dev and the like
 *   server/server.js     the language server: protocol and start
 *   server/cli.js        the command line
 *   server/core.js       tables, parsers and the model; the two above load it when the first Dockerfile is looked at
 *   server/rules.js      the rules, on top of core.js; `explain` does without
 *   server/editor.js     what editors ask for, on top of both; loaded when one first asks
 *   server/yaml.js       loaded when there is a YAML file to read
 *   server/browserServer.js  the language server as a web worker; it shares core.js, rules.js and yaml.js
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
  // What core.js and rules.js hold in any case, so that those that are loaded after them hold no second copy of it.
  const held = {
    core: await modulesOf(options, 'core', [checksApart]),
    rules: await modulesOf(options, 'checks', [editorApart]),
  };
  for (const name of held.rules) if (coreFolders.test(name)) held.core.add(name);
  /** Modules that other bundles take from them. */
  const asked = { core: new Set(), rules: new Set() };
  await Promise.all([
    bundle('server', [coreApart], source('server')),
    bundle('cli', [coreApart], source('cli')),
    bundle('editor', [fromOthers(held, asked)], { ...source('editor'), ...anywhere }),
    build({
      ...common,
      ...options,
      ...anywhere,
      platform: 'browser',
      stdin: { contents: `export { ${yamlFunctions.join(', ')} } from 'yaml';`, resolveDir: root },
      outfile: outfile('yaml'),
    }),
  ]);
  const rules = [editorApart, fromOthers({ core: held.core }, asked)];
  await bundle('rules', rules, { ...withModules('checks', asked.rules), ...anywhere });
  await bundle('core', [checksApart], { ...withModules('core', asked.core), ...anywhere });
}

/** The modules that a bundle of a source holds, as paths in server/src without extension. */
async function modulesOf(options, name, plugins) {
  const { metafile } = await build({
    ...common,
    ...options,
    entryPoints: [`server/src/${name}.ts`],
    plugins: [tablesAsText, ...plugins, yamlApart],
    supported: { 'dynamic-import': false },
    write: false,
    metafile: true,
    sourcemap: false,
    outfile: 'out/unwritten.js',
  });
  const paths = Object.keys(metafile.inputs).filter((path) => /^server\/src\/.*\.ts$/.test(path));
  return new Set(paths.map((path) => path.slice('server/src/'.length, -'.ts'.length)));
}

/** An entry that gives what a source gives, and modules by name to other bundles. */
function withModules(source, asked) {
  const names = [...asked].sort();
  const contents = [
    `export * from './${source}';`,
    ...names.map((name, index) => `import * as module${index} from './${name}';`),
    `export const modules = { ${names.map((name, index) => `'${name}': module${index}`).join(', ')} };`,
  ].join('\n');
  return { stdin: { contents, resolveDir: sources, loader: 'ts' } };
}

/**
 * Bundles that run in a web worker as well, where nobody hands them what Node hands a module: `browser/bundles.ts` does. Shared,
 * because a second copy of them would double the package.
 */
const anywhere = {
  banner: { js: '(function (module, exports, require) {' },
  footer: { js: '}).apply(null, globalThis.goDockerfileModule?.() ?? [module, exports, require]);' },
};

/** What runs in a browser: no module of Node is asked for, by us or by a package. */
export const browser = { platform: 'browser', target: 'es2022' };

/**
 * Bundles the extension for the extension host in a browser into `client/browserExtension.js` of a folder.
 * @param {string} folder
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleBrowserClient(folder, options) {
  await build({
    ...common,
    ...browser,
    ...options,
    entryPoints: ['client/src/browserExtension.ts'],
    outfile: join(folder, 'client/browserExtension.js'),
    external: ['vscode'],
  });
}

/**
 * Bundles the language server as a web worker into `server/browserServer.js` of a folder, to stand beside the bundles of
 * `bundleServer`.
 * @param {string} folder
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleBrowserServer(folder, options) {
  return build({
    ...common,
    ...browser,
    ...options,
    entryPoints: ['server/src/browserServer.ts'],
    outfile: join(folder, 'server/browserServer.js'),
    plugins: [coreApart, withoutDisk, yamlApart],
    supported: { 'dynamic-import': false },
    banner: { js: 'const require = (path) => goDockerfileRequire(path);' },
  });
}

/** Files of server/src/host that touch Node; those of the same name in server/src/browser stand in for them. */
const ofNode = /^host\/(?:diskTree|paths)$/;

/** Makes the workspace read what the client hands over instead of a disk. */
const withoutDisk = {
  name: 'without-disk',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const name = relative(sources, resolve(resolveDir, path)).replaceAll('\\', '/');
      return ofNode.test(name) ? { path: join(sources, `${name.replace('host/', 'browser/')}.ts`) } : undefined;
    });
  },
};

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

/** Makes modules that other bundles hold come out of these, which are loaded by then, instead of a second copy of them. */
const fromOthers = (held, asked) => ({
  name: 'from-others',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, namespace }) => {
      if (namespace in asked) return { path, external: true };
      const name = relative(sources, resolve(resolveDir, path)).replaceAll('\\', '/');
      const holder = ['core', 'rules'].find((bundle) => held[bundle]?.has(name));
      if (!holder || (holder === 'core' && !coreFolders.test(name))) return undefined;
      asked[holder].add(name);
      return { path: name, namespace: holder };
    });
    for (const holder of Object.keys(asked))
      onLoad({ filter: /.*/, namespace: holder }, ({ path }) => ({
        contents: `module.exports = require('./${holder}.js').modules['${path}'];`,
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

/** Makes `loadEditor` load editor.js beside this bundle when it is called. */
const editorApart = {
  name: 'editor-apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/editor$/ }, ({ path, resolveDir }) =>
      resolve(resolveDir, path) === join(sources, 'editor') ? { path, namespace: 'editor' } : undefined,
    );
    onResolve({ filter: /^\.\/editor\.js$/, namespace: 'editor' }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'editor' }, () => ({
      contents: "export const loadEditor = () => require('./editor.js').loadEditor();",
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
