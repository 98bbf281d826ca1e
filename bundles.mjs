/**
 * What runs without node_modules: the extension, the language server, the command line, and what they share.
 *
 *   client/extension.js         the client, inside VS Code: what is needed until it is active
 *   client/nodeParts.js         the rest of it, loaded with the first document for the server
 *   client/browserExtension.js  the client where there is no Node: vscode.dev and the like; nodeParts.js takes its libraries
 *   client/graph.js             the page with the build graph, and its graph.css; loaded by the panel
 *   server/server.js            the language server
 *   server/browserServer.js     the language server as a web worker; it shares all that follows but cli.js
 *   server/lsp.js               the protocol, for both
 *   server/cli.js               the command line
 *   server/core.js              tables, parsers and the model, loaded when the first Dockerfile is looked at
 *   server/rules.js             the rules, on top of core.js; `explain` does without
 *   server/editor.js            what editors ask for, on top of both; loaded when one first asks
 *   server/inspect.js           what looks into binaries and images; cli.js loads it for that command
 *   server/yaml.js              loaded when there is a YAML file to read
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import {
  checksApart,
  coreApart,
  coreFolders,
  editorApart,
  fromOthers,
  inspectApart,
  nameOf,
  nodePartsApart,
  outOf,
  protocolAtOnce,
  protocolNames,
  root,
  sources,
  standIns,
  tablesAsText,
  withoutDisk,
  yamlApart,
  yamlFunctions,
} from './bundlePlugins.mjs';

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

/** What runs in a browser: no module of Node is asked for, by us or by a package. */
export const browser = { platform: 'browser', target: 'es2022' };

/**
 * Bundles the extension into `client/` of a folder.
 * @param {string} folder
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleClient(folder, options) {
  const bundle = (name, settings) =>
    build({
      ...common,
      ...settings,
      ...options,
      supported: { 'dynamic-import': false },
      outfile: join(folder, `client/${name}.js`),
      external: ['vscode'],
    });
  const source = (name) => ({ entryPoints: [`client/src/${name}.ts`] });
  const inBrowser = await filesOf({ ...browser, ...source('browserExtension'), external: ['vscode'] });
  const libraries = new Set([...inBrowser].filter((path) => nameOf(path).startsWith('node_modules/')));
  const asked = new Set();
  await Promise.all([
    bundle('extension', { ...source('extension'), plugins: [nodePartsApart] }),
    bundle('nodeParts', {
      ...source('nodeParts'),
      plugins: [standIns, outOf('browserExtension.js', libraries, asked), protocolAtOnce],
    }),
    build({
      ...common,
      ...browser,
      ...options,
      format: 'iife',
      entryPoints: ['client/webview/graph.ts', 'client/webview/graph.css'],
      outdir: join(folder, 'client'),
    }),
  ]);
  await bundle('browserExtension', {
    ...browser,
    ...withFiles(asked, "export * from './client/src/browserExtension';"),
  });
}

/**
 * Bundles the language server and the command line into `server/` of a folder. A shebang in a source reaches its bundle as the first line.
 * @param {string} folder
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleServer(folder, options) {
  const outfile = (name) => join(folder, `server/${name}.js`);
  const inLsp = await filesOf({ ...browser, entryPoints: ['server/src/lsp/handlers.ts'] });
  const askedOfLsp = new Set();
  const lsp = outOf('lsp.js', inLsp, askedOfLsp);
  const bundle = (name, plugins, entry) =>
    build({
      ...common,
      ...options,
      ...entry,
      plugins: [protocolNames, tablesAsText, standIns, ...plugins, yamlApart, protocolAtOnce],
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
    bundle('server', [coreApart, lsp], source('server')),
    bundle('browserServer', [coreApart, withoutDisk, lsp], { ...browser, ...source('browserServer'), ...inWorker }),
    bundle('cli', [coreApart, inspectApart], source('cli')),
    bundle('inspect', [], source('host/inspectCommand')),
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
  await bundle('lsp', [], { ...browser, ...withFiles(askedOfLsp), ...anywhere });
  const rules = [editorApart, fromOthers({ core: held.core }, asked)];
  await bundle('rules', rules, { ...withModules('checks', asked.rules), ...anywhere });
  await bundle('core', [checksApart], { ...withModules('core', asked.core), ...anywhere });
  await writeInAscii(join(folder, 'server'));
}

/**
 * esbuild leaves what is no ASCII in tagged templates and regular expressions, and V8 keeps the whole source of a bundle with two
 * bytes to the letter for one such letter. In both an escape means the same, as nothing here asks for the raw text of a template.
 */
async function writeInAscii(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const code = await readFile(path, 'utf8');
      const ascii = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
      if (ascii !== code) await writeFile(path, ascii);
    }),
  );
}

/** The modules that a bundle of a source holds, as paths in server/src without extension. */
async function modulesOf(options, name, plugins) {
  const files = await filesOf({ ...options, entryPoints: [`server/src/${name}.ts`], plugins: [...plugins, yamlApart] });
  const names = [...files].map(nameOf).filter((path) => /^server\/src\/.*\.ts$/.test(path));
  return new Set(names.map((path) => path.slice('server/src/'.length, -'.ts'.length)));
}

/** The absolute paths of what a bundle holds. */
async function filesOf({ plugins = [], ...options }) {
  const { metafile } = await build({
    ...common,
    ...options,
    plugins: [tablesAsText, standIns, ...plugins],
    supported: { 'dynamic-import': false },
    write: false,
    metafile: true,
    sourcemap: false,
    outfile: 'out/unwritten.js',
  });
  return new Set(Object.keys(metafile.inputs).map((path) => join(root, path)));
}

const serverOnNode = ['server/src/server.ts', 'server/src/cli.ts'];

/** The absolute paths of all that the bundles hold, ours and of packages. */
export function filesOfAll() {
  return filesOfEntries(
    ['client/src/nodeParts.ts', ...serverOnNode],
    ['client/src/browserExtension.ts', 'client/webview/graph.ts', 'server/src/browserServer.ts'],
  );
}

/** Of those, what the language server and the command line hold where there is Node. */
export function filesOfServer() {
  return filesOfEntries(serverOnNode, []);
}

async function filesOfEntries(onNode, inBrowser) {
  const files = await Promise.all(
    [...onNode, ...inBrowser].map((entry) =>
      filesOf({
        ...(inBrowser.includes(entry) && { ...browser, plugins: [withoutDisk] }),
        entryPoints: [entry],
        external: ['vscode'],
      }),
    ),
  );
  return new Set(files.flatMap((found) => [...found]));
}

/** An entry that gives files to other bundles, which are evaluated when they are asked for; see `outOf`. */
function withFiles(files, others = '') {
  const rows = [...files]
    .map(nameOf)
    .sort()
    .map((name) => `'${name}': () => require('./${name}')`);
  return { stdin: { contents: `${others}\nexport const modules = { ${rows.join(', ')} };`, resolveDir: root } };
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

/** The entry of a worker asks for them there. */
const inWorker = { banner: { js: 'const require = (path) => goDockerfileRequire(path);' } };
