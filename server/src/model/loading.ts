import { compareVersions, type LibcKind } from '../facts/libc';
import { evidence, isSettled, known, valueOf, type Evidence, type Settled } from '../facts/fact';
import { refused, type StartError } from '../facts/startErrors';
import type { Linkage, RuntimeNeeds } from '../golang/linkage';
import { libcVersionOf } from '../images/releases';
import { packagesBring, packagesMayBring } from '../images/sonames';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import type { GoBuild, Output, Problem, Stage } from './buildModel';
import { isChangeOnly, lookUp, type Files } from './files';

/** Whether the loader of an image gets a Go binary to start. */
export interface Loading {
  readonly runs: boolean;
  readonly problem:
    | {
        readonly kind: Problem['kind'];
        readonly certainty: 'known' | 'presumed';
        readonly printed: StartError;
        readonly says: string;
        readonly details: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly because: readonly Evidence[];
}

/**
 * Loader paths by GOARCH: what the kernel looks for before anything of the program runs.
 * Source: golang/go src/cmd/link/internal/{amd64,arm64,…}/obj.go (Linuxdynld, LinuxdynldMusl).
 */
const loaders: Readonly<Record<string, { readonly glibc: string; readonly musl: string }>> = {
  amd64: { glibc: '/lib64/ld-linux-x86-64.so.2', musl: '/lib/ld-musl-x86_64.so.1' },
  arm64: { glibc: '/lib/ld-linux-aarch64.so.1', musl: '/lib/ld-musl-aarch64.so.1' },
  arm: { glibc: '/lib/ld-linux-armhf.so.3', musl: '/lib/ld-musl-armhf.so.1' },
  386: { glibc: '/lib/ld-linux.so.2', musl: '/lib/ld-musl-i386.so.1' },
  ppc64le: { glibc: '/lib64/ld64.so.2', musl: '/lib/ld-musl-powerpc64le.so.1' },
  s390x: { glibc: '/lib/ld64.so.1', musl: '/lib/ld-musl-s390x.so.1' },
  riscv64: { glibc: '/lib/ld-linux-riscv64-lp64d.so.1', musl: '/lib/ld-musl-riscv64.so.1' },
};

/** The loader of a C library for a GOARCH; undefined for those that the table lacks. */
export function loaderOf(goarch: string, libc: string): string | undefined {
  return ownValue(loaders, goarch)?.[libc === 'musl' ? 'musl' : 'glibc'];
}

/** All of them: where one of these is, a C library is too, as it comes with it. */
export const loaderPaths: readonly string[] = Object.values(loaders).flatMap(({ glibc, musl }) => [glibc, musl]);

/** What a program is called in what is printed when it does not start. */
export interface Called {
  /** By who starts it: the word of the command, or where the search through PATH has found it. */
  readonly path: string;
  /** By its loader: the word of the command (argv[0]). */
  readonly word: string;
}

/** The measured table of linkage against final image (rows R1 to R15). */
export function checkLinkage(stage: Stage, output: Output, called: Called, build: GoBuild): Loading {
  const fact = output.linkage;
  if (!isSettled(fact) && output.alternatives) {
    const each = output.alternatives.map((linkage) => checkSettled(stage, known(linkage), called, build));
    if (each.every((loading) => loading.runs)) {
      return {
        runs: true,
        problem: undefined,
        because: [evidence(stage.from.span, say`it starts here whether cgo was on or off`)],
      };
    }
  }
  if (!isSettled(fact)) return undecided(stage.from.span, say`how it is linked cannot be told`);
  return checkSettled(stage, fact, called, build);
}

function checkSettled(stage: Stage, fact: Settled<Linkage>, called: Called, build: GoBuild): Loading {
  const linkage = fact.value;
  const certainty = fact.certainty;
  if (linkage.kind === 'unknown' || linkage.kind === 'fails')
    return undecided(stage.from.span, say`how it is linked cannot be told`);
  if (linkage.kind === 'static') {
    if (!linkage.crashesAtStart)
      return {
        runs: true,
        problem: undefined,
        because: [evidence(stage.from.span, say`a static binary starts in any image`)],
      };
    return failure(
      certainty,
      'crashing-static-link',
      { error: undefined },
      say`it is linked statically without the start-up code of the C library, and dies with SIGTRAP`,
      {},
      stage,
    );
  }
  const { libc } = stage;
  if (!isSettled(libc)) return undecided(stage.from.span, say`which C library the image has is not known`);
  const combined = certainty === 'known' && libc.certainty === 'known' ? 'known' : 'presumed';
  const goarch = valueOf(build.goarch) ?? 'amd64';
  const loader = loaderOf(goarch, linkage.libc) ?? say`the loader`;
  const details = { needs: linkage.libc, image: libc.value.kind, loader };
  if (libc.value.kind !== linkage.libc) {
    if (bringsLoader(stage, loader)) return undecided(stage.from.span, say`the image is given ${loader}`);
    // Which C library an image has does not change from one release to the next.
    return failure(
      certainty,
      mismatch(linkage.libc, libc.value.kind),
      refused('loader-or-interpreter-absent', called.path),
      explain(linkage.libc, libc.value.kind, loader),
      details,
      stage,
    );
  }
  if (linkage.row.id === 'linkshared') {
    const shared = checkSharedStandardLibrary(stage, called.word, build, combined);
    if (shared) return shared;
  }
  const missing = missingLibrary(stage, linkage.needs, stage.index === build.stage);
  const old = tooOld(stage, linkage.needs, called.word, combined, goarch);
  if (old?.problem) return old;
  if (missing?.state === 'unknown')
    return undecided(stage.from.span, say`whether ${missing.name} is in the image cannot be told`);
  if (missing) {
    const library = missing.name;
    const error =
      linkage.libc === 'musl'
        ? `Error loading shared library ${library}: No such file or directory (needed by ${called.word})`
        : `${called.word}: error while loading shared libraries: ${library}: cannot open shared object file: No such file or directory`;
    return failure(
      stage.image.libraries.certainty === 'known' ? combined : 'presumed',
      'shared-library-missing',
      { error },
      say`${library} is not in the image`,
      { ...details, library },
      stage,
    );
  }
  if (old) return old;
  return {
    runs: true,
    problem: undefined,
    because: [
      evidence(
        stage.from.span,
        say`the image has ${libc.value.kind}${libc.value.version ? ` ${libc.value.version}` : ''}, as the binary needs`,
      ),
    ],
  };
}

/**
 * Where `go install -buildmode=shared std` puts libstd.so, and where a binary that was built with -linkshared looks for it:
 * the directory is in its RUNPATH (measured with golang:1.26, readelf -d).
 */
export function sharedStandardLibraryOf(build: GoBuild): string {
  return `/usr/local/go/pkg/${valueOf(build.goos) ?? 'linux'}_${valueOf(build.goarch) ?? 'amd64'}_dynlink/libstd.so`;
}

function checkSharedStandardLibrary(
  stage: Stage,
  word: string,
  build: GoBuild,
  certainty: 'known' | 'presumed',
): Loading | undefined {
  const name = 'libstd.so';
  const place = sharedStandardLibraryOf(build);
  const found = lookUp(stage.files, place);
  if (found.state === 'entry') return undefined;
  if ((found.state === 'unknown' && found.span) || stage.image.files === 'unknown' || isGiven(stage.files, name))
    return undecided(stage.from.span, say`whether ${name} is in the image cannot be told`);
  const error = `${word}: error while loading shared libraries: ${name}: cannot open shared object file: No such file or directory`;
  return failure(
    certainty,
    'linkshared-runtime-missing',
    { error },
    say`${place} is not in the image`,
    { library: name, place },
    stage,
  );
}

function mismatch(needs: LibcKind, image: LibcKind): Problem['kind'] {
  if (image === 'none') return 'dynamic-binary-in-scratch';
  return needs === 'glibc' ? 'glibc-binary-on-musl' : 'musl-binary-on-glibc';
}

function explain(needs: LibcKind, image: LibcKind, loader: string): string {
  return image === 'none'
    ? say`the image has no C library, so ${loader} is not there`
    : say`the image has ${image}, the binary asks for ${loader} of ${needs}`;
}

/** glibc: symbol versions beyond the image's are refused (R6, R7). */
function tooOld(
  stage: Stage,
  needs: RuntimeNeeds,
  word: string,
  built: 'known' | 'presumed',
  goarch: string,
): Loading | undefined {
  if (!needs.glibc) return undefined;
  const version = libcVersionOf(stage.image);
  if (!isSettled(version)) return undecided(stage.from.span, say`the version of glibc in the image is not known`);
  const image = version.value;
  const certainty = version.certainty === 'known' ? built : 'presumed';
  const { atLeast, surely } = needs.glibc;
  const details = { needs: atLeast, surely, image };
  if (compareVersions(image, atLeast) < 0) {
    const error = `${word}: ${libcPathIn(stage, goarch)}: version \`GLIBC_${atLeast}' not found (required by ${word})`;
    return failure(
      certainty,
      'glibc-too-old',
      { error },
      say`the image has glibc ${image}, the binary needs at least ${atLeast}`,
      details,
      stage,
    );
  }
  if (compareVersions(image, surely) < 0) {
    return failure(
      'presumed',
      'glibc-too-old',
      { error: undefined },
      say`the image has glibc ${image}, the C code was built against ${surely}`,
      details,
      stage,
    );
  }
  return undefined;
}

/** What can be told of a library that a program asks for. */
interface LibraryFound {
  readonly name: string;
  /** 'unknown': its soname, or what the image's packages bring, is not known. */
  readonly state: 'absent' | 'unknown';
}

/**
 * Where the loader finds glibc, as it says so itself: Debian and its like have a directory per architecture (Multiarch/Tuples on
 * wiki.debian.org), rpm distributions /lib64 or /lib.
 */
function libcPathIn({ image }: Stage, goarch: string): string {
  if (image.distribution === 'rpm') return ['386', 'arm'].includes(goarch) ? '/lib/libc.so.6' : '/lib64/libc.so.6';
  return `/lib/${ownValue(debianTuples, goarch) ?? 'x86_64-linux-gnu'}/libc.so.6`;
}

const debianTuples: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  386: 'i386-linux-gnu',
  ppc64le: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
};

