import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import { knownFailure } from '../failures';
import type { Engine } from '../engine';
import { withNotification } from '../multiArch/context';
import { multiArchFailures } from '../multiArch/failures';
import { runProgram } from '../process';
import { type OwnName, readImages, splitImages, type StoredImage } from './images';

/** What the user has chosen to look into. */
export interface Chosen {
  readonly subject: string;
  readonly kind: 'image' | 'file';
  /** Undefined: the image was not built from the Dockerfile, or nobody knows. */
  readonly own: OwnName | undefined;
}

/** The images of the engine, or why there are none. */
type Listed = { readonly images: readonly StoredImage[] } | { readonly problem: string };

/**
 * Asks what to look into: an image built from the Dockerfile, another one of the engine, or a file. Undefined if the user picks
 * none.
 */
export async function askImage(
  engine: Engine | undefined,
  names: readonly OwnName[],
  folder: string,
): Promise<Chosen | undefined> {
  const listed = await listImages(engine, folder);
  if (!listed) return undefined;
  const item = await window.showQuickPick(itemsOf(listed, names), {
    title: l10n.t('Inspect Image: Image'),
    placeHolder: l10n.t('What to look into'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (item?.problem !== undefined) {
    await window.showErrorMessage(item.problem);
    return undefined;
  }
  return item?.chosen ?? (item?.asks && askFile(item.asks, folder));
}

export interface ImageItem extends QuickPickItem {
  readonly chosen?: Chosen;
  readonly asks?: 'file' | 'folder';
  readonly problem?: string;
}

/** What is offered: first what was built from the Dockerfile, the newest before older ones. */
export function itemsOf(listed: Listed, names: readonly OwnName[]): readonly ImageItem[] {
  const { own, others } = splitImages('images' in listed ? listed.images : [], names);
  const item = (image: StoredImage, from: OwnName | undefined): ImageItem => ({
    label: `$(package) ${image.name}`,
    description: [
      image.size,
      ...(image.created === undefined ? [] : [new Date(image.created).toLocaleString()]),
      ...(image.name === image.id ? [] : [image.id.replace(/^sha256:/, '').slice(0, 12)]),
    ].join(' · '),
    chosen: { subject: image.name, kind: 'image', own: from },
  });
  const separator = (label: string): ImageItem => ({ label, kind: QuickPickItemKind.Separator });
  return [
    ...('problem' in listed
      ? [{ label: `$(warning) ${l10n.t('The images of the engine could not be listed')}`, ...listed }]
      : []),
    ...(own.length > 0 ? [separator(l10n.t('Built from this Dockerfile'))] : []),
    ...own.map((image) => item(image, { name: image.name, stage: image.stage })),
    separator(l10n.t('Files')),
    { label: `$(file-binary) ${l10n.t('A program or archive…')}`, asks: 'file' },
    { label: `$(folder) ${l10n.t('A folder with an image layout…')}`, asks: 'folder' },
    ...(others.length > 0 ? [separator(l10n.t('Other images'))] : []),
    ...others.map((image) => item(image, undefined)),
  ];
}

async function listImages(engine: Engine | undefined, folder: string): Promise<Listed | undefined> {
  if (!engine)
    return {
      problem: l10n.t('There is no container engine. Install Docker, or choose podman or nerdctl in the settings.'),
    };
  const { kind, executable, environment } = engine;
  const ended = await withNotification(l10n.t('Asking {0}: {1}', kind, 'image ls'), (signal) =>
    runProgram(
      { executable, environment, args: ['image', 'ls', '--format', 'json'], folder },
      { signal, keep: 16_000_000 },
    ),
  );
  if (!ended) return undefined;
  if (ended.code === 0) return { images: readImages(ended.stdout) };
  const line = ended.failure ?? ended.output.trim().split('\n').at(-1) ?? '';
  return { problem: knownFailure(ended.output, multiArchFailures)?.message ?? line };
}

async function askFile(what: 'file' | 'folder', folder: string): Promise<Chosen | undefined> {
  const [uri] =
    (await window.showOpenDialog({
      canSelectFiles: what === 'file',
      canSelectFolders: what === 'folder',
      defaultUri: Uri.file(folder),
      openLabel: l10n.t('Inspect'),
    })) ?? [];
  return uri && { subject: uri.fsPath, kind: 'file', own: undefined };
}
