import { closeSync, fstatSync, createReadStream, openSync, statSync, type Stats } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import process from 'node:process';
import { compare, type Prediction } from '../inspect/compare';
import { inspectExecutable } from '../inspect/executable';
import { slice } from '../inspect/bytes';
import type { InspectedProgram, Inspection } from '../inspect/inspection';
import { inspectionText } from '../report/inspectionText';
import { printable, printableLine } from '../text/printable';
import { createCaptures, fileSource } from './captures';
import { findEngine, InspectProblem, MissingImage } from './engine';
import { folderArchive, isLayout, tarArchive, type ImageArchive } from './imageArchive';
import { explainFileError } from './readDockerfile';
import { readImage, type ImageRequest, type ReadImage } from './readImage';

export interface InspectOptions {
  /** An image, or the path of a binary, a tar archive or a folder with an image layout. */
  readonly subject: string;
  readonly json: boolean;
  readonly platform: string | undefined;
  /** `docker`, `podman`, `nerdctl`, or an absolute path. */
  readonly engine: string;
  /** As given: to compare with. */
  readonly dockerfile: string | undefined;
}

/** What the command needs of the process around it. */
export interface InspectSurface {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: (text: string) => void;
  /**
   * What the Dockerfile of the options says.
   * @param platform of the image or the binary
   * @param binary name of a program outside of an image
   */
  readonly predict: (platform: string | undefined, binary: string | undefined) => Promise<Prediction>;
}

/** The exit code, or a message for the user, who gets exit code 2. */
export type InspectOutcome = { readonly code: 0 | 1 } | { readonly problem: string };

/** `go-dockerfile inspect`: looks into a binary or an image, and compares it with what a Dockerfile says. */
export async function inspect(options: InspectOptions, surface: InspectSurface): Promise<InspectOutcome> {
  try {
    const { locate, ...found } = await look(options, surface);
    const comparison = await compareWith(options, surface, { ...found, locate });
    const inspection: Inspection = { ...found, comparison };
    if (options.json) surface.stdout(`${JSON.stringify(inspection, undefined, 2)}\n`);
    else surface.stdout(inspectionText(inspection).split('\n').map(printableLine).join('\n'));
    return { code: comparison?.differs ? 1 : 0 };
  } catch (error) {
    if (error instanceof InspectProblem) return { problem: printable(error.message) };
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === 'ENOSPC')
      return { problem: 'The disk of the temporary folder is full. Free some space, or set TMPDIR.' };
    if (code !== undefined && /^E[A-Z]+$/.test(code))
      return { problem: `${options.subject}: ${explainFileError(error)}` };
    throw error;
  }
}

type Found = Omit<Inspection, 'comparison'> & Pick<ReadImage, 'locate'>;