/** The library that keeps the program from starting, and else one that may. */
function missingLibrary(stage: Stage, needs: RuntimeNeeds, builtHere: boolean): LibraryFound | undefined {
  const { image, files } = stage;
  const found = needs.libraries.flatMap((name): readonly LibraryFound[] => {
    if (isGiven(files, name) || packagesBring(image, name)) return [];
    const present = valueOf(image.libraries);
    if (present?.has(name) === true) return [];
    if (present && /\.so\.\d/.test(name) && !packagesMayBring(image, name)) return [{ name, state: 'absent' }];
    // Where it was linked, it is there.
    return builtHere ? [] : [{ name, state: 'unknown' }];
  });
  return found.find(({ state }) => state === 'absent') ?? found[0];
}

/** Whether the Dockerfile itself may have put a file of that name into a library directory. */
function isGiven(files: Files, name: string): boolean {
  for (let node: Files | undefined = files; node; node = node.below) {
    const { layer } = node;
    if (isChangeOnly(layer)) continue;
    if (layer.kind === 'entry' && layer.path.endsWith(`/${name}`)) return true;
    if (layer.kind === 'opaque' && /^\/(usr\/(local\/)?)?(lib|lib64)?(\/|$)/.test(layer.path)) return true;
    if ((layer.kind === 'tree' || layer.kind === 'stage') && /^\/((usr\/(local\/)?)?lib|lib64|usr|$)/.test(layer.path))
      return true;
  }
  return false;
}

