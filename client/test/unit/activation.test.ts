import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleClient } from '../../../bundles.mjs';
import { createFakeVscode, type FakeVscode } from '../support/fakeVscode';
import { readManifest } from '../support/manifest';

interface Extension {
  activate(context: object): { readonly verdicts: object; readonly buildGraph: { drawn(): unknown } };
  deactivate(): Promise<void>;
}

/** The client of the language server, as far as it is of use while it starts. */
interface FakeClient {
  /** What was called, in order. */
  readonly calls: string[];
  /** Ends the start. */
  started(error?: Error): void;
}

let folder: string;
let vscode: FakeVscode;
let client: FakeClient & { readonly parts: object };
/** Modules that were asked for. */
let required: Set<string>;
let extension: Extension;
let context: object;

beforeAll(async () => {
  folder = resolve(mkdtempSync(join('node_modules', '.bundles-')));
  await bundleClient(folder, { logLevel: 'error' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  vscode = createFakeVscode();
  client = createFakeClient();
  required = new Set();
  context = { subscriptions: [], extension: { packageJSON: readManifest() } };
  extension = load('extension', (path) => (path === './nodeParts.js' ? { nodeParts: client.parts } : undefined));
});

// What is put off belongs to the test that put it off.
afterEach(turn);

const contributed = readManifest().contributes.commands.map(({ command }) => command);
const build = 'goDockerfile.build';

describe('what is loaded until the extension is active', () => {
  test('is no library', () => {
    expect(libraries('extension')).toEqual([]);
    // The test tells libraries where there are some.
    expect(libraries('browserExtension')).toContain('vscode-languageclient');
    expect(libraries('nodeParts').filter((name) => name === 'vscode-languageserver-types')).toEqual([]);
  });

  test.each(['dockerfile', undefined])('is vscode alone; open: %s', (languageId) => {
    if (languageId !== undefined) vscode.open(languageId);
    const api = extension.activate(context);
    expect([...required]).toEqual(['vscode']);
    expect(Object.keys(api)).toEqual(['verdicts', 'buildGraph']);
    expect(api.buildGraph.drawn()).toBeUndefined();
    for (const command of contributed) expect([...vscode.commands.keys()]).toContain(command);
  });

  test('in a browser neither, though it is in the same file', () => {
    extension = load('browserExtension', () => undefined);
    extension.activate(context);
    expect([...required]).toEqual(['vscode']);
    expect([...vscode.commands.keys()].filter((command) => /\.build(?!Graph)/.test(command))).toEqual([]);
  });
});

test('nothing activates the extension but a Dockerfile, or its own panel', () => {
  expect(readManifest().activationEvents).toEqual(['onLanguage:dockerfile', 'onWebviewPanel:goDockerfile.buildGraph']);
});

describe('the commands that build', () => {
  const { commandPalette } = readManifest().contributes.menus;
  const shown = commandPalette.filter(({ command }) => /\.build(?!Graph)/.test(command));

  test('are in the palette only where something carries them out', () => {
    expect(shown).toHaveLength(4);
    for (const { when } of shown) expect(when).toContain('goDockerfile.buildsImages');
  });

  test.each([
    ['extension', true],
    ['browserExtension', undefined],
  ])('are so of %s: %s', (name, expected) => {
    extension = load(name, (path) => (path === './nodeParts.js' ? { nodeParts: client.parts } : undefined));
    extension.activate(context);
    expect(vscode.contexts.get('goDockerfile.buildsImages')).toBe(expected);
  });
});

describe('the language server', () => {
  test('starts after the activation, with the first document that is for it', async () => {
    extension.activate(context);
    // A manifest alone is not looked at; with a Dockerfile it is.
    for (const languageId of ['go', 'yaml']) vscode.open(languageId);
    await turn();
    expect([...required]).toEqual(['vscode']);
    vscode.open('dockerfile');
    vscode.open('dockerfile');
    await turn();
    expect([...required]).toEqual(['vscode', './nodeParts.js']);
    expect(client.calls).toEqual(['start']);
  });

  test('answers commands that were called before it ran', async () => {
    vscode.open('dockerfile');
    extension.activate(context);
    const built = vscode.commands.get(build)?.({ uri: 'file:///Dockerfile' });
    await turn();
    expect(client.calls, 'the command waits').toEqual(['start']);
    client.started();
    await built;
    expect(client.calls).toEqual(['start', 'build file:///Dockerfile']);
    expect(vscode.commands.get(build)?.({ uri: 'again' }), 'the stand-in is gone').toBeUndefined();
    expect(client.calls).toEqual(['start', 'build file:///Dockerfile', 'build again']);
  });

  test('is not needed to load the commands', async () => {
    extension.activate(context);
    await vscode.commands.get(build)?.({ uri: 'x' });
    expect(client.calls).toEqual(['build x']);
  });

  test('that fails to start is told, and commands go on', async () => {
    vscode.open('dockerfile');
    extension.activate(context);
    const built = vscode.commands.get(build)?.({ uri: 'x' });
    await turn();
    client.started(new Error('no'));
    await built;
    expect(vscode.errors).toHaveLength(1);
    expect(client.calls).toEqual(['start', 'build x']);
  });

  test('does not start if the extension is deactivated before', async () => {
    vscode.open('dockerfile');
    extension.activate(context);
    await extension.deactivate();
    await turn();
    expect([...required]).toEqual(['vscode']);
  });

  test('is stopped once it runs if the extension is deactivated meanwhile', async () => {
    vscode.open('dockerfile');
    extension.activate(context);
    await turn();
    const deactivated = extension.deactivate();
    await turn();
    expect(client.calls).toEqual(['start']);
    client.started();
    await deactivated;
    expect(client.calls).toEqual(['start', 'stop']);
  });
});

/** Runs a bundle as VS Code does; other modules than vscode come from the test. */
function load(name: string, find: (path: string) => object | undefined): Extension {
  const code = readFileSync(join(folder, `client/${name}.js`), 'utf8');
  const module: { exports: object } = { exports: {} };
  const require = (path: string): object => {
    required.add(path);
    const found = path === 'vscode' ? vscode.module : find(path);
    if (!found) throw new Error(`${name} requires ${path}`);
    return found;
  };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports as Extension;
}

/** Packages in a bundle: the bundler says in comments where each module is from. */
function libraries(name: string): readonly string[] {
  const code = readFileSync(join(folder, `client/${name}.js`), 'utf8');
  return [...code.matchAll(/^\s*\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gm)].map(([, found = '']) => found);
}

/** Lets all that is due happen: the start is put off by a turn. */
function turn(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}

function createFakeClient(): FakeClient & { readonly parts: object } {
  const calls: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  let running = false;
  const fake = {
    isRunning: () => running,
    onNotification: () => ({ dispose: () => undefined }),
    stop: () => Promise.resolve(void calls.push('stop')),
    start() {
      calls.push('start');
      return new Promise<void>((done, fail) => {
        ends.push((error) => {
          if (error) return fail(error);
          running = true;
          done();
        });
      });
    },
  };
  const registerCommands = () => {
    const { registerCommand } = (vscode.module as { readonly commands: Registry }).commands;
    return registerCommand(build, ({ uri }) => void calls.push(`build ${uri}`));
  };
  return {
    calls,
    started: (error) => ends.forEach((end) => end(error)),
    parts: { createClient: () => fake, registerCommands },
  };
}

interface Registry {
  registerCommand(id: string, command: (given: { readonly uri: string }) => void): object;
}
