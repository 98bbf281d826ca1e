import { expandWord } from '../dockerfile/expand';
import type {
  ArgInstruction,
  CommandInstruction,
  CopyInstruction,
  Dockerfile,
  EnvInstruction,
  Flag,
  Instruction,
  PlainInstruction,
  RunInstruction,
} from '../dockerfile/instruction';
import { argValues, envValues } from '../dockerfile/scope';
import { evidence, isSettled, known, unknown, valueOf, type Fact } from '../facts/fact';
import { runtimeError } from '../facts/startErrors';
import type { ImageFacts } from '../images/imageFacts';
import type { ExecutedCommand, ShellState, ShellVariable } from '../shell/execution';
import { say } from '../text/say';
import { withEntries } from '../text/sharedMap';
import { isTooDeep } from '../workspace/sourceTree';
import type { Copy, EnvironmentEntry, Mount, StartCommand, Step } from './buildModel';
import type { Span } from '../text/span';
import { applyCommand } from './commandEffects';
import { applyRedirects } from './redirects';
import { withCopiedGo } from './copiedGo';
import { copyInto, type CopySource } from './copy';
import { heredocText, accessChange } from './copyFlags';
import { bashWord, dialectOf } from './bashWords';
import { commandProblem } from './commandProblems';
import { shellAbsent } from './shells';
import {
  absentFromContext,
  absentSources,
  isUnseen,
  ownerProblems,
  runAsMissing,
  variableInFrom,
} from './stageProblems';
import { lookUp, mountLayer, resolvePath, unmount, type Files } from './files';
import { applyGoCommand } from './goBuild';
import { applyMake } from './makeCommand';
import { openTelemetryProblems } from './openTelemetryProblems';
import { readOnlyOutput } from './readOnlyOutput';
import { executeInstruction } from './runScript';
import { scriptHooks } from './scriptHooks';
import { stopSignalProblem } from './stopSignal';
import { environmentValue, shellState, writeLayer, type StageState, type Walk } from './stageState';

/** Another stage, as COPY --from and mounts see it. */
export interface OtherStage {
  readonly index: number;
  readonly files: Files;
  readonly environment: ReadonlyMap<string, EnvironmentEntry>;
  readonly image: ImageFacts;
  /** Whether something keeps it from being built, so that its files say nothing. */
  readonly fails: boolean;
  readonly steps: readonly Step[];
}

/** What the walk of one stage needs from the others. */
export interface StageSurroundings {
  readonly dockerfile: Dockerfile;
  readonly globalArgs: ReadonlyMap<string, EnvironmentEntry>;
  /** Files of another stage by the name or index that --from gives; a mount says where to. */
  stageFiles(from: string, span: Span, mountedAt?: string): OtherStage | undefined;
}

/** Walks one instruction: records the step, then lets it act on the state. */
export function walkInstruction(
  walk: Walk,
  state: StageState,
  around: StageSurroundings,
  instruction: Instruction,
): void {
  const before = {
    instruction,
    environment: state.environment,
    workdir: state.workdir,
    user: state.user.name,
    image: state.image,
    files: state.files,
  };
  const step: Step = { ...before, execution: undefined, copy: undefined, mounts: [] };
  if (instruction.onbuild) {
    state.steps.push(step);
    return;
  }
  switch (instruction.kind) {
    case 'ARG':
      declareArgs(walk, state, around, instruction);
      break;
    case 'ENV':
      setEnvironment(state, around, instruction);
      break;
    case 'WORKDIR':
      changeWorkdir(state, around, instruction);
      break;
    case 'USER': {
      const word = instruction.words[0];
      if (word) state.user = { name: expand(state, around, word.raw), span: word.span };
      break;
    }
    case 'SHELL':
      if (instruction.exec) {
        const words = instruction.exec.words.map((word) => word.value);
        state.shell = { words, posix: isPosixShell(words), span: instruction.span };
      }
      break;
    case 'CMD':
    case 'ENTRYPOINT':
      setStartCommand(state, instruction);
      break;
    case 'STOPSIGNAL': {
      const signal = expand(state, around, instruction.words[0]?.raw ?? '');
      const problem = stopSignalProblem(instruction, signal, state, around.dockerfile.text);
      if (problem) state.problems.push(problem);
      break;
    }
    case 'HEALTHCHECK':
      state.healthcheck = instruction;
      break;
    case 'COPY':
    case 'ADD': {
      const copy = describeCopy(state, around, instruction);
      state.steps.push({ ...step, copy });
      applyCopy(walk, state, around, copy);
      return;
    }
    case 'RUN':
      state.steps.push(runInstruction(walk, state, around, instruction, step));
      return;
    default:
      break;
  }
  state.steps.push(step);
}

