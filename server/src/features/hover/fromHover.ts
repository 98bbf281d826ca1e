import { formatPlatform } from '../../dockerfile/platform';
import { familiarName, type ImageReference } from '../../dockerfile/imageReference';
import { isSettled, known, valueOf, type Fact } from '../../facts/fact';
import { formatGoVersion, parseGoVersion } from '../../golang/version';
import { endOfRelease } from '../../images/endOfLife';
import type { ImageFacts } from '../../images/imageFacts';
import { libcVersionOf } from '../../images/releases';
import type { BuildModel, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { slice, touches, type Span } from '../../text/span';
import { capitalise } from '../../text/capitalise';
import { describeObservability } from '../observabilityHover';
import { imageTexts, tagTexts } from '../texts/imageTexts';
import { instructionFlagText, instructionTexts } from '../texts/instructionTexts';
import { textOf } from '../texts/textRow';
import { describeVerdict } from '../wording';
import { code, lineOf, prose, stageName, toHover, unknownReasons, type Hover } from './card';
import { userWords } from './userWords';
import { hoverDockerReference } from './variableHover';

/** A part of FROM: the keyword, --platform, the image and its tag and digest, the name of the stage. */
export function hoverFrom(model: BuildModel, stage: Stage, offset: number): Hover {
  const { from } = stage;
  const flag = from.flags.find(({ span }) => touches(span, offset));
  if (flag?.name === 'platform') {
    const platform = platformText(model, stage);
    const row = instructionFlagText('FROM', 'platform');
    if (touches(flag.valueSpan, offset)) {
      const [, follows] = platform;
      const inside = hoverDockerReference(model, from, undefined, offset, [follows]);
      if (inside) return inside;
    }
    const span = touches(flag.valueSpan, offset) ? flag.valueSpan : flag.span;
    return toHover(span, {
      title: '--platform',
      says: row?.text,
      lines: platform,
      sources: row ? [row.source] : [],
    });
  }
  const reference = hoverDockerReference(model, from, undefined, offset);
  if (reference) return reference;
  if (from.name && offset > (from.image?.span.end ?? from.span.start)) {
    return hoverName(model, stage, touches(from.name.span, offset) ? from.name.span : asSpan(model, stage));
  }
  if (!from.image || !touches(from.image.span, offset)) {
    const row = textOf(instructionTexts, 'FROM');
    return hoverImage(model, stage, from.keywordSpan, row?.text);
  }
  return hoverImageWord(model, stage, from.image.span, offset);
}

/** The word AS. */
function asSpan(model: BuildModel, { from }: Stage): Span {
  const start = from.image?.span.end ?? from.span.start;
  const between = model.dockerfile.text.slice(start, from.name?.span.start ?? start);
  const at = between.search(/as/i);
  return at < 0 ? from.keywordSpan : { start: start + at, end: start + at + 2 };
}

function hoverName(model: BuildModel, stage: Stage, span: Span): Hover {
  return toHover(span, {
    title: code(stage.name ?? String(stage.index)),
    says: say`the name of stage ${stage.index}.`,
    lines: usesOf(model, stage),
    ...(stage === model.target && { paragraphs: [describeVerdict(model)] }),
    sources: [textOf(instructionTexts, 'FROM')?.source].filter((source) => source !== undefined),
  });
}

const mostUses = 6;

/** What uses a stage: FROM, COPY --from, mounts; and whether the target is built from it. */
export function usesOf(model: BuildModel, stage: Stage): readonly string[] {
  const uses = model.stages.flatMap((other): string[] => {
    const base =
      other.base.kind === 'stage' && other.base.index === stage.index
        ? [say`The stage ${stageName(other)} is built on it (${lineOf(model, other.from.span)})`]
        : [];
    const copies = other.steps.flatMap(({ copy, instruction }) =>
      copy?.from.kind === 'stage' && copy.from.index === stage.index
        ? [say`The stage ${stageName(other)} copies from it (${lineOf(model, instruction.span)})`]
        : [],
    );
    const mounts = other.steps.flatMap(({ mounts: given, instruction }) =>
      given.some(({ options }) => {
        const name = options['from'];
        return name !== undefined && (name.toLowerCase() === stage.name || name === String(stage.index));
      })
        ? [say`A RUN of the stage ${stageName(other)} mounts it (${lineOf(model, instruction.span)})`]
        : [],
    );
    return [...base, ...copies, ...mounts];
  });
  const shown = uses.length > mostUses ? [...uses.slice(0, mostUses), say`and ${uses.length - mostUses} more`] : uses;
  const role =
    stage === model.target
      ? say`It is the stage that is shipped`
      : stage.needed
        ? undefined
        : model.target
          ? say`The stage ${stageName(model.target)} does not need it, so it is not built`
          : say`The target does not need it, so it is not built`;
  return [...shown, ...(role === undefined ? [] : [role])];
}

/** The platform, and what it means for the stage. */
function platformText(model: BuildModel, stage: Stage): readonly [string, string] {
  const platform = valueOf(stage.platform);
  const follows: Readonly<Record<Stage['platformFollows'], string>> = {
    build: say`The stage runs on the machine that builds, so nothing in it is emulated; its go builds need GOOS and GOARCH of the target`,
    target: say`The stage runs on the platform of the image; on another machine it is emulated`,
    fixed: say`The stage runs on this platform whatever the target is`,
    unknown: say`The platform depends on a value that is not known`,
  };
  const taken = stage.platformFollows === 'build' ? formatPlatform(model.buildPlatform) : undefined;
  return [
    platform
      ? taken === undefined
        ? say`Here: ${code(formatPlatform(platform))}`
        : say`Here: ${code(formatPlatform(platform))}, which the machine that builds is taken to be`
      : say`Here: not known`,
    follows[stage.platformFollows],
  ];
}

/** Repository, tag or digest, as far as they are written literally. */
function hoverImageWord(model: BuildModel, stage: Stage, word: Span, offset: number): Hover {
  const raw = slice(model.dockerfile.text, word);
  const reference = stage.base.kind === 'image' ? valueOf(stage.base.reference) : undefined;
  const parts = reference && /^([^$@]*?)(?::([^/@:$]+))?(?:@([\w+.-]+:[0-9a-fA-F]+))?$/.exec(raw);
  if (!reference || !parts) return hoverImage(model, stage, word, undefined);
  const [, name = '', tag, digest] = parts;
  const nameSpan = { start: word.start, end: word.start + name.length };
  if (digest !== undefined && offset > word.end - digest.length - 1)
    return hoverDigest({ start: word.end - digest.length, end: word.end }, reference);
  if (tag !== undefined && offset > nameSpan.end)
    return hoverTag(stage, { start: nameSpan.end + 1, end: nameSpan.end + 1 + tag.length }, reference);
  return hoverImage(model, stage, nameSpan, undefined);
}

function hoverDigest(span: Span, { tag }: ImageReference): Hover {
  return toHover(span, {
    title: say`Digest`,
    says: say`pins the image: the same bytes in every build, and no update until it is changed.`,
    lines: [
      tag === undefined
        ? say`It does not tell which release it is, so little is known of what the image holds`
        : say`The tag ${code(tag)} is a note only: what is known of it is presumed of the image`,
    ],
    sources: [textOf(instructionTexts, 'FROM')?.source].filter((source) => source !== undefined),
  });
}

function hoverTag({ root }: Stage, span: Span, reference: ImageReference): Hover {
  const { tag = '' } = reference;
  const name = familiarName(reference);
  const row = tagTexts.find(({ repository, pattern }) => repository.test(name) && pattern.test(tag));
  const image = imageTexts.find(({ pattern }) => pattern.test(name));
  const version = goWords(root);
  return toHover(span, {
    title: code(`:${tag}`),
    says:
      row?.text ?? (root.title === undefined ? say`the catalogue does not know this image.` : `${prose(root.title)}.`),
    lines: [
      row && root.title !== undefined ? prose(root.title) : undefined,
      version === undefined ? undefined : `Go ${version}`,
      libcText(root),
      shellBesides(root),
      endText(root),
      reference.digest === undefined ? undefined : say`The digest behind it decides, the tag is a note only`,
    ],
    sources: [row?.source ?? image?.source].filter((source) => source !== undefined),
  });
}

/** The image card: what is in the stage before its first instruction, and what changes until its end. */
function hoverImage(model: BuildModel, stage: Stage, span: Span, about: string | undefined): Hover {
  const parent = stage.base.kind === 'stage' ? model.stages[stage.base.index] : undefined;
  const before = parent?.image ?? stage.root;
  const reference = stage.base.kind === 'image' ? valueOf(stage.base.reference) : undefined;
  const row =
    stage.base.kind === 'scratch'
      ? textOf(imageTexts, 'scratch')
      : reference && imageTexts.find(({ pattern }) => pattern.test(familiarName(reference)));
  const title = parent
    ? say`The stage ${stageName(parent)} (${lineOf(model, parent.from.span)})`
    : (stage.root.title ?? titleOfUnknown(stage));
  const isUnknown = stage.root.title === undefined && !parent;
  const lines = [
    about === undefined ? undefined : say`Here: ${parent ? code(parent.name ?? String(parent.index)) : prose(title)}`,
    ...imageLines(before).map(([name, text, isKnown = true]) => {
      const after = imageLines(stage.image).find(([other]) => other === name)?.[1];
      if (isUnknown && !isKnown && (after === undefined || after === text)) return undefined;
      return after === undefined || after === text
        ? `${capitalise(name)}: ${text}`
        : say`${capitalise(name)}: ${text}; at the end of the stage ${after}`;
    }),
    parent ? accountText(parent.user.name, parent.workdir, before) : ownAccountText(before),
    parent ? undefined : endText(stage.root),
    parent ? undefined : platformsText(stage.root),
    row && row.name.startsWith('distroless/') ? tagsText(reference) : undefined,
  ];
  const name = parent ? title : prose(title);
  return toHover(span, {
    title: about === undefined ? name : 'FROM',
    says: about ?? row?.text,
    lines,
    paragraphs: [
      stage.needed ? describeObservability(model) : undefined,
      stage === model.target
        ? describeVerdict(model)
        : stage.needed
          ? undefined
          : say`The target does not need this stage.`,
    ],
    sources: [row?.source].filter((source) => source !== undefined),
  });
}

function platformsText({ platforms }: ImageFacts): string | undefined {
  return isSettled(platforms) && platforms.value.length > 0
    ? say`Published for ${platforms.value.join(', ')}`
    : undefined;
}

/** The tags that say as whom, and with what, a distroless image starts. */
function tagsText(reference: ImageReference | undefined): string | undefined {
  const name = reference && familiarName(reference);
  const rows = name === undefined ? [] : tagTexts.filter(({ repository }) => repository.test(name));
  const names = [...new Set(rows.map((row) => code(row.name)))];
  return names.length > 0 ? say`Tags: ${names.reverse().join(', ')}` : undefined;
}

function titleOfUnknown({ base }: Stage): string {
  if (base.kind === 'scratch') return say`scratch: an empty image`;
  if (base.kind === 'image' && !isSettled(base.reference))
    return say`Which image it is, is not known: ${unknownReasons[base.reference.why]}`;
  return say`An image that is not in the catalogue`;
}

type Line = readonly [name: string, text: string, isKnown?: boolean];

function imageLines(image: ImageFacts): readonly Line[] {
  const go = goWords(image);
  const isKnown = (...facts: readonly Fact<unknown>[]): boolean => facts.some(isSettled);
  return [
    [say`C library`, libcWords(image), isKnown(image.libc)],
    ...(go === undefined ? [] : [['Go', go] as const]),
    [say`C compiler`, compilerWords(image), isKnown(image.compiler)],
    [say`Shell`, shellWords(image), isKnown(image.shell)],
    [
      say`CA certificates`,
      say`${yesNo(image.caCertificates)}, time zone data: ${yesNo(image.timeZoneData)}`,
      isKnown(image.caCertificates, image.timeZoneData),
    ],
    ...librariesLine(image),
  ];
}

/** A shell that is not where the shell form looks. */
function shellBesides(image: ImageFacts): string | undefined {
  const { shell, shells } = image;
  const isElsewhere = isSettled(shell) && shell.value === undefined && (valueOf(shells) ?? []).length > 0;
  return isElsewhere ? say`Shell: ${shellWords(image)}` : undefined;
}

function shellWords({ shell, shells }: ImageFacts): string {
  if (!isSettled(shell)) return say`not known`;
  if (shell.value !== undefined) return shell.value;
  const [other] = isSettled(shells) ? shells.value : [];
  return other === undefined
    ? say`none; RUN, CMD and ENTRYPOINT need the exec form`
    : say`${other}, no /bin/sh; RUN, CMD and ENTRYPOINT need the exec form`;
}

function ownAccountText(image: ImageFacts): string | undefined {
  return image.configurationKnown === false ? undefined : accountText(known(image.user), known(image.workdir), image);
}

/** As whom and where the first instruction runs, and whom /etc/passwd names if these are few. */
function accountText(user: Fact<string>, workdir: Fact<string>, { users }: ImageFacts): string | undefined {
  if (!isSettled(user) || !isSettled(workdir)) return undefined;
  const named = isSettled(users) && users.value.length > 0 && users.value.length <= 5;
  return named
    ? say`User: ${userWords(user.value)} (in /etc/passwd: ${users.value.join(', ')}), in ${code(workdir.value)}`
    : say`User: ${userWords(user.value)}, in ${code(workdir.value)}`;
}

/** The libraries of small images, which decide what starts there. */
function librariesLine({ libraries, family }: ImageFacts): readonly Line[] {
  if (family?.startsWith('distroless-') !== true || !isSettled(libraries) || libraries.value.size === 0) return [];
  return [[say`Libraries besides`, [...libraries.value].join(', ')]];
}

function libcWords(image: ImageFacts): string {
  const libc = valueOf(image.libc);
  if (libc === undefined) return say`not known`;
  if (libc.kind === 'none') return say`none; only static binaries start here`;
  const version = libcVersionOf(image);
  if (!isSettled(version)) return libc.kind;
  const name = `${libc.kind} ${version.value}`;
  return version.certainty === 'presumed' ? say`${name}, presumably` : name;
}

function libcText(image: ImageFacts): string | undefined {
  return isSettled(image.libc) ? say`C library: ${libcWords(image)}` : undefined;
}

/** The version of Go, without its name. */
function goWords({ goVersion, exactGoVersion }: ImageFacts): string | undefined {
  if (!isSettled(goVersion) || goVersion.value === undefined) return undefined;
  const parsed = parseGoVersion(goVersion.value);
  const version = parsed ? formatGoVersion(parsed) : goVersion.value;
  if (goVersion.certainty === 'presumed') return say`${version}, presumably`;
  if (!exactGoVersion || !isSettled(exactGoVersion) || exactGoVersion.value === goVersion.value) return version;
  return exactGoVersion.certainty === 'known'
    ? say`${exactGoVersion.value}, the last release of Go ${version}`
    : say`${version}, its newest patch release: ${exactGoVersion.value} or later`;
}

function compilerWords({ compiler, goVersion }: ImageFacts): string {
  const version = isSettled(goVersion) && goVersion.value !== undefined ? parseGoVersion(goVersion.value) : undefined;
  const isNew = version !== undefined && (version.major > 1 || version.minor >= 20);
  return valueOf(compiler) === false && isNew
    ? say`no, so cgo is off unless CGO_ENABLED=1 asks for it (since Go 1.20)`
    : yesNo(compiler);
}

function endText({ distribution, release }: ImageFacts): string | undefined {
  if (distribution !== 'alpine' && distribution !== 'debian') return undefined;
  const end = isSettled(release) ? endOfRelease(distribution, release.value) : undefined;
  if (!end) return undefined;
  return end.until === undefined
    ? say`${end.title} gets no updates any more`
    : say`${end.title} gets no updates any more, since ${end.until}`;
}

function yesNo(fact: Fact<boolean>): string {
  return fact.certainty === 'unknown' ? say`not known` : fact.value ? say`yes` : say`no`;
}
