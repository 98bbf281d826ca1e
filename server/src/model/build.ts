import { expandWord } from '../dockerfile/expand';
import { parseImageReference, type ImageReference } from '../dockerfile/imageReference';
import type { Dockerfile, FromInstruction, Instruction } from '../dockerfile/instruction';
import { parsePlatform, type Platform } from '../dockerfile/platform';
import { platformArgs, resolveGlobalArgs } from '../dockerfile/scope';
import { defaultPath } from '../facts/searchPath';
import { evidence, isSettled, known, presumed, unknown, type Fact } from '../facts/fact';
import { lookUpImage } from '../images/catalogue';
import { unknownImage } from '../images/facts';
import type { ImageFacts } from '../images/imageFacts';
import type { BaseImage, BuildModel, EnvironmentEntry, Problem, Stage, StartCommand } from './buildModel';
import { LineIndex } from '../text/lineIndex';
import { baseFiles } from './files';
import { goVersionOf } from './goVersion';
import { startProblems } from './start';
import { decideVerdict } from './verdict';
import { walkInstruction, type StageSurroundings } from './walkStage';
import { isForeign, type StageState, type Walk, type WalkInput } from './stageState';

interface StageText {
  readonly from: FromInstruction;
  readonly instructions: readonly Instruction[];
}

/**
 * Builds the model of a Dockerfile for one target and platform. Pure; never throws on any text.
 * @param target stage name or index; the last stage if undefined
 */
export function buildModel(dockerfile: Dockerfile, input: WalkInput, target: string | undefined): BuildModel {
  const walk: Walk = { input, goBuilds: [], recipeBuilds: [] };
  const texts = splitStages(dockerfile);
  const globalArgs = readGlobalArgs(dockerfile, input);
  const walker = new StageWalker(dockerfile, walk, texts, globalArgs);
  const states = texts.map((_, index) => walker.stage(index));
  const targetIndex = findTarget(texts, target);
  const needed = targetIndex === undefined ? new Set<number>() : neededStages(states, targetIndex);
  const stages = states.map((walked) => toStage(walked, needed.has(walked.state.index)));
  const targetStage = targetIndex === undefined ? undefined : stages[targetIndex];
  const syntax = syntaxProblems(dockerfile);
  const base: BuildModel = {
    dockerfile,
    platform: input.platform,
    buildPlatform: input.buildPlatform,
    stages,
    target: targetStage,
    goBuilds: walk.goBuilds,
    recipeBuilds: walk.recipeBuilds,
    problems: [
      ...syntax,
      ...states
        .filter(({ state }) => needed.has(state.index))
        .flatMap(({ state }) => state.problems)
        // What an instruction that cannot be read would have written is missing only because of that.
        .filter(({ kind }) => syntax.length === 0 || kind !== 'entrypoint-not-in-image'),
    ],
    verdict: { outcome: 'unknown', error: undefined, because: [], likely: undefined, problem: undefined },
    globalArgs,
    contextKnown: input.context !== undefined,
  };
  const start = startProblems(base);
  const model: BuildModel = { ...base, problems: [...base.problems, ...start.problems] };
  return { ...model, verdict: decideVerdict(model, start) };
}

/** What BuildKit's parser refuses ends the build before any stage is looked at, needed or not. */
function syntaxProblems(dockerfile: Dockerfile): readonly Problem[] {
  const lines = new LineIndex(dockerfile.text);
  return dockerfile.problems
    .filter((problem) => problem.kind !== 'unsupported-text')
    .map((problem) => ({
      kind: problem.kind === 'unknown-instruction' ? 'shell-command-as-instruction' : 'build-error',
      phase: 'build',
      certainty: 'known',
      stage: 0,
      span: problem.span,
      error: `dockerfile parse error on line ${lines.lineAt(problem.span.start) + 1}: ${problem.message}`,
      because: [evidence(problem.span, `${problem.message}: the build stops before anything runs`)],
      details: { source: 'dockerfile' },
    }));
}