/** Docker's own expansion of a word (not the shell's): ARG and ENV of the stage. */
export function expand(state: StageState, around: StageSurroundings, raw: string): Fact<string> {
  return expandWord(raw, (name) => environmentValue(state, name), around.dockerfile.escape);
}

function declareArgs(walk: Walk, state: StageState, around: StageSurroundings, instruction: ArgInstruction): void {
  const { globalArgs } = around;
  const values = argValues(instruction, (name) => environmentValue(state, name), {
    buildArgs: new Map(Object.entries(walk.input.buildArgs)),
    globalArgs: (name) => globalArgs.get(name)?.value,
    escape: around.dockerfile.escape,
  });
  const entries = new Map<string, EnvironmentEntry>();
  for (const arg of instruction.args) {
    const value = values.get(arg.name);
    const automatic = arg.value === undefined && globalArgs.get(arg.name)?.source === 'platform';
    if (value) entries.set(arg.name, { value, span: arg.span, source: automatic ? 'platform' : 'ARG' });
  }
  state.environment = withEntries(state.environment, entries);
}

function setEnvironment(state: StageState, around: StageSurroundings, instruction: EnvInstruction): void {
  const { values, others } = envValues(instruction, (name) => environmentValue(state, name), around.dockerfile.escape);
  const entries = new Map<string, EnvironmentEntry>();
  for (const [name, value] of values) {
    const { span } = instruction.pairs.find((pair) => pair.name === name) ?? instruction;
    entries.set(name, { value, span, source: 'ENV' });
  }
  state.environment = withEntries(state.environment, entries);
  state.imageEnvironment = withEntries(state.imageEnvironment, entries);
  // A computed name: any variable may have been set.
  if (others) state.image = { ...state.image, configurationKnown: false };
}

function changeWorkdir(state: StageState, around: StageSurroundings, instruction: PlainInstruction): void {
  const words = instruction.argument.text.trim();
  const path = expand(state, around, words);
  if (!isSettled(path)) {
    state.workdir = path;
    return;
  }
  if (!path.value.startsWith('/') && !isSettled(state.workdir)) return;
  const resolved = resolvePath(valueOf(state.workdir) ?? '/', path.value);
  if (isTooDeep(resolved)) {
    state.workdir = unknown('not-modelled', evidence(instruction.span, say`this directory is too deep to be followed`));
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: instruction.span,
      says: say`this directory is too deep to be followed`,
    });
    return;
  }
  state.workdir = known(resolved, evidence(instruction.span, `WORKDIR ${resolved}`));
  if (lookUp(state.files, resolved).state !== 'entry') {
    writeLayer(state, {
      kind: 'entry',
      path: resolved,
      entry: { kind: 'directory', span: instruction.span, executable: true },
    });
  }
}

function isPosixShell(words: readonly string[]): boolean {
  const name = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
  return ['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh', 'busybox'].includes(name);
}

/** BuildKit: dispatchEntrypoint forgets a CMD that only the base image gave. */
function setStartCommand(state: StageState, instruction: CommandInstruction): void {
  const command: StartCommand = instruction.exec
    ? { instruction, form: 'exec', words: instruction.exec.words.map(({ value, span }) => ({ value, span })) }
    : {
        instruction,
        form: 'shell',
        words: [
          ...state.shell.words.map((value) => ({ value, span: undefined })),
          { value: instruction.argument.text, span: { start: instruction.argument.start, end: instruction.span.end } },
        ],
      };
  if (instruction.kind === 'CMD') {
    // `CMD []` clears it.
    state.cmd = command;
    return;
  }
  state.entrypoint = command;
  if (state.cmd && !state.cmd.instruction) state.cmd = undefined;
}

function describeCopy(state: StageState, around: StageSurroundings, instruction: CopyInstruction): Copy {
  const destination = instruction.destination
    ? expand(state, around, instruction.destination.raw)
    : unknown('unreadable');
  const raw = valueOf(destination);
  const absoluteDestination: Fact<string> =
    raw === undefined
      ? destination
      : raw.startsWith('/')
        ? known(resolvePath('/', raw))
        : isSettled(state.workdir)
          ? known(resolvePath(state.workdir.value, raw))
          : state.workdir;
  const lookup = (name: string): Fact<string> | undefined => environmentValue(state, name);
  return {
    instruction,
    heredocs: instruction.heredocs.map((heredoc) => ({ heredoc, text: heredocText(heredoc, lookup) })),
    change: accessChange(instruction, lookup, around.dockerfile.escape),
    from: copyOrigin(
      around,
      instruction.flags.find((flag) => flag.name === 'from'),
    ),
    sources: instruction.sources.map((word) => ({ word, path: expand(state, around, word.raw) })),
    destination: absoluteDestination,
    intoDirectory: raw !== undefined && (raw.endsWith('/') || raw === '.' || raw.endsWith('/.') || raw === '..'),
  };
}