/** libc6-compat, gcompat, a copied or linked loader: whether that is enough was not measured for all of them. */
function bringsLoader(stage: Stage, loader: string): boolean {
  if ((stage.image.otherLoaders?.size ?? 0) > 0) return true;
  const name = loader.slice(loader.lastIndexOf('/') + 1);
  for (let node: Files | undefined = stage.files; node; node = node.below) {
    const { layer } = node;
    if (isChangeOnly(layer)) continue;
    if (
      layer.kind === 'entry' &&
      (layer.path === loader ||
        layer.path.endsWith(`/${name}`) ||
        (/^\/(usr\/)?lib(64)?$/.test(layer.path) && layer.entry.kind === 'link'))
    )
      return true;
    if (layer.kind === 'opaque' && /^\/(lib|lib64|usr\/lib|usr\/lib64|usr)?$/.test(layer.path)) return true;
    if (
      (layer.kind === 'tree' || layer.kind === 'stage') &&
      /^\/(lib|lib64|usr\/lib|usr)?(\/|$)/.test(layer.path) &&
      !/^\/usr\/(local\/)?s?bin/.test(layer.path) &&
      (layer.path === '/' ? layer.kind === 'stage' : true)
    )
      return true;
  }
  return false;
}

function failure(
  certainty: 'known' | 'presumed',
  kind: Problem['kind'],
  printed: StartError,
  says: string,
  details: Readonly<Record<string, string>>,
  stage: Stage,
): Loading {
  return {
    runs: false,
    problem: { kind, certainty, printed, says, details },
    because: [evidence(stage.from.span, says)],
  };
}

function undecided(span: Stage['from']['span'], says: string): Loading {
  return { runs: false, problem: undefined, because: [evidence(span, says)] };
}