function splitStages(dockerfile: Dockerfile): readonly StageText[] {
  const stages: { from: FromInstruction; instructions: Instruction[] }[] = [];
  for (const instruction of dockerfile.instructions) {
    if (instruction.kind === 'FROM' && !instruction.onbuild) stages.push({ from: instruction, instructions: [] });
    else stages[stages.length - 1]?.instructions.push(instruction);
  }
  return stages;
}

/** The ARGs before the first FROM and the automatic ones, with the place of each. */
function readGlobalArgs(dockerfile: Dockerfile, input: WalkInput): ReadonlyMap<string, EnvironmentEntry> {
  const firstStage = dockerfile.instructions.findIndex((instruction) => instruction.kind === 'FROM');
  const before = firstStage < 0 ? dockerfile.instructions : dockerfile.instructions.slice(0, firstStage);
  const instructions = before.filter((instruction) => instruction.kind === 'ARG');
  const places = new Map(instructions.flatMap(({ args }) => args.map((arg) => [arg.name, arg.span])));
  const values = resolveGlobalArgs(instructions, {
    buildArgs: new Map(Object.entries(input.buildArgs)),
    automatic: platformArgs(input.platform, input.buildPlatform),
    escape: dockerfile.escape,
  });
  return new Map(
    [...values].map(([name, value]) => {
      const span = places.get(name);
      return [name, { value, span, source: span ? 'ARG' : 'platform' }];
    }),
  );
}

interface WalkedStage {
  readonly state: StageState;
  readonly text: StageText;
  readonly name: string | undefined;
  readonly base: BaseImage;
  readonly root: ImageFacts;
  readonly platformFollows: Stage['platformFollows'];
  /** Stages it is built from or copies from. */
  readonly uses: ReadonlySet<number>;
}

/** Walks stages in order, and ahead of order where COPY --from names a later one, which BuildKit allows. */
class StageWalker {
  private readonly done = new Map<number, WalkedStage>();
  private readonly inProgress = new Set<number>();
  private readonly names = new Map<string, number>();
  /** All stages before it are done or in progress. */
  private next = 0;

  constructor(
    private readonly dockerfile: Dockerfile,
    private readonly walk: Walk,
    private readonly texts: readonly StageText[],
    private readonly globalArgs: ReadonlyMap<string, EnvironmentEntry>,
  ) {
    texts.forEach((text, index) => {
      const name = stageName(text);
      if (name !== undefined && !this.names.has(name)) this.names.set(name, index);
    });
  }

  stage(index: number): WalkedStage {
    const walked = this.done.get(index);
    if (walked) return walked;
    // Earlier stages first, so that a long chain of FROMs never becomes a deep recursion.
    for (; this.next < index; this.next++) if (this.isOpen(this.next)) this.walkOne(this.next);
    return this.done.get(index) ?? this.walkOne(index);
  }

  private isOpen(index: number): boolean {
    return !this.done.has(index) && !this.inProgress.has(index);
  }

  private walkOne(index: number): WalkedStage {
    const text = this.texts[index];
    if (!text) throw new RangeError('no such stage');
    this.inProgress.add(index);
    const walked = this.walkStage(index, text);
    this.inProgress.delete(index);
    this.done.set(index, walked);
    return walked;
  }

  private walkStage(index: number, text: StageText): WalkedStage {
    const uses = new Set<number>();
    const { base, root, parent } = this.resolveBase(index, text);
    if (base.kind === 'stage') uses.add(base.index);
    const { platform, follows } = this.resolvePlatform(text, parent);
    const state = parent ? inherit(index, platform, parent.state) : fresh(index, platform, root);
    const around: StageSurroundings = {
      dockerfile: this.dockerfile,
      globalArgs: this.globalArgs,
      stageFiles: (from) => {
        const other = this.find(from);
        if (other === undefined) return undefined;
        // A cycle, which BuildKit refuses; or stages that call for each other beyond all reason.
        if (this.inProgress.has(other) || (!this.done.has(other) && this.inProgress.size > 50)) {
          if (this.inProgress.has(other)) state.problems.push(circular(index, text, from));
          return undefined;
        }
        uses.add(other);
        const { files, environment, problems } = this.stage(other).state;
        return { index: other, files, environment, fails: problems.length > 0 };
      },
    };
    for (const instruction of text.instructions) walkInstruction(this.walk, state, around, instruction);
    return { state, text, name: stageName(text), base, root, platformFollows: follows, uses };
  }