function copyOrigin(around: StageSurroundings, flag: Flag | undefined): Copy['from'] {
  if (!flag?.value) return { kind: 'context' };
  // BuildKit refuses variables here (toCommand).
  if (flag.value.includes('$')) return { kind: 'unknown', span: flag.span };
  const stage = around.stageFiles(flag.value, flag.span);
  return stage
    ? { kind: 'stage', index: stage.index, span: flag.span }
    : { kind: 'image', text: flag.value, span: flag.span };
}

function applyCopy(walk: Walk, state: StageState, around: StageSurroundings, copy: Copy): void {
  let source: CopySource;
  const origin = copy.from.kind === 'stage' ? around.stageFiles(String(copy.from.index), copy.from.span) : undefined;
  if (copy.from.kind === 'context') {
    source = walk.input.context
      ? { kind: 'tree', tree: walk.input.context }
      : { kind: 'unreadable', says: say`the build context cannot be looked at` };
  } else if (copy.from.kind === 'stage') {
    source = origin
      ? { kind: 'stage', files: origin.files, mayHold: (path) => isUnseen(origin, path) }
      : { kind: 'unreadable', says: say`that stage cannot be looked at` };
  } else {
    source = { kind: 'unreadable', says: say`what that image holds is not known` };
  }
  if (origin && !origin.fails) state.problems.push(...absentSources(state.index, copy, origin));
  if (walk.input.context) state.problems.push(...absentFromContext(state.index, copy, walk.input.context));
  state.problems.push(...variableInFrom(state.index, copy));
  state.problems.push(...ownerProblems(state, around, copy));
  state.files = copyInto(state.files, copy, source);
  state.image = withCopiedGo(state.image, copy, origin?.image);
  // `COPY --from=image / /` brings tools along (tonistiigi/xx does it).
  const atRoot =
    isSettled(copy.destination) &&
    copy.destination.value === '/' &&
    copy.sources.some(({ path }) => !isSettled(path) || path.value === '/');
  if (atRoot && copy.from.kind !== 'context') {
    state.image = {
      ...state.image,
      tools: unknown('foreign-image', evidence(copy.instruction.span, say`another image is copied over this one`)),
      compiler:
        valueOf(state.image.compiler) === true
          ? state.image.compiler
          : unknown('foreign-image', evidence(copy.instruction.span, say`another image is copied over this one`)),
    };
  }
}

function runInstruction(
  walk: Walk,
  state: StageState,
  around: StageSurroundings,
  instruction: RunInstruction,
  step: Step,
): Step {
  const mounts = describeMounts(state, around, instruction);
  const plain = state.files;
  state.files = mounts.reduce((files, mount) => mountFiles(walk, around, files, mount), plain);
  state.problems.push(...runAsMissing(state, around, instruction));
  const shellMissing = instruction.exec === undefined && state.shell.words.length > 0 && shellIsMissing(state);
  if (shellMissing) {
    const [shell = '/bin/sh'] = state.shell.words;
    state.problems.push({
      kind: 'shell-form-without-shell',
      phase: 'build',
      certainty: state.image.shells.certainty === 'known' ? 'known' : 'presumed',
      stage: state.index,
      span: instruction.keywordSpan,
      error: runtimeError('absent', shell),
      because: [evidence(instruction.span, say`RUN in shell form needs ${shell}, and the image has no shell`)],
      details: { instruction: 'RUN', shell },
    });
  }
  const hooks = scriptHooks(state.files, state.platform);
  const withMounts: Step = { ...step, files: state.files, mounts };
  const readable = instruction.exec !== undefined || state.shell.posix;
  if (
    !readable ||
    (instruction.script === undefined && instruction.exec === undefined) ||
    foreignInterpreter(instruction)
  ) {
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: instruction.span,
      says: say`this is not a shell script that can be read`,
    });
    return withMounts;
  }
  const dialect = dialectOf(state, instruction);
  const shell = { ...withSecrets(shellState(state), mounts), dialect };
  const execution = executeInstruction(instruction, shell, hooks);
  if (execution.errors.length > 0) {
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: instruction.span,
      says: say`a part of this script cannot be read`,
    });
  }
  const apply = (within: Walk, command: ExecutedCommand): void => {
    // What a Makefile does is presumed only.
    const problem =
      within === walk ? (bashWord(state, instruction, command) ?? commandProblem(state, command)) : undefined;
    if (problem) state.problems.push(problem);
    const before = state.files;
    if (applyGoCommand(within, state, instruction, command)) applyRedirects(state, command);
    else if (!applyMake(state, { walk: within, hooks, apply }, command)) applyCommand(state, command);
    if (within !== walk) return;
    const build = walk.goBuilds.findLast(({ command: { span } }) => span === command.span);
    state.problems.push(...openTelemetryProblems(state, command, mounts, build));
    const unwritten = build && readOnlyOutput(build, mounts, before);
    if (unwritten && state.problems.every((other) => other.build !== build.index)) state.problems.push(unwritten);
  };
  for (const command of execution.builtins ?? []) {
    const problem = bashWord(state, instruction, command);
    if (problem) state.problems.push(problem);
  }
  for (const command of execution.commands) {
    const before = state.problems.length;
    apply(walk, command);
    if (command.failureIsWanted) state.problems.length = before;
  }
  state.files = unmount(
    plain,
    state.files,
    mounts.flatMap(({ target }) => (isSettled(target) ? [target.value] : [])),
  );
  return { ...withMounts, execution, shellStart: { state: shell, platform: state.platform } };
}