async function look(options: InspectOptions, surface: InspectSurface): Promise<Found> {
  const { subject } = options;
  const path = resolve(surface.cwd, subject);
  const stats = statusOf(path);
  if (stats?.isFile() && !isTar(path)) {
    return {
      version: 1,
      subject,
      kind: 'binary',
      program: lookAtFile(path, subject),
      image: null,
      locate: () => undefined,
    };
  }
  const { archive, request } = await openArchive(options, surface, path, stats);
  const { image, program, locate } = await withCaptures((captures) => readImage(archive, request, captures)).catch(
    (error: unknown) => {
      // Problems of the engine have sentences of their own.
      if (!(error instanceof InspectProblem) || /^[A-Z'`]/.test(error.message)) throw error;
      throw new InspectProblem(`${subject}: ${error.message}.`);
    },
  );
  return { version: 1, subject, kind: 'image', program, image, locate };
}

async function openArchive(
  { subject, platform, engine: name }: InspectOptions,
  { env }: InspectSurface,
  path: string,
  stats: Stats | undefined,
): Promise<{ readonly archive: ImageArchive; readonly request: ImageRequest }> {
  const own = `linux/${{ x64: 'amd64', ia32: '386' }[process.arch as string] ?? process.arch}`;
  const request = { platform, otherwise: own, words: [] };
  if (stats?.isFile()) return { archive: tarArchive(() => createReadStream(path), false), request };
  if (stats?.isDirectory() && isLayout(path)) return { archive: folderArchive(path), request };
  if (stats && !stats.isDirectory() && looksLikePath(subject)) {
    throw new InspectProblem(
      `${subject}: This is a device, a pipe or a socket, not a file. Name what go build wrote, an image, or an archive of one.`,
    );
  }
  const noLayout = `${subject}: This folder is no OCI image layout: it holds neither index.json nor manifest.json. Name a program in it, a tar archive, a folder that --output type=oci,tar=false has written, or an image.`;
  if (looksLikePath(subject)) {
    throw new InspectProblem(
      stats?.isDirectory() ? noLayout : `${subject}: There is no such file or folder. Check the path.`,
    );
  }
  const engine = findEngine(name, env);
  const described = await engine.describe(subject).catch((error: unknown) => {
    // A folder may be called as an image is, such as `shop`.
    if (stats?.isDirectory() && error instanceof MissingImage) throw new InspectProblem(noLayout);
    throw error;
  });
  return {
    archive: tarArchive(() => engine.save(subject, platform), true),
    request: { platform, otherwise: described.platform || own, words: described.words },
  };
}

/** No image is called so. */
function looksLikePath(subject: string): boolean {
  return isAbsolute(subject) || /^\.{0,2}[/\\]|\\|\.tar(\.gz)?$/.test(subject) || subject === '.' || subject === '..';
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL'].includes(String(error.code))
    )
      return undefined;
    throw error;
  }
}

/** A tar archive, plain or compressed, by its first bytes. */
function isTar(path: string): boolean {
  return readFile(path, (source) => {
    const start = slice(source, 0, 512);
    const magic = Buffer.from(start.subarray(257, 262)).toString('latin1');
    const isCompressed = (start[0] === 0x1f && start[1] === 0x8b) || (start[0] === 0x28 && start[1] === 0xb5);
    return magic === 'ustar' || isCompressed;
  });
}

function lookAtFile(path: string, subject: string): InspectedProgram {
  const executable = readFile(path, inspectExecutable);
  if (executable.truncated) {
    throw new InspectProblem(
      `${subject}: The file is cut off: it ends before what its headers name. Copy or build it again.`,
    );
  }
  if (executable.format === 'empty' || executable.format === 'other') {
    const what = executable.format === 'empty' ? 'an empty file' : 'no program that is known here';
    throw new InspectProblem(`${subject}: This is ${what}. Name what go build wrote, an image, or an archive of one.`);
  }
  return { path: subject, ...executable };
}

function readFile<T>(path: string, read: (source: ReturnType<typeof fileSource>) => T): T {
  const fd = openSync(path, 'r');
  try {
    return read(fileSource(fd, fstatSync(fd).size));
  } finally {
    closeSync(fd);
  }
}

/** The temporary files are gone afterwards, also if someone interrupts. */
async function withCaptures(
  work: (captures: ReturnType<typeof createCaptures>) => Promise<ReadImage>,
): Promise<ReadImage> {
  const captures = createCaptures();
  const interrupt = (): void => {
    captures.remove();
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await work(captures);
  } finally {
    captures.remove();
    for (const signal of signals) process.off(signal, interrupt);
  }
}

async function compareWith(
  { dockerfile }: InspectOptions,
  surface: InspectSurface,
  { subject, image, program, locate }: Found,
): Promise<Inspection['comparison']> {
  if (dockerfile === undefined) return null;
  const ofProgram = program?.goos && program.goarch ? platformOf(program) : undefined;
  const prediction = await surface.predict(image?.platform ?? ofProgram, image ? undefined : basename(subject));
  return compare(dockerfile, prediction, { image, program, locate });
}

function platformOf({ goos, goarch, variant }: InspectedProgram): string | undefined {
  if (goos !== 'linux' || goarch === null) return undefined;
  return goarch === 'arm' && variant !== null ? `linux/arm/v${variant.split(',')[0] ?? ''}` : `linux/${goarch}`;
}
