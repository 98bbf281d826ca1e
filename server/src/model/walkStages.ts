import { expandWord } from '../dockerfile/expand';
import { parseImageReference, type ImageReference } from '../dockerfile/imageReference';
import type { Dockerfile, FromInstruction, Instruction } from '../dockerfile/instruction';
import { parsePlatform, type Platform } from '../dockerfile/platform';
import { defaultPath } from '../facts/searchPath';
import { say } from '../text/say';
import { withEntries } from '../text/sharedMap';
import type { Span } from '../text/span';
import { evidence, isSettled, known, presumed, unknown, valueOf, type Fact } from '../facts/fact';
import { lookUpImage } from '../images/catalogue';
import { unknownImage } from '../images/facts';
import type { ImageFacts } from '../images/imageFacts';
import type { BaseImage, EnvironmentEntry, Problem, Stage, StartCommand } from './buildModel';
import { addLayer, baseFiles, type Files } from './files';
import { isForeign, type StageState, type Walk } from './stageState';
import type { WalkRecorder } from './walkMemory';
import { walkInstruction, type StageSurroundings } from './walkStage';

/** A build stage as it is written. */
export interface StageText {
  readonly from: FromInstruction;
  readonly instructions: readonly Instruction[];
}

/** A build stage once its instructions have acted. */
export interface WalkedStage {
  readonly state: StageState;
  readonly text: StageText;
  readonly name: string | undefined;
  readonly base: BaseImage;
  readonly root: ImageFacts;
  readonly platformFollows: Stage['platformFollows'];
  /** Stages it is built from or copies from. */
  readonly uses: ReadonlySet<number>;
}

/** Walks the stages of a Dockerfile in order. */
export class StageWalker {
  private readonly done: WalkedStage[] = [];
  /** The last stage of each name: the one that --from means. */
  private readonly lastByName = new Map<string, number>();

  constructor(
    private readonly dockerfile: Dockerfile,
    private readonly walk: Walk,
    private readonly texts: readonly StageText[],
    private readonly globalArgs: ReadonlyMap<string, EnvironmentEntry>,
    private readonly recorder: WalkRecorder,
  ) {
    texts.forEach((text, index) => {
      const name = stageName(text);
      if (name !== undefined) this.lastByName.set(name, index);
    });
  }

  /** All stages. To be called once. */
  stages(): readonly WalkedStage[] {
    const walkedByName = new Map<string, number>();
    this.texts.forEach((text, index) => {
      this.done.push(this.walkStage(index, text, walkedByName));
      const name = stageName(text);
      if (name !== undefined) walkedByName.set(name, index);
    });
    return this.done;
  }

  private walkStage(index: number, text: StageText, walkedByName: ReadonlyMap<string, number>): WalkedStage {
    const { base, root, parent } = this.resolveBase(text, walkedByName);
    const { platform: asked, follows } = this.resolvePlatform(text, parent);
    const platform = parent ? asked : platformOfImage(root, asked, text);
    const resumed = this.recorder.resume(index, text);
    if (resumed?.walked) return resumed.walked;
    const uses = new Set(resumed?.uses ?? (base.kind === 'stage' ? [base.index] : []));
    const state = resumed?.state ?? (parent ? inherit(index, platform, parent.state) : fresh(index, platform, root));
    const around: StageSurroundings = {
      dockerfile: this.dockerfile,
      globalArgs: this.globalArgs,
      stageFiles: (from, span, mountedAt) => {
        const other = this.find(from);
        if (other === undefined) return undefined;
        const walked = this.done[other];
        if (!walked) {
          const problem = notYetDefined(state, text, from, span, mountedAt);
          if (!state.problems.some((reported) => reported.span === span)) state.problems.push(problem);
          return {
            index: other,
            files: baseFiles('unknown'),
            environment: new Map(),
            image: unknownImage(),
            fails: true,
            steps: [],
          };
        }
        uses.add(other);
        const { files, environment, image, problems, steps } = walked.state;
        return { index: other, files, environment, image, fails: problems.length > 0, steps };
      },
    };
    if (!resumed && parent) {
      for (const trigger of triggersOf(parent.text)) walkInstruction(this.walk, state, around, trigger);
    }
    for (const instruction of text.instructions.slice(resumed?.next ?? 0)) {
      this.recorder.pass(state, uses);
      walkInstruction(this.walk, state, around, instruction);
    }
    this.recorder.pass(state, uses);
    return { state, text, name: stageName(text), base, root, platformFollows: follows, uses };
  }

