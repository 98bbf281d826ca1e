import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { env as environment, platform } from 'node:process';
import { l10n, type Uri, window, workspace, commands } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type BuildInputs, buildInputsRequest, type LensArguments } from '../protocol';
import type { Build } from './commandLine';
import { type Engine, kindOf } from './engine';
import { checkEngine } from './engineCheck';
import { findExecutable } from './executable';
import { offer, openSettings, showInstallation } from './messages';

/** A build for which nothing is missing any more. */
export interface Prepared {
  readonly build: Build;
  readonly engine: Engine;
  /** The Dockerfile. */
  readonly uri: Uri;
}

/** Finds out what a build needs; tells the user what is missing, and gives undefined. */
export async function prepare(client: BaseLanguageClient, given: unknown): Promise<Prepared | undefined> {
  if (!(await ensureTrusted())) return undefined;
  const { uri: named, stage } = readArguments(given);
  const inView = window.activeTextEditor?.document.uri;
  const uri = named ?? (inView && client.code2ProtocolConverter.asUri(inView));
  const inputs = uri === undefined ? null : await askForInputs(client, uri, stage);
  if (uri === undefined || inputs === null) {
    void window.showInformationMessage(l10n.t('Open a Dockerfile that is saved on this machine to build it.'));
    return undefined;
  }
  const engine = await findEngine();
  if (engine === undefined || !(await checkEngine(engine, inputs.context))) return undefined;
  const dockerfile = client.protocol2CodeConverter.asUri(uri);
  // What is built is what the editor shows.
  await workspace.textDocuments.find((document) => document.uri.toString() === dockerfile.toString())?.save();
  return { build: { inputs, stage }, engine, uri: dockerfile };
}

/** Whether something may be run; if not, the user is told. */
export async function ensureTrusted(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  await offer(
    l10n.t('This folder is in Restricted Mode, in which nothing is built or run. Trust it to build the image.'),
    {
      [l10n.t('Manage Trust')]: () => commands.executeCommand('workbench.trust.manage'),
    },
  );
  return false;
}

/**
 * What the analysis knows of a build; null if the document is no Dockerfile on this machine.
 * @param stage that is built, by name or number; undefined for the target
 */
export async function askForInputs(
  client: BaseLanguageClient,
  uri: string,
  stage?: string,
): Promise<BuildInputs | null> {
  try {
    // It may be about to: with the first Dockerfile.
    await client.start();
    // The server knows open documents only; opened so, one need not be in view.
    await workspace.openTextDocument(client.protocol2CodeConverter.asUri(uri));
    return await client.sendRequest<BuildInputs | null>(buildInputsRequest, { uri, stage });
  } catch {
    // Why it does not start is told elsewhere.
    return null;
  }
}

function readArguments(given: unknown): Partial<LensArguments> {
  if (typeof given !== 'object' || given === null) return {};
  const uri = 'uri' in given && typeof given.uri === 'string' ? given.uri : undefined;
  const stage = 'stage' in given && typeof given.stage === 'string' ? given.stage : undefined;
  return { ...(uri !== undefined && { uri }), ...(stage !== undefined && { stage }) };
}

/** The command line of the settings; tells the user if it is not there. */
export async function findEngine(): Promise<Engine | undefined> {
  const found = lookForEngine();
  if (found) return found;
  const { named } = engineSettings();
  const toSettings = { [l10n.t('Open Settings')]: openSettings };
  if (named === 'docker') {
    await offer(
      l10n.t(
        'There is no docker on the PATH of VS Code, so nothing was built. Install Docker, or add its folder to PATH, and start VS Code again; or choose podman or nerdctl in the settings.',
      ),
      {
        [l10n.t('How to Install Docker')]: showInstallation,
        ...toSettings,
      },
    );
  } else {
    await offer(
      l10n.t(
        '"{0}", which the setting goDockerfile.docker.command names, is not a program on the PATH of VS Code, so nothing was built.',
        named,
      ),
      toSettings,
    );
  }
  return undefined;
}

/** The command line of the settings; undefined if it is not there. */
export function lookForEngine(): Engine | undefined {
  const { named, variables } = engineSettings();
  const executable = isAbsolute(named) ? [named].find(isExecutable) : findOnPath(named, variables);
  return executable === undefined ? undefined : { kind: kindOf(executable), executable, environment: variables };
}

function engineSettings(): { readonly named: string; readonly variables: NodeJS.ProcessEnv } {
  const settings = workspace.getConfiguration('goDockerfile');
  return {
    named: settings.get('docker.command', '').trim() || 'docker',
    variables: { ...environment, ...settings.get<NodeJS.ProcessEnv>('docker.environment') },
  };
}

/** The absolute path of a program on PATH, or undefined. */
export function findOnPath(name: string, variables: NodeJS.ProcessEnv = environment): string | undefined {
  const places = {
    windows: platform === 'win32',
    path: variables['PATH'] ?? variables['Path'] ?? '',
    extensions: variables['PATHEXT'] ?? '.COM;.EXE',
  };
  return findExecutable(name, places, isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
