import { type Build, imageName, optionsOf } from '../commandLine';
import type { EngineKind } from '../engine';
import { folderOf } from './platforms';

/** Where the image, or what is in it, ends up. Paths are absolute. */
export type Destination =
  | { readonly kind: 'push' | 'load' }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'files'; readonly path: string };

/** An image for several platforms that is to be built. */
export interface MultiArchBuild {
  readonly build: Build;
  /** At least one. */
  readonly platforms: readonly string[];
  /** With registry and tag, at least one; files have no names. */
  readonly names: readonly string[];
  readonly destination: Destination;
  /** Undefined: the current one. Only buildx has any. */
  readonly builder: string | undefined;
}

/** What carries out a build. */
export interface Programs {
  /** The arguments of each program, one after the other, as long as they succeed. */
  readonly run: readonly (readonly string[])[];
  /** Those of a program that takes away what one that failed, or was cancelled, has left; it may find nothing. */
  readonly undo?: readonly string[];
}

/**
 * What an engine is told to build an image for several platforms. Docker: `docker buildx build --help`. Podman 4.3 and later:
 * podman-build.1.md, podman-manifest-push.1.md, podman-manifest-rm.1.md, podman-tag.1.md. nerdctl: docs/multi-platform.md and
 * docs/command-reference.md.
 * @param unfinished a name that no image has, for a list of manifests that is not whole yet
 */
export const engineWords: Readonly<Record<EngineKind, (build: MultiArchBuild, unfinished: string) => Programs>> = {
  docker: ({ build, platforms, names, destination, builder }) => ({
    run: [
      [
        ...['buildx', 'build', '--progress=plain', ...(builder === undefined ? [] : ['--builder', builder])],
        ...[...optionsOf(build), '--platform', platforms.join(',')],
        ...(destination.kind === 'files' ? [] : tags(names)),
        ...outputs[destination.kind](destination),
        build.inputs.context,
      ],
    ],
  }),
  nerdctl: ({ build, platforms, names, destination }) => ({
    run: [
      [
        ...['build', '--progress=plain', ...optionsOf(build), '--platform', platforms.join(',')],
        ...(destination.kind === 'files' ? [] : tags(names)),
        // It puts the image into its store unless it is told otherwise.
        ...(destination.kind === 'push' || destination.kind === 'load' ? [] : outputs[destination.kind](destination)),
        build.inputs.context,
      ],
      ...(destination.kind === 'push' ? names.map((name) => ['push', '--all-platforms', name]) : []),
    ],
  }),
  podman: ({ build, platforms, names, destination }, unfinished) => {
    const start = ['build', ...optionsOf(build)];
    if (destination.kind === 'files') {
      // It would write the files of each platform over those of the one before.
      const run = platforms.map((platform) => {
        const path = platforms.length > 1 ? `${destination.path}/${folderOf(platform)}` : destination.path;
        return [...start, '--platform', platform, ...outputs.files({ kind: 'files', path }), build.inputs.context];
      });
      return { run };
    }
    const [list = imageName(build), ...others] = names;
    // A list with more than one name loses one of them (libimage: image.go, removeRecursive); untag would not find the list.
    const forget = ['manifest', 'rm', unfinished];
    return {
      run: [
        // podman adds to a list that is there, and one of that name may be the last good one: it keeps its name until the new one is whole.
        [...start, '--platform', platforms.join(','), '--manifest', unfinished, build.inputs.context],
        ['tag', unfinished, list, ...others],
        forget,
        ...(destination.kind === 'push'
          ? [list, ...others].map((name) => ['manifest', 'push', '--all', list, `docker://${name}`])
          : []),
        ...(destination.kind === 'archive'
          ? [['manifest', 'push', '--all', list, `oci-archive:${destination.path}`]]
          : []),
      ],
      undo: forget,
    };
  },
};

/** @param random from 0 to 1 */
export function unfinishedName(random: number): string {
  return `localhost/go-dockerfile-unfinished:${Math.floor(random * 0xffffffff).toString(16)}`;
}

/** What shows the list of manifests of an image in a registry, as JSON; buildx also gives each manifest by its digest. */
export const manifestWords: Readonly<
  Record<EngineKind, (name: string, builder: string | undefined) => readonly string[]>
> = {
  // `docker manifest inspect` takes no registry without TLS, and knows nothing of builders.
  docker: (name, builder) => [
    ...['buildx', 'imagetools', 'inspect', '--raw'],
    ...(builder === undefined ? [] : ['--builder', builder]),
    name,
  ],
  podman: (name) => ['manifest', 'inspect', name],
  nerdctl: (name) => ['manifest', 'inspect', name],
};

/** Whether what was built is told from the engine's own store after it was loaded, by the same words as from a registry. */
export function loadedImageWords(kind: EngineKind, name: string, platform: string | undefined): readonly string[] {
  if (kind === 'podman') return manifestWords.podman(name, undefined);
  return ['image', 'inspect', ...(platform === undefined ? [] : ['--platform', platform]), name];
}

const outputs: Readonly<Record<Destination['kind'], (destination: Destination) => readonly string[]>> = {
  push: () => ['--push'],
  load: () => ['--load'],
  archive: (destination) => ['--output', output('oci', destination)],
  files: (destination) => ['--output', output('local', destination)],
};

function output(type: string, destination: Destination): string {
  return `type=${type},${csvField(`dest=${'path' in destination ? destination.path : ''}`)}`;
}

/** --output takes fields of CSV (buildx: util/buildflags/export.go): one with a comma or a quotation mark stands in quotation marks. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tags(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => ['-t', name]);
}