  /** BuildKit: findStateByName, findStateByIndex; names are compared in lower case. */
  private find(from: string): number | undefined {
    if (/^\d+$/.test(from)) return Number(from) < this.texts.length ? Number(from) : undefined;
    return this.lastByName.get(from.toLowerCase());
  }

  private resolveBase(
    text: StageText,
    walkedByName: ReadonlyMap<string, number>,
  ): { base: BaseImage; root: ImageFacts; parent: WalkedStage | undefined } {
    const raw = text.from.image?.raw ?? '';
    const expanded = expandWord(raw, (name) => this.globalArgs.get(name)?.value, this.dockerfile.escape);
    if (!isSettled(expanded)) {
      return {
        base: { kind: 'image', reference: expanded, text: raw },
        root: unknownImage('build-arg'),
        parent: undefined,
      };
    }
    // A FROM names only stages above it, and, unlike --from, only in lower case (BuildKit: addState).
    const named = walkedByName.get(expanded.value);
    const parent = named === undefined ? undefined : this.done[named];
    if (named !== undefined && parent) return { base: { kind: 'stage', index: named }, root: parent.root, parent };
    if (expanded.value === 'scratch')
      return {
        base: { kind: 'scratch' },
        root: lookUpImage({ repository: 'scratch', tag: undefined, digest: undefined }),
        parent: undefined,
      };
    const reference = parseImageReference(expanded.value);
    const fact: Fact<ImageReference> = reference ? known(reference, ...expanded.because) : unknown('unreadable');
    return {
      base: { kind: 'image', reference: fact, text: expanded.value },
      root: reference ? lookUpImage(reference) : unknownImage(),
      parent: undefined,
    };
  }