  /** BuildKit: findStateByName, findStateByIndex; names are compared in lower case. */
  private find(from: string): number | undefined {
    if (/^\d+$/.test(from)) return Number(from) < this.texts.length ? Number(from) : undefined;
    return this.names.get(from.toLowerCase());
  }

  private resolveBase(
    index: number,
    text: StageText,
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
    const named = this.names.get(expanded.value);
    if (named !== undefined && named < index && !this.inProgress.has(named)) {
      const parent = this.stage(named);
      return { base: { kind: 'stage', index: named }, root: parent.root, parent };
    }
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
        platform: known(input.platform, evidence(text.from.span, 'the stage runs on the target platform')),
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

/** BuildKit: toDispatchState refuses stages that need each other. */
function circular(index: number, text: StageText, name: string): Problem {
  return {
    kind: 'build-error',
    phase: 'build',
    certainty: 'known',
    stage: index,
    span: text.from.span,
    error: `circular dependency detected on stage: ${name}`,
    because: [evidence(text.from.span, `this stage needs the stage ${name}, which needs this one`)],
    details: { source: 'dockerfile' },
  };
}

function stageName(text: StageText): string | undefined {
  return text.from.name?.raw.toLowerCase();
}

function fresh(index: number, platform: Fact<Platform>, root: ImageFacts): StageState {
  const environment = new Map<string, EnvironmentEntry>();
  for (const [name, value] of Object.entries(root.env)) {
    environment.set(name, {
      value: known(value, evidence(undefined, `the base image sets ${name}=${value}`)),
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
    files: baseFiles(root.files),
    environment,
    imageEnvironment: new Map(environment),
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
    environment: new Map([...parent.environment, ...parent.imageEnvironment]),
    imageEnvironment: new Map(parent.imageEnvironment),
    goEnvironment: new Map(parent.goEnvironment),
    steps: [],
    problems: [],
  };
}

function findTarget(texts: readonly StageText[], target: string | undefined): number | undefined {
  if (target === undefined || target === '') return texts.length > 0 ? texts.length - 1 : undefined;
  const byName = texts.findIndex((text) => stageName(text) === target.toLowerCase());
  if (byName >= 0) return byName;
  return /^\d+$/.test(target) && Number(target) < texts.length ? Number(target) : undefined;
}

function neededStages(states: readonly WalkedStage[], target: number): ReadonlySet<number> {
  const needed = new Set<number>();
  const queue = [target];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (needed.has(index)) continue;
    needed.add(index);
    queue.push(...(states[index]?.uses ?? []));
  }
  return needed;
}

function toStage(walked: WalkedStage, needed: boolean): Stage {
  const { state, text } = walked;
  const last = text.instructions[text.instructions.length - 1] ?? text.from;
  return {
    index: state.index,
    name: walked.name,
    from: text.from,
    span: { start: text.from.span.start, end: last.span.end },
    base: walked.base,
    root: walked.root,
    platform: state.platform,
    platformFollows: walked.platformFollows,
    image: state.image,
    libc: state.image.libc,
    goVersion: goVersionOf(state.image, state.environment.get('GOTOOLCHAIN')),
    steps: state.steps,
    files: state.files,
    environment: state.environment,
    imageEnvironment: state.imageEnvironment,
    workdir: state.workdir,
    user: state.user,
    entrypoint: state.entrypoint,
    cmd: state.cmd,
    healthcheck: state.healthcheck,
    shell: state.shell,
    needed,
  };
}
