import { say } from '../text/say';
import { variablesIn } from './platformArgs';
import type { BuildModel, BuiltFor, Stage } from '../model/buildModel';
import { listWords } from '../text/list';
import { remembered } from '../text/remembered';
import type { Span } from '../text/span';
import type { Finding } from './rule';

/** What shows that images of several platforms are made of a Dockerfile. */
export interface SeveralPlatforms {
  /** A clause for messages. */
  readonly says: string;
  /** The place in the Dockerfile; none if a file of the project builds it so. */
  readonly related: NonNullable<Finding['related']>;
  /** False if an argument such as TARGETARCH is all: that may be there for whoever builds on another machine. */
  readonly isSure: boolean;
}

/**
 * What shows that the Dockerfile is meant for several platforms, the plainest first: a file of the project that builds it so,
 * a stage of the build platform, an argument of BuildKit's that tells the target platform; in stages that are needed.
 * @returns undefined if nothing shows it
 */
export function showsSeveralPlatforms(model: BuildModel): SeveralPlatforms | undefined {
  const { builtFor } = model;
  // One platform is not several, be it emulated on most machines or not: that of the builders is not known.
  if (builtFor && builtFor.platforms.length > 1) return { says: saysBuiltFor(builtFor), related: [], isSure: true };
  const inFlag = placeInFlags(model);
  const span = inFlag ?? placeInArguments(model);
  if (!span) return undefined;
  const related = [{ span, message: say`this shows that the Dockerfile is made for several platforms` }];
  return { says: say`the Dockerfile is made for several platforms`, related, isSure: inFlag !== undefined };
}

/** What the file of the project does, as a clause. */
function saysBuiltFor({ where, platforms }: BuiltFor): string {
  return say`${where}, builds the Dockerfile for ${listWords(platforms)}`;
}

function placeInFlags(model: BuildModel): Span | undefined {
  for (const stage of model.stages) {
    if (!stage.needed) continue;
    const flag = platformFlag(stage);
    if (flag?.value !== undefined && variablesIn(flag.value).some((name) => /^(?:BUILD|TARGET)PLATFORM$/.test(name)))
      return flag.span;
  }
  return undefined;
}

function placeInArguments(model: BuildModel): Span | undefined {
  for (const stage of model.stages) {
    if (!stage.needed) continue;
    for (const [name, { source, span }] of stage.environment)
      if (source === 'platform' && span && /^TARGET(?:PLATFORM|ARCH|VARIANT)$/.test(name)) return span;
  }
  return undefined;
}

/** FROM's --platform. */
export function platformFlag(stage: Stage): Stage['from']['flags'][number] | undefined {
  return stage.from.flags.find(({ name }) => name === 'platform');
}

/** Words for an architecture in image names, with the platform that they mean. */
const names: Readonly<Record<string, string>> = {
  amd64: 'linux/amd64',
  x86_64: 'linux/amd64',
  'x86-64': 'linux/amd64',
  arm64: 'linux/arm64',
  arm64v8: 'linux/arm64',
  aarch64: 'linux/arm64',
  arm32v5: 'linux/arm/v5',
  arm32v6: 'linux/arm/v6',
  arm32v7: 'linux/arm/v7',
  armv7: 'linux/arm/v7',
  armhf: 'linux/arm/v7',
  i386: 'linux/386',
  ppc64le: 'linux/ppc64le',
  riscv64: 'linux/riscv64',
  s390x: 'linux/s390x',
};

/** Images that run on one architecture and are named after the one that they compile for. */
const crossTool = /cross|musl|toolchain|sysroot|crosstool|qemu|binfmt|windows/;

/** The platform that the name of the image says, written out and not made from a variable; one only. */
export function architectureInName({ base, from }: Stage): string | undefined {
  const raw = from.image?.raw.toLowerCase();
  if (base.kind !== 'image' || raw === undefined || crossTool.test(raw)) return undefined;
  const [name = ''] = raw.split('@');
  if (name.includes('$')) return undefined;
  const found = [...name.matchAll(/(?<![a-z0-9])(?:x86[_-]64|[a-z]+[0-9]+[a-z0-9]*|armhf)(?![a-z0-9])/g)];
  const platforms = new Set(found.flatMap(([word]) => (Object.hasOwn(names, word) ? (names[word] ?? []) : [])));
  const [only] = platforms;
  return platforms.size === 1 ? only : undefined;
}

/** `FROM base-${TARGETARCH}`: which stage it is depends on the platform. */
export function isChosenByVariable(model: BuildModel, stage: Stage): boolean {
  return chosenByVariable(model).has(stage.index);
}

const chosenByVariable = remembered(
  ({ stages }: BuildModel): ReadonlySet<number> =>
    new Set(
      stages.flatMap(({ base, from }) =>
        base.kind === 'stage' && from.image?.raw.includes('$') === true ? [base.index] : [],
      ),
    ),
);
