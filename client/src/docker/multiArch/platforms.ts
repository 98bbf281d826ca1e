/** What an image or a program is for: `linux/arm/v7`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Empty where there is none, or where it is the architecture's usual one. */
  readonly variant: string;
}

/** Names that are other ones' too (containerd platforms: normalizeArch). */
const usualVariants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  amd64: { v1: '' },
  arm64: { v8: '' },
  arm: { '': 'v7' },
};

/** A platform as Docker and the language server write it. */
export function readPlatform(name: string): Platform {
  const [os = '', architecture = '', variant = ''] = name.split('/');
  return { os, architecture, variant: usualVariants[architecture]?.[variant] ?? variant };
}

/** Whether they differ at most in the variant. */
export function isSameMachine(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.architecture === b.architecture;
}

export function isSamePlatform(a: string, b: string): boolean {
  const [one, other] = [readPlatform(a), readPlatform(b)];
  return isSameMachine(one, other) && one.variant === other.variant;
}

/** Folder that buildx writes the files of a platform into, where there are several (BuildKit, exporter/local: platform ID with `_`). */
export function folderOf(name: string): string {
  return name.replaceAll('/', '_');
}

/** Something that may be picked: a platform, or `linux/arm`, of which the variant is asked for. */
export interface Choice {
  readonly name: string;
  /** One, or those of `linux/arm`, the newest first. */
  readonly platforms: readonly Candidate[];
  /** Whether it is picked before the user has done anything. */
  readonly isPicked: boolean;
}

/** A platform with what speaks against it, from the language server or from the builder. */
export interface Candidate {
  readonly platform: string;
  readonly as: 'image' | 'files';
  readonly whyNot: string | null;
}

export interface Choices {
  readonly images: readonly Choice[];
  readonly files: readonly Choice[];
  readonly impossible: readonly Choice[];
}

/** What is offered, in three groups; the variants of linux/arm together, as far as they are possible. */
export function groupChoices(candidates: readonly Candidate[], picked: readonly string[]): Choices {
  const choices = {
    images: new Map<string, Choice>(),
    files: new Map<string, Choice>(),
    impossible: new Map<string, Choice>(),
  };
  for (const candidate of candidates) {
    const { os, architecture } = readPlatform(candidate.platform);
    const possible = candidate.whyNot === null;
    const group = possible ? choices[candidate.as === 'image' ? 'images' : 'files'] : choices.impossible;
    // What is not possible is told for each variant, as the reasons differ.
    const name = possible && os === 'linux' && architecture === 'arm' ? 'linux/arm' : candidate.platform;
    const before = group.get(name);
    group.set(name, {
      name,
      platforms: [...(before?.platforms ?? []), candidate],
      isPicked:
        before?.isPicked === true || (possible && picked.some((other) => isSamePlatform(other, candidate.platform))),
    });
  }
  return {
    images: [...choices.images.values()],
    files: [...choices.files.values()],
    impossible: [...choices.impossible.values()],
  };
}
