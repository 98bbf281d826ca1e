import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry, type IGrammar, type IRawGrammar } from 'vscode-textmate';
import { contributed, root } from './contributed';

const require = createRequire(import.meta.url);

/** VS Code's grammar of Dockerfiles as a package on npm holds it, without its comments. */
export const packagedGrammar = require.resolve('tm-grammars/grammars/docker.json');

/** That grammar in each VS Code that the end-to-end tests have installed so far: none on a clean clone. */
export function installedGrammars(): readonly string[] {
  const folder = join(root, '.vscode-test');
  const inside = [
    'node_modules/code-server/lib/vscode/extensions', // the server for browsers
    'resources/app/extensions', // desktop, Linux and Windows
    'Visual Studio Code.app/Contents/Resources/app/extensions',
  ];
  return (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((name) => inside.map((path) => join(folder, name, path, 'docker/syntaxes/docker.tmLanguage.json')))
    .filter((path) => existsSync(path));
}

export function readGrammar(path: string): IRawGrammar {
  return parseRawGrammar(readFileSync(path, 'utf8'), path);
}

/**
 * A grammar of Dockerfiles as VS Code would load it.
 * @param dockerfile path of the grammar itself
 * @param injected whether the grammars that package.json contributes are injected
 */
export async function loadDockerfileGrammar(dockerfile: string, injected: boolean): Promise<IGrammar> {
  const ours = injected ? contributed.grammars : [];
  const registry = new Registry({
    onigLib: onigurumaLibrary(),
    loadGrammar: (scopeName) => {
      const path = ours.find((grammar) => grammar.scopeName === scopeName)?.path;
      if (path !== undefined) return Promise.resolve(readGrammar(join(root, path)));
      return Promise.resolve(scopeName === 'source.dockerfile' ? readGrammar(dockerfile) : null);
    },
    getInjections: (scopeName) =>
      ours.filter(({ injectTo }) => injectTo.includes(scopeName)).map((grammar) => grammar.scopeName),
  });
  const grammar = await registry.loadGrammar('source.dockerfile');
  if (!grammar) throw new Error(`${dockerfile} is no grammar`);
  return grammar;
}

/** The scopes of a part of a line, outermost first. */
export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** The tokens of each line of a text. */
export function tokenise(grammar: IGrammar, text: string): readonly (readonly Token[])[] {
  let state = INITIAL;
  return text.split(/\r\n|\r|\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes }));
  });
}

let library: ReturnType<typeof loadOniguruma> | undefined;

function onigurumaLibrary(): ReturnType<typeof loadOniguruma> {
  return (library ??= loadOniguruma());
}

async function loadOniguruma() {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(wasm);
  return { createOnigScanner, createOnigString };
}