  private resolvePlatform(
    text: StageText,
    parent: WalkedStage | undefined,
  ): { platform: Fact<Platform>; follows: Stage['platformFollows'] } {
    const { input } = this.walk;
    const flag = text.from.flags.find((candidate) => candidate.name === 'platform');
    if (!flag?.value) {
      if (parent) return { platform: parent.state.platform, follows: parent.platformFollows };
      return {
        platform: known(input.platform, evidence(text.from.span, say`the stage runs on the target platform`)),
        follows: 'target',
      };
    }
    const value = expandWord(flag.value, (name) => this.globalArgs.get(name)?.value, this.dockerfile.escape);
    if (!isSettled(value)) return { platform: value, follows: 'unknown' };
    const platform = parsePlatform(value.value);
    const follows = /\$\{?BUILDPLATFORM\b/.test(flag.value)
      ? 'build'
      : /\$\{?TARGETPLATFORM\b/.test(flag.value)
        ? 'target'
        : 'fixed';
    return {
      platform: platform ? known(platform, evidence(flag.span, `--platform=${flag.value}`)) : unknown('unreadable'),
      follows,
    };
  }
}

/** The build stages of a Dockerfile. What stands before the first FROM belongs to none. */
export function splitStages(dockerfile: Dockerfile): readonly StageText[] {
  const stages: { from: FromInstruction; instructions: Instruction[] }[] = [];
  for (const instruction of dockerfile.instructions) {
    if (instruction.kind === 'FROM' && !instruction.onbuild) stages.push({ from: instruction, instructions: [] });
    else stages[stages.length - 1]?.instructions.push(instruction);
  }
  return stages;
}

/**
 * The ONBUILD instructions of a stage, as they run in a stage that is FROM it: BuildKit acts on them as if the stage had
 * been an image of its own (moby/buildkit#5490; 0.17.0 alone did not). They do not go on to that stage's children.
 */
function triggersOf(text: StageText): readonly Instruction[] {
  return text.instructions.filter(({ onbuild }) => onbuild).map((instruction) => ({ ...instruction, onbuild: false }));
}

/** BuildKit compares the names of stages in lower case. */
export function stageName(text: StageText): string | undefined {
  return text.from.name?.raw.toLowerCase();
}

/** BuildKit dispatches stages in order: --from may name only those above (convert.go, dispatch; convert_runmount.go). */
function notYetDefined(
  state: StageState,
  text: StageText,
  from: string,
  span: Span,
  mountedAt: string | undefined,
): Problem {
  const name = text.from.name?.raw ?? String(state.index);
  return {
    kind: 'build-error',
    phase: 'build',
    certainty: 'known',
    stage: state.index,
    span,
    error:
      mountedAt === undefined
        ? `cannot copy from stage "${from}", it needs to be defined before current stage "${name}"`
        : `cannot mount from stage "${from}" to "${mountedAt}", stage needs to be defined before current command`,
    because: [evidence(span, say`the stage ${from} is not above this one`)],
    details: { source: 'dockerfile', problem: 'stage-not-above' },
  };
}

/**
 * An image of one architecture has its own, whatever platform is asked for: BuildKit takes it with a warning, or refuses it where it
 * stands in an index ("no match for platform in manifest"; both measured). Which of them comes cannot be told from its name.
 */
function platformOfImage({ platforms }: ImageFacts, asked: Fact<Platform>, { from }: StageText): Fact<Platform> {
  const [only = '', ...others] = valueOf(platforms) ?? [];
  const own = others.length === 0 ? parsePlatform(only) : undefined;
  if (!own || !isSettled(asked)) return asked;
  const { os, architecture } = asked.value;
  return own.os === os && own.architecture === architecture
    ? asked
    : unknown('not-modelled', evidence(from.image?.span, say`the image is for ${only} only`));
}

function fresh(index: number, platform: Fact<Platform>, root: ImageFacts): StageState {
  const environment = new Map<string, EnvironmentEntry>();
  for (const [name, value] of Object.entries(root.env)) {
    environment.set(name, {
      value: known(value, evidence(undefined, say`the base image sets ${name}=${value}`)),
      span: undefined,
      source: 'image',
    });
  }
  if (!environment.has('PATH') && !isForeign(root)) {
    environment.set('PATH', { value: known(defaultPath), span: undefined, source: 'image' });
  }
  return {
    index,
    platform,
    image: root,
    files: filesOf(root),
    environment,
    imageEnvironment: environment,
    workdir: isForeign(root) ? presumed(root.workdir || '/') : known(root.workdir || '/'),
    user: { name: isForeign(root) ? unknown('foreign-image') : known(root.user), span: undefined },
    shell: { words: ['/bin/sh', '-c'], posix: root.distribution !== 'windows', span: undefined },
    entrypoint: imageCommand(root.entrypoint),
    cmd: imageCommand(root.cmd),
    healthcheck: undefined,
    goEnvironment: new Map(),
    wrapsGo: false,
    sharedStandardLibrary: false,
    steps: [],
    problems: [],
  };
}

function filesOf({ files, directoryLinks, directories = [] }: ImageFacts): Files {
  const entry = { kind: 'directory', span: undefined, executable: true } as const;
  return directories.reduce(
    (below, path) => addLayer(below, { kind: 'entry', path, entry }),
    baseFiles(files, directoryLinks),
  );
}

function imageCommand(fact: Fact<readonly string[] | undefined>): StartCommand | undefined {
  if (fact.certainty === 'unknown') return { instruction: undefined, words: undefined, form: 'exec' };
  if (fact.value === undefined) return undefined;
  return { instruction: undefined, form: 'exec', words: fact.value.map((value) => ({ value, span: undefined })) };
}

/** FROM a stage: its files, ENV, ARGs (BuildKit keeps them visible), WORKDIR, USER, SHELL, CMD, ENTRYPOINT. */
function inherit(index: number, platform: Fact<Platform>, parent: StageState): StageState {
  return {
    ...parent,
    index,
    platform,
    environment: withEntries(parent.environment, parent.imageEnvironment),
    steps: [],
    problems: [],
  };
}