/** `--mount=type=secret,id=token,env=TOKEN` gives the script a variable whose value nobody is to know. */
function withSecrets(shell: ShellState, mounts: readonly Mount[]): ShellState {
  const names = mounts.flatMap(({ type, options, span }) =>
    type === 'secret' && options['env'] !== undefined ? [{ name: options['env'], span }] : [],
  );
  if (names.length === 0) return shell;
  const secrets = names.map(({ name, span }): readonly [string, ShellVariable] => [
    name,
    { value: unknown('build-arg', evidence(span, say`a secret`)), exported: true, origin: span },
  ]);
  return { ...shell, variables: withEntries(shell.variables, secrets) };
}

function foreignInterpreter(instruction: RunInstruction): boolean {
  return instruction.interpreter !== undefined && !/(^|[/\s])(ba|da|a|k|z)?sh(\s|$)/.test(instruction.interpreter);
}

/** Whether the shell of the shell form surely is not in the image. */
export function shellIsMissing(state: Pick<StageState, 'image' | 'files' | 'shell'>): boolean {
  const [shell = '/bin/sh'] = state.shell.words;
  return shellAbsent(state, shell);
}

/** `--mount=type=bind,source=.,target=/src`, with ARG and ENV expanded. BuildKit: parseMount. */
function describeMounts(state: StageState, around: StageSurroundings, instruction: RunInstruction): readonly Mount[] {
  return instruction.flags
    .filter((flag) => flag.name === 'mount')
    .map((flag) => {
      const options: Record<string, string> = {};
      for (const field of (flag.value ?? '').split(',')) {
        const equals = field.indexOf('=');
        const name = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
        options[name] = equals < 0 ? 'true' : field.slice(equals + 1).replace(/^"|"$/g, '');
      }
      const written = options['source'] ?? options['src'];
      const rawTarget = options['target'] ?? options['dst'] ?? options['destination'];
      // Without a target it is the working directory (BuildKit: dispatchRunMounts).
      const target: Fact<string> = expand(state, around, rawTarget ?? '.');
      const type = options['type'] ?? 'bind';
      return {
        type:
          type === 'bind' || type === 'cache' || type === 'secret' || type === 'ssh' || type === 'tmpfs'
            ? type
            : 'unknown',
        target:
          isSettled(target) && isSettled(state.workdir)
            ? { ...target, value: resolvePath(state.workdir.value, target.value) }
            : target,
        source: expand(state, around, written ?? ''),
        options,
        span: flag.span,
      } satisfies Mount;
    });
}

function mountFiles(walk: Walk, around: StageSurroundings, files: Files, mount: Mount): Files {
  const { span } = mount;
  if (mount.type === 'secret' || mount.type === 'ssh') return files;
  if (!isSettled(mount.target))
    return mountLayer(files, { kind: 'opaque', path: '/', span, says: say`where this is mounted cannot be told` });
  const path = mount.target.value;
  const hidden = mountLayer(files, { kind: 'removed', path });
  if (!isSettled(mount.source))
    return mountLayer(hidden, { kind: 'opaque', path, span, says: say`what is mounted here is not known` });
  const root = mount.source.value;
  const from = mount.options['from'];
  if (mount.type === 'bind' && from === undefined) {
    if (!walk.input.context)
      return mountLayer(hidden, { kind: 'opaque', path, span, says: say`the build context cannot be looked at` });
    return mountLayer(hidden, {
      kind: 'tree',
      path,
      tree: walk.input.context,
      root: root.replace(/^\.?\/*/, ''),
      span,
    });
  }
  const stage = mount.type === 'bind' && from !== undefined ? around.stageFiles(from, span, path) : undefined;
  if (stage) return mountLayer(hidden, { kind: 'stage', path, files: stage.files, root: resolvePath('/', root), span });
  return mountLayer(hidden, { kind: 'opaque', path, span, says: say`what is mounted here is not known` });
}
