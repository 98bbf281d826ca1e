import type { Fact } from '../facts/fact';
import type { Libc, LibcKind } from '../facts/libc';
import type { DirectoryLinks } from './directoryLinks';

export type { Libc, LibcKind };

/** What an image is known to hold before any instruction runs. Unknown image: everything unknown. */
/** An entry of /etc/passwd. */
export interface Account {
  readonly name: string;
  readonly uid: string;
  /** Undefined if it cannot be told. */
  readonly home: string | undefined;
}

export interface ImageFacts {
  /** `golang`, `alpine`, `debian`, `distroless-static` …; undefined for images that the catalogue does not know. */
  readonly family: string | undefined;
  /** Sentence for hovers: "golang:1.26 on Debian 13 (trixie)". */
  readonly title: string | undefined;
  readonly distribution: 'alpine' | 'debian' | 'ubuntu' | 'rpm' | 'busybox' | 'wolfi' | 'windows' | 'none' | undefined;
  /** `bookworm`, `3.22`, `9`. */
  readonly release: Fact<string>;
  readonly libc: Fact<Libc>;
  /** `1.26`, `1.22.5`; known undefined if there is no Go. */
  readonly goVersion: Fact<string | undefined>;
  /** Default C compiler (`gcc`) in PATH. */
  readonly compiler: Fact<boolean>;
  /** Programs in PATH that rules ask for, beyond what the shell has: git, curl, wget, bash, ssh, make … */
  readonly tools: Fact<ReadonlySet<string>>;
  readonly caCertificates: Fact<boolean>;
  readonly timeZoneData: Fact<boolean>;
  /** Absolute path of the shell behind the shell form; known undefined if there is none. */
  readonly shell: Fact<string | undefined>;
  /** All shells, absolute: `/bin/sh`, `/bin/bash`, `/busybox/sh`. */
  readonly shells: Fact<readonly string[]>;
  /** What `user`s and groups /etc/passwd and /etc/group name. */
  readonly users: Fact<readonly string[]>;
  readonly groups: Fact<readonly string[]>;
  /** Users that the Dockerfile makes with a number of its own; absent if there are none. */
  readonly accounts?: readonly Account[];
  /** The image's own ENV, WORKDIR, USER, ENTRYPOINT, CMD. */
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly entrypoint: Fact<readonly string[] | undefined>;
  readonly cmd: Fact<readonly string[] | undefined>;
  /** Shared libraries by soname beyond the C library's own that stand in the loader's path: `libstdc++.so.6`. */
  readonly libraries: Fact<ReadonlySet<string>>;
  /**
   * Whether the list of files is complete enough to say that a path outside the system directories is absent.
   * scratch: nothing there at all ('empty'); known distributions: 'system' (only below /bin /usr /lib /etc /var /opt …
   * of the distribution); unknown images: 'unknown'.
   */
  readonly files: 'empty' | 'system' | 'unknown';
  /** Platforms that the image is published for: `linux/arm64`; unknown if the source does not say. */
  readonly platforms: Fact<readonly string[]>;
  /** Where the row's facts come from. */
  readonly sources: readonly string[];

  // Optional members: absent where nothing is known, so that facts written by hand stay short.

  /**
   * The C library's version where `libc` leaves it open: a floating tag (`golang:1.26`, `debian:stable`) surely has
   * glibc, but its version is only presumed. Read it with `libcVersionOf`.
   */
  readonly libcVersion?: Fact<string>;
  /**
   * The newest patch release behind a two-part tag: `golang:1.22` is known to be 1.22.12, as that tag will not move
   * any more; `golang:1.27` is presumed to be what was newest when the table was written.
   */
  readonly exactGoVersion?: Fact<string>;
  /** Whether the C library's headers are installed; without them a compiler says "stdlib.h: No such file". */
  readonly libcHeaders?: Fact<boolean>;
  /** C and C++ compilers by the name of the program, so that CC=musl-gcc can be resolved. Absent: not known. */
  readonly cCompilers?: ReadonlyMap<string, CCompiler>;
  /** True if a package that the tables lack may have brought compilers that `cCompilers` does not list. */
  readonly mayHaveOtherCompilers?: boolean;
  /**
   * Loaders of another C library that packages brought: `gcompat` and `libc6-compat` (glibc's loader on Alpine; the
   * former runs most programs, the latter few), `glibc` (a glibc package on Alpine), `musl` (on Debian).
   */
  readonly otherLoaders?: ReadonlySet<string>;
  /** Directories outside those of the distribution that are surely there, absolute. */
  readonly directories?: readonly string[];
  /** Whether /bin and its like are links into /usr. Absent: not known. */
  readonly directoryLinks?: DirectoryLinks;
  /** False if ENV, WORKDIR, USER are not known: a foreign image. Absent or true: they are as given. */
  readonly configurationKnown?: boolean;
  /** `apk add --virtual .build gcc`: what `apk del .build` will take away. */
  readonly virtualPackages?: ReadonlyMap<string, readonly string[]>;
  /** Packages installed by instructions, so that removing one of two that bring a tool keeps the tool. */
  readonly installedPackages?: readonly string[];
  /**
   * The image without what those packages brought: a package manager that removes what nothing needs any more leaves
   * what was installed by name before, as the golang image did with gcc. Absent: the image is as it was.
   */
  readonly beforePackages?: ImageFacts;
}

/** A compiler by what its output needs. */
export interface CCompiler {
  readonly language: 'c' | 'c++';
  /** 'other': a compiler for Windows and the like. */
  readonly libc: 'glibc' | 'musl' | 'other';
  /** GOARCH of a cross compiler; absent: the image's own. */
  readonly arch?: string;
  /** Of cross compilers: whether the C library's headers for that architecture are installed. */
  readonly headers?: boolean;
}
