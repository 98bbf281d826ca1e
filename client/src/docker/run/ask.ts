import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import { type Build, imageName } from '../commandLine';
import { recall, remember, type RememberedRun, type Store } from './memory';
import { avoidTaken, exposedPorts, formatPort, parsePorts, publish, type PublishedPort } from './ports';
import { containerName, isContainerName, type RunAnswers } from './words';

/** What the questions need. */
export interface Question {
  readonly build: Build;
  /** The Dockerfile, under which the answers are remembered. */
  readonly uri: Uri;
  readonly store: Store;
  /** Whether a port of this machine can be opened. */
  readonly isFree: (port: PublishedPort) => Promise<boolean>;
}

interface Item extends QuickPickItem {
  /** Undefined: it is fine as it is. */
  readonly change: (() => Promise<void>) | undefined;
}

/**
 * Shows what a container would be started with, all of it filled in, so that one key starts it. What is changed is remembered.
 * Undefined: the user has changed their mind.
 */
export async function askHowToRun({ build, uri, store, isFree }: Question): Promise<RunAnswers | undefined> {
  const image = imageName(build);
  const known = recall(store, uri.toString());
  const remembered = known.ports === undefined ? undefined : parsePorts(known.ports);
  const wanted =
    remembered && 'ports' in remembered
      ? remembered.ports
      : publish(exposedPorts(build.inputs.ports, build.inputs.listens));
  const free = await avoidTaken(wanted, isFree);
  let ports = free.ports.map(formatPort).join(' ');
  let environmentFile = known.environmentFile === undefined ? fileBeside(build) : (known.environmentFile ?? undefined);
  let name = known.name ?? '';
  const changes: { -readonly [K in keyof RememberedRun]: RememberedRun[K] } = { ...known };

  const items = (): readonly Item[] => [
    { label: `$(play) ${l10n.t('Build and Run')}`, description: image, change: undefined },
    { label: '', kind: QuickPickItemKind.Separator, change: undefined },
    {
      label: `$(plug) ${l10n.t('Ports')}`,
      description: ports === '' ? l10n.t('none') : ports,
      ...(free.taken.length > 0 &&
        changes.ports === known.ports && {
          detail: l10n.t('{0} is taken; the next free port is used.', free.taken.join(', ')),
        }),
      change: async () => {
        const given = await window.showInputBox({
          title: l10n.t('Ports of {0}', image),
          prompt: l10n.t('machine:container, several with blanks in between; nothing publishes none'),
          value: ports,
          placeHolder: '8080:80',
          validateInput: (text) => checkPorts(text, isFree),
        });
        if (given !== undefined) changes.ports = ports = given.trim();
      },
    },
    {
      label: `$(symbol-variable) ${l10n.t('Environment File')}`,
      description: environmentFile ?? l10n.t('none'),
      change: async () => {
        const file = await askFile(environmentFile ?? build.inputs.dockerfile);
        if (file === undefined) return;
        changes.environmentFile = file;
        environmentFile = file ?? undefined;
      },
    },
    {
      label: `$(tag) ${l10n.t('Container Name')}`,
      description: name === '' ? l10n.t('a new one each time') : name,
      change: async () => {
        const given = await window.showInputBox({
          title: l10n.t('Name of the container'),
          prompt: l10n.t('Nothing gives it a new name each time'),
          value: name,
          validateInput: (text) =>
            text.trim() === '' || isContainerName(text.trim())
              ? undefined
              : l10n.t('Letters, digits, and behind the first also _ . -'),
        });
        if (given !== undefined) changes.name = name = given.trim();
      },
    },
  ];
  for (;;) {
    const chosen = await window.showQuickPick(items(), {
      title: l10n.t('Build and run {0}', image),
      placeHolder: l10n.t('Enter builds and runs it so; choose a line to change it'),
      ignoreFocusOut: true,
    });
    if (chosen === undefined) return undefined;
    if (chosen.change) {
      await chosen.change();
      continue;
    }
    // What was shown and accepted is an answer too, but a port in the place of a taken one is not for good.
    await remember(store, uri.toString(), { ...changes, ...(environmentFile !== undefined && { environmentFile }) });
    const chosenPorts = parsePorts(ports);
    return {
      ports: 'ports' in chosenPorts ? chosenPorts.ports : [],
      environmentFile,
      name: name === '' ? containerName(build, Math.random()) : name,
    };
  }
}

/** A `.env` beside the Dockerfile or in the build context. */
function fileBeside({ inputs }: Build): string | undefined {
  return [dirname(inputs.dockerfile), inputs.context]
    .map((folder) => join(folder, '.env'))
    .find((file) => existsSync(file));
}

/** Null: none is wanted; undefined: nothing was chosen. */
async function askFile(near: string): Promise<string | null | undefined> {
  const none = l10n.t('None');
  const choose = l10n.t('Choose a File…');
  const answer = await window.showQuickPick([none, choose], {
    title: l10n.t('Environment file of the container'),
    placeHolder: l10n.t('A file with NAME=value on each line'),
  });
  if (answer === none) return null;
  if (answer === undefined) return undefined;
  const [file] =
    (await window.showOpenDialog({
      defaultUri: Uri.file(dirname(near)),
      title: basename(near),
      canSelectMany: false,
    })) ?? [];
  return file?.fsPath;
}

/** What is wrong with ports that are typed; undefined if nothing is. */
async function checkPorts(text: string, isFree: Question['isFree']): Promise<string | undefined> {
  const parsed = parsePorts(text);
  if ('problem' in parsed) return parsed.problem;
  for (const port of parsed.ports) {
    if (port.protocol === 'tcp' && !(await isFree(port))) {
      return l10n.t('Port {0} of this machine is taken by another program or container.', port.host);
    }
  }
  return undefined;
}
