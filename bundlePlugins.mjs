/**
 * What is done to imports while bundles are made (see bundles.mjs): which modules are left to another bundle, and which files
 * stand in for others.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(fileURLToPath(import.meta.url));
export const sources = join(root, 'server/src');
/** Folders of server/src that core.js holds; what imports them from another bundle takes them from there. */
export const coreFolders = /^(?:text|facts|workspace|dockerfile|shell|golang|images|model)\//;

/** Files of server/src/host that touch Node; those of the same name in server/src/browser stand in for them. */
const ofNode = /^host\/(?:diskTree|paths)$/;

/** Makes the workspace read what the client hands over instead of a disk. */
export const withoutDisk = {
  name: 'without-disk',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const name = relative(sources, resolve(resolveDir, path)).replaceAll('\\', '/');
      return ofNode.test(name) ? { path: join(sources, `${name.replace('host/', 'browser/')}.ts`) } : undefined;
    });
  },
};

/** V8 reads a table as JSON text sooner than as the object literal that esbuild would write (2 of 25 ms of core.js). */
export const tablesAsText = {
  name: 'tables-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const table = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      const literal = `'${table.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
      return { contents: `export default JSON.parse(${literal});`, loader: 'js' };
    });
  },
};

/** Makes `import()` of a source, named without extension, load the bundle of that name beside this one. */
const loadsApart = (source) => ({
  name: `${basename(source)}-apart`,
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`(?:^|/)${basename(source)}$`) }, ({ path, resolveDir, kind }) =>
      kind === 'dynamic-import' && resolve(resolveDir, path) === source
        ? { path: `./${basename(source)}.js`, external: true }
        : undefined,
    );
  },
});

export const coreApart = loadsApart(join(sources, 'core'));
export const nodePartsApart = loadsApart(join(root, 'client/src/nodeParts'));

/** Handed on when a path is resolved in order to see what is there, lest that be resolved in the same way for ever. */
const looking = {};

/**
 * Makes files that another bundle holds come out of that one, where it is beside this one, instead of a second copy of them.
 * @param bundle its name: `lsp.js`
 * @param held absolute paths
 * @param asked is told which of them it has to give; see `withFiles` in bundles.mjs
 */
export const outOf = (bundle, held, asked) => ({
  name: `out-of-${bundle}`,
  setup(build) {
    const namespace = `in-${bundle}`;
    build.onResolve({ filter: /.*/ }, async ({ path, pluginData, kind, ...from }) => {
      if (from.namespace === namespace) return { path, external: true };
      if (pluginData === looking || kind === 'entry-point') return undefined;
      const { importer, resolveDir } = from;
      const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: looking });
      if (!held.has(found.path)) return undefined;
      asked.add(found.path);
      return { path: found.path, namespace };
    });
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `module.exports = require('./${bundle}').modules['${nameOf(path)}']();`,
    }));
  },
});

/** What a file is called by the bundle that gives it. */
export function nameOf(path) {
  return relative(root, path).replaceAll('\\', '/');
}

/** Makes modules that other bundles hold come out of these, which are loaded by then, instead of a second copy of them. */
export const fromOthers = (held, asked) => ({
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
export const checksApart = {
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
export const editorApart = {
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

/**
 * Has the libraries of the protocol take 15 ms less to load:
 * - What tsc makes of `export * from` defines a getter for each name, at each of four levels, 7,000 in all. They come to know no other
 *   value later, as no two of these modules import each other; so the values are copied, which is what tsc has for old engines.
 *   Modules of Node are taken as they are: to copy theirs is to ask for what is deprecated.
 * - Sockets and child processes are for transports that are seldom used, and are loaded when they are.
 */
export const protocolAtOnce = {
  name: 'protocol-at-once',
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]vscode-(?:jsonrpc|languageserver|languageserver-protocol)[\\/]lib[\\/].*\.js$/ },
      ({ path }) => {
        const contents = readFileSync(path, 'utf8')
          .replace('|| (Object.create ? (function(o, m, k, k2) {', '|| (false ? (function(o, m, k, k2) {')
          .replaceAll(/__importStar\((require\("(?:url|path|fs|os)"\))\)/g, '$1')
          .replaceAll(/const (\w+) = require\("(child_process|crypto|net)"\);/g, lateModule);
        return { contents };
      },
    );
  },
};

const lateModule = (_, variable, name) =>
  `const ${variable} = new Proxy({}, { get: (_, name) => require('${name}')[name] });`;

/**
 * Gives our sources the few names of the protocol that they import. Handed a module of CommonJS, esbuild defines getters for all
 * of its thousand names in each file that imports one. A name that is not found here fails the build.
 */
export const protocolNames = {
  name: 'protocol-names',
  setup({ onResolve, onLoad }) {
    const namespace = 'protocol-names';
    onResolve({ filter: /^vscode-languageserver(?:\/node)?$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace } : undefined,
    );
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: [
        `const all = require('${path}');`,
        ...namesImportedFrom(path).map((name) => `export const ${name} = all.${name};`),
      ].join('\n'),
      resolveDir: sources,
    }));
  },
};

/** The names of values, not of types. */
function namesImportedFrom(path) {
  const imports = new RegExp(`^import \\{([^}]*)\\} from '${path}';$`, 'gm');
  const files = readdirSync(join(sources, 'lsp'), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(sources, 'lsp', name), 'utf8'));
  const names = texts.flatMap((text) => [...text.matchAll(imports)].flatMap(([, list]) => list.split(',')));
  return [...new Set(names.map((name) => name.trim()))].filter((name) => /^\w+$/.test(name));
}

/**
 * Stands in for packages of which next to nothing is used, and which are big:
 * - `dockerfile-ast` makes positions and ranges, for which it loads all types of the protocol (28 kB).
 * - The language client compares the version of VS Code with its own demands, for which it loads `semver` (20 kB). VS Code has
 *   compared it with `engines` of the manifest by then, which is newer.
 */
export const standIns = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    const namespace = 'stand-in';
    onResolve({ filter: /^vscode-languageserver-types$/ }, ({ path, importer }) =>
      nameOf(importer).startsWith('node_modules/dockerfile-ast/') ? { path, namespace } : undefined,
    );
    onResolve({ filter: /^semver\/functions\/(?:parse|satisfies)$/ }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: standInFor[path] }));
  },
};

const standInFor = {
  'vscode-languageserver-types': `
    const create = (line, character) => ({ line, character });
    exports.Position = { create };
    exports.Range = {
      create: (...of) =>
        of.length === 4 ? { start: create(of[0], of[1]), end: create(of[2], of[3]) } : { start: of[0], end: of[1] },
    };`,
  'semver/functions/parse': 'module.exports = (version) => ({ version });',
  'semver/functions/satisfies': 'module.exports = () => true;',
};

/** What the server's sources import from `yaml`: functions, and classes to make objects of. A name that is missing here fails the build. */
export const yamlFunctions = ['parseDocument', 'Parser', 'Composer', 'isAlias', 'isMap', 'isScalar', 'isSeq'];

/** Makes the functions and classes of `yaml` load the bundle beside this one when they are first called: most folders need none. */
export const yamlApart = {
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

/** Makes `import('./host/inspectCommand')` load inspect.js beside this bundle. */
export const inspectApart = {
  name: 'inspect-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/host\/inspectCommand$/ }, () => ({ path: './inspect.js', external: true }));
  },
};
