import type { Dockerfile } from '../dockerfile/instruction';
import { platformArgs, resolveGlobalArgs } from '../dockerfile/scope';
import { evidence } from '../facts/fact';
import { LineIndex } from '../text/lineIndex';
import { say } from '../text/say';
import type { BuildModel, EnvironmentEntry, Problem, Stage } from './buildModel';
import { goVersionOf } from './goVersion';
import { findObservability } from './observability';
import { ProgramMemory } from './programMemory';
import { startProblems } from './start';
import type { Walk, WalkInput } from './stageState';
import { decideVerdict } from './verdict';
import { WalkRecorder, type WalkMemory } from './walkMemory';
import { circularStages } from './stageCycles';
import { splitStages, stageName, StageWalker, type StageText, type WalkedStage } from './walkStages';

/**
 * Builds the model of a Dockerfile for one target and platform. Pure; never throws on any text.
 * @param target stage name or index; the last stage if undefined
 */
export function buildModel(dockerfile: Dockerfile, input: WalkInput, target: string | undefined): BuildModel {
  return createModelBuilder()(dockerfile, input, target);
}

/**
 * Builds models as `buildModel` does, but walks again only what depends on a change: for the versions of one text, read by
 * one parser (`createParser`).
 */
export function createModelBuilder(): typeof buildModel {
  let memory: WalkMemory | undefined;
  let programs = new ProgramMemory();
  return (dockerfile, given, target) => {
    const input: WalkInput = { ...given, target };
    // What was read with another module cache says nothing of this one.
    if (memory?.given.input.moduleCache !== input.moduleCache) programs = new ProgramMemory();
    const walk: Walk = { input, goBuilds: [], recipeBuilds: [], programs };
    const texts = splitStages(dockerfile);
    const globalArgs = readGlobalArgs(dockerfile, input);
    const recorder = new WalkRecorder(walk, dockerfile, texts, texts.map(stageName), memory);
    const walker = new StageWalker(dockerfile, walk, texts, globalArgs, recorder);
    const stages = walker.stages();
    memory = recorder.memory(stages);
    return describe(dockerfile, walk, texts, stages, globalArgs, target);
  };
}

/** The model that the walked stages make up. */
function describe(
  dockerfile: Dockerfile,
  { input, goBuilds, recipeBuilds }: Walk,
  texts: readonly StageText[],
  states: readonly WalkedStage[],
  globalArgs: BuildModel['globalArgs'],
  target: string | undefined,
): BuildModel {
  const targetIndex = findTarget(texts, target);
  const needed = targetIndex === undefined ? new Set<number>() : neededStages(states, targetIndex);
  const stages = states.map((walked) => toStage(walked, needed.has(walked.state.index)));
  const targetStage = targetIndex === undefined ? undefined : stages[targetIndex];
  const isForward = ({ details }: Problem): boolean => details['problem'] === 'stage-not-above';
  // A circle of stages always has a name that is not above.
  const circular = states.some(({ state }) => state.problems.some(isForward)) ? circularStages(texts) : undefined;
  const syntax = [...syntaxProblems(dockerfile), ...(circular ? [circular] : [])];
  const base: BuildModel = {
    dockerfile,
    platform: input.platform,
    buildPlatform: input.buildPlatform,
    stages,
    target: targetStage,
    goBuilds,
    recipeBuilds,
    problems: [
      ...syntax,
      ...states
        .filter(({ state }) => needed.has(state.index))
        .flatMap(({ state }) => state.problems)
        .filter((problem) => !circular || !isForward(problem))
        // What an instruction that cannot be read would have written is missing only because of that.
        .filter(({ kind }) => syntax.length === 0 || kind !== 'entrypoint-not-in-image'),
    ],
    verdict: { outcome: 'unknown', error: undefined, because: [], likely: undefined, problem: undefined },
    globalArgs,
    contextKnown: input.context !== undefined,
    makefileAddsBuildPlatform: addsBuildPlatform(input),
    builtFor: input.builtFor,
    givenArgs: input.givenArgs,
    observability: findObservability(stages, goBuilds, input.observability ?? 'auto', input.staticMonitoring === true),
  };
  const start = startProblems(base);
  const model: BuildModel = { ...base, problems: [...base.problems, ...start.problems] };
  return { ...model, verdict: decideVerdict(model.problems, start) };
}

/** What BuildKit's parser refuses ends the build before any stage is looked at, needed or not. */
function syntaxProblems(dockerfile: Dockerfile): readonly Problem[] {
  if (dockerfile.problems.length === 0) return [];
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
      because: [evidence(problem.span, say`${problem.message}: the build stops before anything runs`)],
      details: { source: 'dockerfile' },
    }));
}

/** The ARGs before the first FROM and the automatic ones, with the place of each. */
function readGlobalArgs(dockerfile: Dockerfile, input: WalkInput): ReadonlyMap<string, EnvironmentEntry> {
  const firstStage = dockerfile.instructions.findIndex((instruction) => instruction.kind === 'FROM');
  const before = firstStage < 0 ? dockerfile.instructions : dockerfile.instructions.slice(0, firstStage);
  const instructions = before.filter((instruction) => instruction.kind === 'ARG');
  const places = new Map(instructions.flatMap(({ args }) => args.map((arg) => [arg.name, arg.span])));
  const values = resolveGlobalArgs(instructions, {
    buildArgs: new Map(Object.entries(input.buildArgs)),
    automatic: platformArgs(input.platform, input.buildPlatform, input.target),
    escape: dockerfile.escape,
  });
  return new Map(
    [...values].map(([name, value]) => {
      const span = places.get(name);
      return [name, { value, span, source: span ? 'ARG' : 'platform' }];
    }),
  );
}

/** `sed -e '1 s/\\(^FROM\\)/FROM --platform=\\$$\\{BUILDPLATFORM\\}/'`, as kubebuilder's Makefile has it. */
function addsBuildPlatform({ context }: WalkInput): boolean {
  return (context?.read('Makefile') ?? '').split('\n').some((line) => {
    const sed = line.search(/\bsed\b/);
    const from = sed < 0 ? -1 : line.indexOf('FROM --platform=', sed);
    return from >= 0 && line.includes('BUILDPLATFORM', from);
  });
}

function findTarget(texts: readonly StageText[], target: string | undefined): number | undefined {
  if (target === undefined || target === '') return texts.length > 0 ? texts.length - 1 : undefined;
  const byName = texts.findLastIndex((text) => stageName(text) === target.toLowerCase());
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
