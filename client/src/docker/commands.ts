import { accessSync, constants, statSync } from 'node:fs';
import { env as environment, platform } from 'node:process';
import { commands, Disposable, env, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type BuildInputs, buildInputsRequest, type LensArguments, lensCommands } from '../protocol';
import { type Build, buildArguments, imageName, multiArchArguments, runArguments } from './commandLine';
import { findExecutable } from './executable';
import { type DockerTask, runTask } from './tasks';

/** The commands that build, from lenses and from the command palette. */
export function registerDockerCommands(client: BaseLanguageClient): Disposable {
  const register = (command: string, work: (prepared: Prepared) => Promise<void>): Disposable =>
    commands.registerCommand(command, async (given: unknown) => {
      const prepared = await prepare(client, given);
      if (prepared) await work(prepared);
    });
  return Disposable.from(
    register(lensCommands.build, async (prepared) => {
      await build(prepared);
    }),
    register(lensCommands.buildAndRun, buildAndRun),
    register(lensCommands.buildMultiArch, buildMultiArch),
  );
}

/** A build for which nothing is missing any more. */
interface Prepared {
  readonly build: Build;
  readonly executable: string;
  readonly uri: Uri;
}

function build(prepared: Prepared): Promise<number | undefined> {
  return runTask(taskOf(prepared, `Build ${imageName(prepared.build)}`, buildArguments(prepared.build)));
}

async function buildAndRun(prepared: Prepared): Promise<void> {
  if ((await build(prepared)) !== 0) return;
  await runTask(taskOf(prepared, `Run ${imageName(prepared.build)}`, runArguments(prepared.build)));
}

async function buildMultiArch(prepared: Prepared): Promise<void> {
  const { platforms } = prepared.build.inputs;
  const others = otherPlatforms.filter((name) => !platforms.includes(name));
  const items = [
    ...platforms.map((label) => ({ label, picked: true })),
    ...others.map((label) => ({ label, picked: false })),
  ];
  const chosen = await window.showQuickPick(items, {
    canPickMany: true,
    title: 'Build multi-arch',
    placeHolder: 'Platforms that the image is built for',
  });
  if (chosen === undefined || chosen.length === 0) return;
  const args = multiArchArguments(
    prepared.build,
    chosen.map(({ label }) => label),
  );
  await runTask(taskOf(prepared, `Build ${imageName(prepared.build)} multi-arch`, args));
}

/** What golang images are published for, beyond what is proposed. */
const otherPlatforms = ['linux/386', 'linux/arm/v7', 'linux/ppc64le', 'linux/riscv64', 'linux/s390x'];

function taskOf({ build: { inputs }, executable, uri }: Prepared, name: string, args: readonly string[]): DockerTask {
  return { name, executable, args, folder: inputs.context, uri };
}

/** Finds out what a build needs; tells the user what is missing, and gives undefined. */
async function prepare(client: BaseLanguageClient, given: unknown): Promise<Prepared | undefined> {
  if (!workspace.isTrusted) {
    await offer('This folder is in Restricted Mode, in which nothing is built or run. Trust it to build the image.', {
      'Manage Trust': () => commands.executeCommand('workbench.trust.manage'),
    });
    return undefined;
  }
  const { uri: named, stage } = readArguments(given);
  const inView = window.activeTextEditor?.document.uri;
  const uri = named ?? (inView && client.code2ProtocolConverter.asUri(inView));
  const inputs = uri === undefined ? null : await askForInputs(client, uri);
  if (uri === undefined || inputs === null) {
    void window.showInformationMessage('Open a Dockerfile that is saved on this machine to build it.');
    return undefined;
  }
  const executable = findDocker();
  if (executable === undefined) {
    await offer(
      'There is no docker on the PATH of VS Code, so nothing was built. ' +
        'Install Docker, or add its folder to PATH, and start VS Code again.',
      { 'How to Install Docker': () => env.openExternal(Uri.parse('https://docs.docker.com/get-started/get-docker/')) },
    );
    return undefined;
  }
  const dockerfile = client.protocol2CodeConverter.asUri(uri);
  // What is built is what the editor shows.
  await workspace.textDocuments.find((document) => document.uri.toString() === dockerfile.toString())?.save();
  return { build: { inputs, stage }, executable, uri: dockerfile };
}

async function askForInputs(client: BaseLanguageClient, uri: string): Promise<BuildInputs | null> {
  return client.isRunning() ? await client.sendRequest<BuildInputs | null>(buildInputsRequest, { uri }) : null;
}

/** Shows a message with buttons, and does what the chosen one is for. */
async function offer(message: string, actions: Readonly<Record<string, () => Thenable<unknown>>>): Promise<void> {
  const answer = await window.showWarningMessage(message, ...Object.keys(actions));
  if (answer !== undefined) await actions[answer]?.();
}

function readArguments(given: unknown): Partial<LensArguments> {
  if (typeof given !== 'object' || given === null) return {};
  const uri = 'uri' in given && typeof given.uri === 'string' ? given.uri : undefined;
  const stage = 'stage' in given && typeof given.stage === 'string' ? given.stage : undefined;
  return { ...(uri !== undefined && { uri }), ...(stage !== undefined && { stage }) };
}

function findDocker(): string | undefined {
  const places = {
    windows: platform === 'win32',
    path: environment['PATH'] ?? environment['Path'] ?? '',
    extensions: environment['PATHEXT'] ?? '.COM;.EXE',
  };
  return findExecutable('docker', places, isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
