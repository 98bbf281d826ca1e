import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { l10n } from 'vscode';
import { runInspect } from '../inspect/runInspect';
import type { Prepared } from '../prepare';
import { runProgram } from '../process';
import { programOf } from './context';
import { readLooked } from './lookInto';
import {
  type ManifestList,
  type PlatformImage,
  readImageSize,
  readLoadedImage,
  readManifestList,
} from './manifestList';
import { readOciArchive } from './ociArchive';
import { folderOf } from './platforms';
import type { Built, BuiltFiles } from './report';
import { type Looked, type LookInto, verify, type Verified } from './verify';
import { loadedImageWords, manifestWords, type MultiArchBuild } from './words';

/** Where what looks into programs is, and how it is stopped. */
export interface Looking {
  /** The command line that comes with the extension. */
  readonly cli: string;
  readonly signal: AbortSignal;
}

/** What an image stands for after it was built, and whether its programs are what they are said to be. A string: why that is not known. */
export async function lookAtImage(
  prepared: Prepared,
  built: MultiArchBuild,
  looking: Looking,
): Promise<Built | string> {
  const { names, destination } = built;
  const [name = ''] = names;
  const found =
    destination.kind === 'archive'
      ? await readArchive(destination.path)
      : destination.kind === 'load'
        ? await askStore(prepared, built, looking.signal)
        : await askRegistry(prepared, built, looking.signal);
  if (typeof found === 'string') return found;
  const { list } = found;
  // By its digest, so that an older image of that name in the store is not taken for it.
  const pushed = list.digest === '' ? name : withDigest(name, list.digest);
  const subject = { archive: 'path' in destination ? destination.path : '', push: pushed, load: name, files: '' };
  const places = list.images.map((image) => ({
    platform: image.platform === '' ? (built.platforms[0] ?? '') : image.platform,
    image: subject[destination.kind],
  }));
  const look: LookInto = (image, platform) =>
    destination.kind === 'push'
      ? lookAtPushed(prepared, image, platform, looking)
      : inspect(prepared, image, platform, looking);
  const verified = await verify(places, look);
  return { names: destination.kind === 'archive' ? [destination.path, ...names] : names, verified, ...found };
}

type Found = Pick<Built, 'list' | 'command' | 'raw'>;

async function askRegistry(
  prepared: Prepared,
  { names, builder }: MultiArchBuild,
  signal: AbortSignal,
): Promise<Found | string> {
  const { kind } = prepared.engine;
  const [name = ''] = names;
  const words = manifestWords[kind](name, builder);
  const ended = await runProgram(programOf(prepared, words), { signal });
  const list = readManifestList(ended.stdout);
  if (!list) return ended.stderr.trim() || l10n.t('The registry does not show what {0} stands for.', name);
  const command = [kind, ...words].join(' ');
  // Others print the list in their own way, so that its digest cannot be worked out from that.
  if (kind !== 'docker') return { list: { ...list, digest: '' }, command, raw: ended.stdout };
  if (list.images.some(({ imageSize }) => imageSize !== undefined)) return { list, command, raw: ended.stdout };
  const sized: PlatformImage[] = [];
  for (const image of list.images) {
    const manifest = await runProgram(
      programOf(prepared, manifestWords.docker(withDigest(name, image.digest), builder)),
      { signal },
    );
    sized.push({ ...image, imageSize: readImageSize(manifest.stdout) });
  }
  return { list: { ...list, images: sized }, command, raw: ended.stdout };
}

