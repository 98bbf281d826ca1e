import type { Fact } from '../facts/fact';

export type LibcKind = 'glibc' | 'musl' | 'none';

export interface Libc {
  readonly kind: LibcKind;
  /** `2.36`, `1.2.5`; undefined for none or where the tag does not tell. */
  readonly version: string | undefined;
}

/** What an image is known to hold before any instruction runs. Unknown image: everything unknown. */
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
}
