import { createRequire } from 'node:module';
import { join } from 'node:path';
import { commands, type CompletionList, type ExtensionContext, Position, workspace } from 'vscode';
import { extensionUnderTest, findingOf, hoverText, open, runsSomething } from './editor';
import { ensure, note, test } from './harness';

/** Run in a folder that is not trusted, which holds a Containerfile: a name that starts no extension before it is opened. */

test('nothing runs before a Dockerfile is open', async () => {
  await open('main.go');
  ensure(!workspace.isTrusted, 'the workspace is not trusted');
  const extension = extensionUnderTest();
  ensure(!extension.isActive, 'the extension is not active');
  note(await timeActivation(join(extension.extensionPath, 'out/client/extension.js'), () => extension.activate()));
});

test('in Restricted Mode a Dockerfile is analysed, with the files around it', async () => {
  const document = await open('Containerfile');
  const finding = await findingOf(document, 'glibc-binary-on-musl');
  ensure(document.getText(finding.range).length > 0, 'the finding has a range');
  ensure((await hoverText(document, 'golang:1.26')) !== '', 'there is a hover');
});

test('where no other extension completes keywords, they are offered', async () => {
  const { uri, lineCount } = await open('Containerfile');
  const { items } = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    new Position(lineCount - 1, 0),
  );
  const keywords = items.filter(({ label }) => label === 'WORKDIR');
  ensure(keywords.length === 1, `WORKDIR once among ${items.map(({ label }) => String(label)).join(', ')}`);
});

test('in Restricted Mode the workspace cannot lead the analysis out of it', () => {
  const context = workspace.getConfiguration('goDockerfile', workspace.workspaceFolders?.[0]).get('context');
  ensure(context === '', 'the setting of the workspace does not count');
  return Promise.resolve();
});

test('in Restricted Mode commands that run something are off, the others are not', async () => {
  const manifest = extensionUnderTest().packageJSON as {
    readonly contributes: { readonly commands: readonly Command[] };
  };
  const running = manifest.contributes.commands.filter(({ command }) => runsSomething(command));
  const on = running.filter(({ enablement }) => !enablement?.includes('isWorkspaceTrusted'));
  ensure(on.length === 0, `only in trusted workspaces: ${on.map(({ command }) => command).join(', ')}`);
  const all = await commands.getCommands(true);
  ensure(all.includes('goDockerfile.copyOnepilotLabels'), 'what only copies a text is there');
});

interface Command {
  readonly command: string;
  readonly enablement?: string;
}

/** Has the extension activated, and says how long loading its code and its own part of the activation took. */
async function timeActivation(path: string, activate: () => Thenable<unknown>): Promise<string> {
  const load = createRequire(__filename);
  const started = performance.now();
  const code = load(path) as { readonly activate: (context: ExtensionContext) => unknown };
  const loaded = performance.now() - started;
  const times: number[] = [];
  const timed = (context: ExtensionContext): unknown => {
    const called = performance.now();
    const api = code.activate(context);
    times.push(performance.now() - called);
    return api;
  };
  // VS Code takes what is loaded already.
  const cached = load.cache[load.resolve(path)];
  ensure(cached, 'the code of the extension is loaded');
  cached.exports = { ...code, activate: timed };
  await activate();
  const [time] = times;
  const own = time === undefined ? 'not measured' : `${time.toFixed(1)} ms`;
  return `activation: ${own}, after ${loaded.toFixed(1)} ms to load the code; target < 50 ms for both`;
}