async function askStore(
  prepared: Prepared,
  { names, platforms }: MultiArchBuild,
  signal: AbortSignal,
): Promise<Found | string> {
  const { kind } = prepared.engine;
  const [name = ''] = names;
  if (kind === 'podman') {
    const words = loadedImageWords(kind, name, undefined);
    const { stdout, stderr } = await runProgram(programOf(prepared, words), { signal });
    const list = readManifestList(stdout);
    return list ? { list: { ...list, digest: '' }, command: [kind, ...words].join(' '), raw: stdout } : stderr.trim();
  }
  const images: PlatformImage[] = [];
  for (const platform of platforms) {
    // Older engines know one platform of an image, and have no such option.
    const named = platforms.length > 1 ? platform : undefined;
    const { stdout, stderr } = await runProgram(programOf(prepared, loadedImageWords(kind, name, named)), { signal });
    const image = readLoadedImage(stdout);
    if (!image) return stderr.trim() || l10n.t('The engine does not show {0}.', name);
    images.push(image);
  }
  const list: ManifestList = { mediaType: '', digest: '', images, attestations: 0 };
  return { list, command: '', raw: undefined };
}

async function readArchive(path: string): Promise<Found | string> {
  const nothing = l10n.t('{0} is no archive with an image layout.', path);
  const list = await readOciArchive(path).catch((error: unknown) => `${path}: ${String(error)}`);
  if (typeof list === 'string') return list;
  return list ? { list, command: '', raw: undefined } : nothing;
}

/** `ghcr.io/team/shop:1` by a digest: `ghcr.io/team/shop@sha256:…`. */
function withDigest(name: string, digest: string): string {
  return `${name.replace(/:[^:/]*$/, '')}@${digest}`;
}

/** An image that another builder has pushed is not in the store of the engine: it is pulled, and taken away again. */
async function lookAtPushed(prepared: Prepared, image: string, platform: string, looking: Looking): Promise<Looked> {
  const own = await inspect(prepared, image, platform, looking);
  if (!('problem' in own) || own.isNoProgram === true || looking.signal.aborted) return own;
  const { signal } = looking;
  const pulled = await runProgram(programOf(prepared, ['pull', '--platform', platform, image]), { signal });
  if (pulled.code !== 0) return { problem: pulled.stderr.trim().split('\n').at(-1) ?? '' };
  const looked = await inspect(prepared, image, platform, looking);
  // Also if the user has cancelled meanwhile.
  await runProgram(programOf(prepared, ['image', 'rm', image]));
  return looked;
}

/** What the program in an image, or in a file, is for. */
async function inspect(
  { engine, build }: Prepared,
  subject: string,
  platform: string,
  { cli, signal }: Looking,
): Promise<Looked> {
  const { executable, environment } = engine;
  const question = { cli, subject, platform, engine: executable, environment, folder: build.inputs.context };
  const ended = await runInspect(question, signal);
  const looked = readLooked(ended.stdout, ended.stderr);
  if ('problem' in looked && looked.problem === '')
    return { ...looked, problem: ended.failure ?? l10n.t('no program is found in it') };
  return looked;
}

/** The longest list of files that is shown; an image with a whole distribution has thousands. */
const mostFiles = 50;

/** The files that were written, each program looked into. */
export async function lookAtFiles(
  prepared: Prepared,
  { platforms, destination }: MultiArchBuild,
  looking: Looking,
): Promise<BuiltFiles> {
  const folder = 'path' in destination ? destination.path : '';
  const files: BuiltFiles['files'][number][] = [];
  for (const platform of platforms) {
    const own = platforms.length > 1 ? join(folder, folderOf(platform)) : folder;
    for (const path of await filesIn(own, mostFiles)) {
      const { size } = await stat(path);
      const looked = await inspect(prepared, path, platform, looking);
      const verified: Verified | undefined =
        'problem' in looked && looked.isNoProgram === true
          ? undefined
          : (await verify([{ platform, image: path }], () => Promise.resolve(looked)))[0];
      files.push({ platform, path: relative(folder, path), size, verified });
    }
  }
  return { folder, files };
}

/** Regular files in and below a folder, at most so many; nothing if it is not there. */
async function filesIn(folder: string, most: number): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (found.length >= most) break;
    const path = join(folder, entry.name);
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory()) found.push(...(await filesIn(path, most - found.length)));
  }
  return found;
}
