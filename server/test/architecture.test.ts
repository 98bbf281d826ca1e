import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** The table of server/layers.json, which the linter reads too. */
interface Layers {
  /** First to last: a layer imports itself and earlier ones. */
  readonly layers: readonly string[];
  /** Layers without disk, clock, network and environment. */
  readonly core: readonly string[];
  /** Further layers that run in a browser as well, and import no module of Node. */
  readonly withoutNode: readonly string[];
  /** Entries of packages that need Node, and the files of those layers that may import them, as no browser loads them. */
  readonly onNode: Readonly<Record<string, readonly string[]>>;
  /** The layer of a file directly in server/src; `*` for those not named. */
  readonly rootFiles: Readonly<Record<string, string>>;
  /** Files of server/src whose types every layer may import. */
  readonly contracts: readonly string[];
  /** Earlier layers that a layer keeps apart from; of `types` it may import types. */
  readonly apart: readonly {
    readonly layer: string;
    readonly from: readonly string[];
    readonly types: readonly string[];
  }[];
  /** Packages, and the files or folders of server/src that alone may import them. */
  /** Names that a file of the core may use all the same; the file says why. */
  readonly ambient: Readonly<Record<string, readonly string[]>>;
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const table = JSON.parse(readFileSync('server/layers.json', 'utf8')) as Layers;
const files = sourcesBelow('server/src');

describe('imports point one way', () => {
  test.each(files)('%s', (file) => {
    const complaints = importsOf(file).flatMap((found) => complaintsAbout(file, found));
    expect(complaints).toEqual([]);
  });
});

test('only the client imports vscode, and it imports nothing of the server', () => {
  const complaints = sourcesBelow('client/src').flatMap((file) =>
    importsOf(file)
      .filter(({ specifier }) => specifier.includes('/server/') || specifier.startsWith('vscode-languageserver'))
      .map(({ specifier }) => `${file} imports ${specifier}`),
  );
  expect(complaints).toEqual([]);
});

describe('the core has no clock, no process and no network', () => {
  test.each(files.filter((file) => table.core.includes(layerOf(file))))('%s', (file) => {
    const allowed: readonly string[] = table.ambient[file] ?? [];
    expect(ambientNames(file).filter(({ name }) => !allowed.includes(name))).toEqual([]);
  });
});

test('every layer that has a folder is in the table', () => {
  const folders = readdirSync('server/src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(table.layers).toEqual(expect.arrayContaining(folders.map((folder) => folder.name)));
});

test('every test that ARCHITECTURE.md names as a guard exists', () => {
  const text = existsSync('ARCHITECTURE.md') ? readFileSync('ARCHITECTURE.md', 'utf8') : '';
  const guards = [...text.matchAll(/guarded by ((?:`[^`]+`(?:, | and )?)+)/gi)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/`([^`]+)`/g)].map((name) => name[1] ?? ''),
  );
  expect(guards.filter((guard) => !existsSync(guard))).toEqual([]);
  expect(guards.length, 'ARCHITECTURE.md names a test for each invariant, as: guarded by `path`').toBeGreaterThan(0);
});

/** TypeScript files below a folder of the repository, sorted, with slashes. */
function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((name) => name.endsWith('.ts') && !name.includes('/fixtures/'))
    .sort();
}

function layerOf(file: string): string {
  const [first = '', ...rest] = posix.relative('server/src', file).split('/');
  if (rest.length > 0) return first;
  return table.rootFiles[first] ?? table.rootFiles['*'] ?? '';
}

function complaintsAbout(file: string, { specifier, typeOnly }: Import): readonly string[] {
  const layer = layerOf(file);
  if (!specifier.startsWith('.')) return complaintsAboutPackage(file, layer, specifier);
  const target = posix.join(posix.dirname(file), specifier);
  // Tests and data beside server/src are no part of what ships.
  if (!target.startsWith('server/src/')) return [`${file} reaches out of server/src: ${specifier}`];
  const inside = posix.relative('server/src', target);
  if (typeOnly && table.contracts.includes(inside)) return [];
  const other = layerOf(/\.(ts|json)$/.test(target) ? target : `${target}.ts`);
  if (table.layers.indexOf(other) > table.layers.indexOf(layer)) {
    return [`${layer} comes before ${other}, and yet ${file} imports ${specifier}`];
  }
  return table.apart
    .filter((row) => row.layer === layer && row.from.includes(other) && !(typeOnly && row.types.includes(inside)))
    .map(() => `${layer} keeps apart from ${other}, and yet ${file} imports ${specifier}`);
}

function complaintsAboutPackage(file: string, layer: string, specifier: string): readonly string[] {
  if (specifier.startsWith('node:')) {
    return [...table.core, ...table.withoutNode].includes(layer)
      ? [`${file} runs without Node and imports ${specifier}`]
      : [];
  }
  if (table.onNode[specifier]?.includes(posix.relative('server/src', file)) === false) {
    return [`${file} runs without Node and imports ${specifier}`];
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const places = table.packages[name];
  const inside = posix.relative('server/src', file);
  if (
    places === undefined ||
    places.some((place) => (place.endsWith('/') ? inside.startsWith(place) : inside === place))
  ) {
    return [];
  }
  return [`only ${places.join(', ') || 'the client'} imports ${name}, and yet ${file} does`];
}

function importsOf(file: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push({ specifier: textOf(node.moduleSpecifier), typeOnly: isTypeOnly(node) });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0]) {
      found.push({ specifier: textOf(node.arguments[0]), typeOnly: false });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ specifier: textOf(node.argument.literal), typeOnly: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.every((element) => element.isTypeOnly);
}

/** Globals that would make the same text give another answer tomorrow or elsewhere. */
const ambient = [
  'process',
  'Date',
  'performance',
  'fetch',
  'setTimeout',
  'setInterval',
  'console',
  'require',
  'globalThis',
];

/** Uses of those globals; a name that the file itself gives to something is none. */
function ambientNames(file: string): readonly { readonly name: string; readonly place: string }[] {
  const source = parse(file);
  const uses: { readonly name: string; readonly line: number }[] = [];
  const own = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && ambient.includes(node.text)) {
      if (isNamed(node)) own.add(node.text);
      else if (isLookedUp(node)) {
        uses.push({ name: node.text, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses.filter(({ name }) => !own.has(name)).map(({ name, line }) => ({ name, place: `${file}:${line}` }));
}

/** Whether the identifier is the name that a declaration gives. */
function isNamed({ parent, text }: ts.Identifier): boolean {
  const declares =
    ts.isImportSpecifier(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent);
  return declares && parent.name !== undefined && ts.isIdentifier(parent.name) && parent.name.text === text;
}

/** Whether the identifier is looked up in a scope, rather than naming a member. */
function isLookedUp(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name !== node;
  return !ts.isPropertySignature(parent) && !ts.isMethodSignature(parent);
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : '';
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}
