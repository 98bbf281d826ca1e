import { basename, dirname, join } from 'node:path';
import { env, l10n, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import type { Prepared } from '../prepare';
import { readImageStore } from './builders';
import { askEngine } from './context';
import { type Circumstances, type Obstacle, obstacleTo } from './destinations';
import type { Destination } from './words';

/** What the engine keeps images in; only docker has two stores, which differ in what they can. */
export async function findImageStore(prepared: Prepared): Promise<Circumstances['store']> {
  if (prepared.engine.kind !== 'docker') return 'unknown';
  const ended = await askEngine(prepared, ['info', '--format', '{{json .DriverStatus}}']);
  return ended?.code === 0 ? readImageStore(ended.stdout) : 'unknown';
}

/** Asks where the image goes; undefined if the user does not say, or what was chosen is not possible. */
export async function askDestination(
  { build }: Prepared,
  circumstances: Circumstances,
  last: Destination | undefined,
): Promise<Destination | undefined> {
  const kinds: readonly { readonly kind: Destination['kind']; readonly label: string; readonly detail: string }[] = [
    {
      kind: 'push',
      label: `$(cloud-upload) ${l10n.t('Push to a registry')}`,
      detail: l10n.t('One name for all platforms'),
    },
    {
      kind: 'load',
      label: `$(package) ${l10n.t('Load into the engine')}`,
      detail: l10n.t('The images of all platforms, on this machine'),
    },
    {
      kind: 'archive',
      label: `$(file-zip) ${l10n.t('OCI archive')}`,
      detail: l10n.t('A tar file with an image layout, for tools such as skopeo and crane'),
    },
    {
      kind: 'files',
      label: `$(folder) ${l10n.t('Files')}`,
      detail: l10n.t('What is in the image, in a folder for each platform, without an image'),
    },
  ];
  const possible: (QuickPickItem & { readonly destination: Destination['kind'] })[] = [];
  const impossible: (QuickPickItem & { readonly obstacle: Obstacle })[] = [];
  for (const { kind, label, detail } of kinds) {
    const obstacle = obstacleTo(kind, circumstances);
    if (obstacle) impossible.push({ label, detail: explain(obstacle, circumstances), obstacle });
    else possible.push({ label, detail, destination: kind });
  }
  possible.sort((a, b) => Number(b.destination === last?.kind) - Number(a.destination === last?.kind));
  const chosen = await window.showQuickPick(
    [
      ...possible,
      ...(impossible.length > 0 ? [{ label: l10n.t('Not possible'), kind: QuickPickItemKind.Separator }] : []),
      ...impossible,
    ],
    {
      title: l10n.t('Build multi-arch: Destination'),
      placeHolder: l10n.t('Where the image goes'),
      ignoreFocusOut: true,
    },
  );
  if (chosen && 'obstacle' in chosen) {
    await tellObstacle(chosen.obstacle, circumstances);
    return undefined;
  }
  if (!chosen || !('destination' in chosen)) return undefined;
  const { destination } = chosen;
  if (destination === 'push' || destination === 'load') return { kind: destination };
  const path = last && 'path' in last && last.kind === destination ? last.path : undefined;
  return destination === 'archive' ? askArchive(build.inputs.context, path) : askFolder(build.inputs.context, path);
}

/** Tells the user why a destination is not possible, and where to read what helps. */
export async function tellObstacle(obstacle: Obstacle, circumstances: Circumstances): Promise<void> {
  const page: Readonly<Partial<Record<Obstacle, string>>> = {
    'driver-several': 'https://docs.docker.com/go/build-multi-platform/',
    'driver-archive': 'https://docs.docker.com/go/build-exporters/',
    'load-several': 'https://docs.docker.com/engine/storage/containerd/',
  };
  const open = l10n.t('How to Turn It On');
  const url = page[obstacle];
  const answer = await window.showWarningMessage(
    explain(obstacle, circumstances),
    ...(url === undefined ? [] : [open]),
  );
  if (answer === open && url !== undefined) await env.openExternal(Uri.parse(url));
}

function explain(obstacle: Obstacle, { platforms }: Circumstances): string {
  switch (obstacle) {
    case 'driver-several':
      return l10n.t(
        'This builder has the driver docker, and its engine the classic image store: together they build for one platform at a time. Choose or create a builder of the driver docker-container, or turn on the containerd image store.',
      );
    case 'driver-archive':
      return l10n.t(
        'The driver docker writes archives only with the containerd image store. Turn that on, or choose or create a builder of the driver docker-container.',
      );
    case 'load-several':
      return l10n.t(
        'The classic image store of this engine keeps one platform of an image. Turn on the containerd image store, choose one platform, or push.',
      );
    case 'only-files':
      return l10n.t(
        'There are no containers of {0}: its program can be had as files.',
        platforms.filter((name) => !name.startsWith('linux/')).join(', '),
      );
  }
}

async function askArchive(context: string, last: string | undefined): Promise<Destination | undefined> {
  const uri = await window.showSaveDialog({
    title: l10n.t('Build multi-arch: OCI archive'),
    defaultUri: Uri.file(last ?? join(dirname(context), `${basename(context)}.oci.tar`)),
    filters: { [l10n.t('OCI archive')]: ['tar'] },
  });
  return uri && { kind: 'archive', path: uri.fsPath };
}

async function askFolder(context: string, last: string | undefined): Promise<Destination | undefined> {
  const [uri] =
    (await window.showOpenDialog({
      title: l10n.t('Build multi-arch: Folder for the files'),
      openLabel: l10n.t('Write Here'),
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: Uri.file(last ?? context),
    })) ?? [];
  return uri && { kind: 'files', path: uri.fsPath };
}
