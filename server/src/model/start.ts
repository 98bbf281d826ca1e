import { evidence, isSettled, unknown, valueOf, type Evidence } from '../facts/fact';
import { refused, shellError, type StartError } from '../facts/startErrors';
import { formatPlatform } from '../dockerfile/platform';
import { isSupportedPort } from '../golang/ports';
import { lacksCommand } from '../images/baseNames';
import { execute, executeArgv } from '../shell/execute';
import type { ExecutedCommand, Execution, ShellHooks, ShellState } from '../shell/execution';
import { parseScript } from '../shell/parse';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { BuildModel, GoBuild, Output, Problem, Stage, StartCommand } from './buildModel';
import { buildAt } from './buildAt';
import { artifactPaths, lookUp, mayBePutIntoContext, resolvePath, type FileEntry, type Found } from './files';
import { checkLinkage, type Called } from './loading';
import { checkScript, type ScriptCheck } from './entryScript';
import { missingAccount, missingAccountError, restsOnArg } from './accounts';
import { programAsScript } from './programAsScript';
import { shellAbsent } from './shells';
import { exportedVariables } from './stageState';

/** What starting the target comes to. */
export interface Start {
  readonly problems: readonly Problem[];
  /** 'runs' only if the program that starts is one of the go builds, or part of a known image, and nothing speaks against it. */
  readonly outcome: 'runs' | 'fails' | 'unknown';
  readonly because: readonly Evidence[];
  /** The words that start the container; undefined if not known. */
  readonly argv: readonly string[] | undefined;
  /** The program that is started in the end. */
  readonly program: StartedProgram | undefined;
}

export interface StartedProgram {
  /** Absolute path in the image. */
  readonly path: string;
  readonly entry: FileEntry;
  readonly build: GoBuild | undefined;
  readonly output: Output | undefined;
  /** Where the command is written. */
  readonly span: Span;
}

interface Word {
  readonly value: string;
  readonly span: Span | undefined;
}

/** What a build that stops half-way brings about: its files are not there. */
const followsFromBuild: ReadonlySet<Problem['kind']> = new Set(['entrypoint-not-in-image', 'entrypoint-is-directory']);

const hooks: ShellHooks = { substitute: () => unknown('shell-computed') };

/** What happens when a container of the target starts: ENTRYPOINT and CMD, followed to the program and its loader. */
export function startProblems(model: BuildModel): Start {
  const stage = model.target;
  if (!stage) return nothing(say`there is no stage to start`);
  const words = startWords(stage);
  const argv = words?.map((word) => word.value);
  const user = checkUser(model, stage);
  if (!words) return { ...nothing(say`what the base image starts is not known`), problems: user };
  const [first] = words;
  if (!first) return { ...nothing(say`neither ENTRYPOINT nor CMD names a command`), problems: user, argv: [] };
  const result = startCommand(model, stage, words, 0);
  const unbuilt = model.problems.some((problem) => problem.phase === 'build');
  // The engine looks the user up before it has the program started (moby: daemon/oci_linux.go, WithUser).
  const problems = [...user, ...result.problems.filter(({ kind }) => !unbuilt || !followsFromBuild.has(kind))];
  return {
    ...result,
    argv,
    problems,
    outcome: problems.some((problem) => problem.certainty === 'known')
      ? 'fails'
      : problems.length > 0
        ? 'unknown'
        : result.outcome,
  };
}

function nothing(says: string, span?: Span): Start {
  return { problems: [], outcome: 'unknown', because: [evidence(span, says)], argv: undefined, program: undefined };
}

/**
 * ENTRYPOINT and CMD as one command line. A shell-form ENTRYPOINT ignores CMD; CMD gives arguments to an exec-form
 * ENTRYPOINT (Dockerfile reference, "Understand how CMD and ENTRYPOINT interact").
 */
export function startWords(stage: Stage): readonly Word[] | undefined {
  const { entrypoint, cmd } = stage;
  if (entrypoint && (entrypoint.words === undefined || entrypoint.words.length > 0)) {
    if (!entrypoint.words) return undefined;
    if (entrypoint.form === 'shell') return entrypoint.words;
    return [...entrypoint.words, ...(cmd?.words ?? [])];
  }
  if (!cmd) return [];
  return cmd.words;
}

/** The instruction behind the words: what a finding without a better place underlines. */
function startSpan(stage: Stage, words: readonly Word[]): Span {
  const own = words.find((word) => word.span)?.span;
  if (own) return own;
  const instruction = (stage.entrypoint ?? stage.cmd)?.instruction;
  return instruction?.span ?? stage.from.span;
}

function startCommand(model: BuildModel, stage: Stage, words: readonly Word[], depth: number): Start {
  const [first] = words;
  if (!first || depth > 5) return nothing(say`the command is not followed any further`);
  const span = startSpan(stage, words);
  const shellForm = isShellForm(stage, words);
  const found = findExecutable(stage, first.value);
  const chain: Evidence[] = [evidence(span, say`the container starts ${first.value}`)];
  if (shellForm && found.state !== 'entry' && shellAbsent(stage, first.value)) {
    return fails(noShell(stage, first.value, span, shellForm), chain);
  }
  const blunt = found.state === 'entry' ? undefined : withoutExecuteBit(stage, first.value);
  if (blunt) {
    const notExecutable = blocked(stage, first.value, blunt, span, found.state === 'absent');
    return { ...fails(notExecutable, chain), outcome: found.state === 'absent' ? 'fails' : 'unknown' };
  }
  if (!shellForm && (found.state === 'absent' || unknownShell(stage, first, found)))
    return fails(missing(model, stage, first.value, span), chain);
  const script = shellForm ? undefined : programAsScript(stage, words, span);
  if (script) return fails(script, chain);
  // A wrapper that is copied in without an execute bit starts nothing.
  const isInert = found.state === 'entry' && found.entry.kind === 'file' && found.entry.executable === false;
  const through = isInert ? undefined : lookThrough(stage, words, shellForm);
  if (through) {
    const started = followShell(model, stage, through, words, depth);
    return shellForm || started.outcome !== 'runs' || found.state === 'entry'
      ? started
      : behindWrapper(model, stage, first.value, started, span);
  }
  if (found.state === 'absent') return fails(missing(model, stage, first.value, span), chain);
  if (found.state === 'unknown') {
    const unlikely = unlikelyCommand(model, stage, first.value, span, found.span === undefined);
    if (unlikely) return fails(unlikely, chain);
    if (isBaseImageCommand(stage, first))
      return { problems: [], outcome: 'runs', because: chain, argv: undefined, program: undefined };
    return { ...nothing(found.says, found.span), because: [...chain, evidence(found.span, found.says)] };
  }
  return startFile(model, stage, { path: found.path, entry: found.entry, word: first, words, span, depth, chain });
}

interface StartingFile {
  readonly path: string;
  readonly entry: FileEntry;
  readonly word: Word;
  readonly words: readonly Word[];
  readonly span: Span;
  readonly depth: number;
  readonly chain: readonly Evidence[];
}

function startFile(model: BuildModel, stage: Stage, file: StartingFile): Start {
  const { path, entry, span, word } = file;
  // exec.LookPath leaves words with a slash as they are.
  const called: Called = { path: word.value.includes('/') ? word.value : path, word: word.value };
  const copied = evidence(entry.span, say`${path} comes from here`);
  const chain = entry.span ? [...file.chain, copied] : [...file.chain];
  const problem = (
    kind: Problem['kind'],
    printed: StartError,
    says: string,
    details: Record<string, string> = {},
  ): Problem => ({
    kind,
    phase: 'start',
    certainty: 'known',
    stage: stage.index,
    span,
    ...printed,
    because: [...chain, evidence(span, says)],
    details: { path, ...details },
    ...(entry.artifact && { build: entry.artifact.build }),
  });
  if (entry.kind === 'directory') {
    const inside = artifactPaths(stage.files).filter((candidate) => candidate.startsWith(`${path}/`));
    const [actual] = inside;
    return fails(
      problem(
        'entrypoint-is-directory',
        refused('directory', word.value),
        say`${path} is a directory`,
        actual !== undefined && inside.length === 1 ? { name: word.value, actual } : { name: word.value },
      ),
      chain,
    );
  }
  if (entry.artifact) {
    const build = buildAt(model, entry.artifact.build);
    const output = build?.outputs[entry.artifact.output];
    if (!build || !output) return nothing(say`the build that made it is not known`);
    return startProgram(model, stage, { path, called, entry, build, output, span }, chain, problem);
  }
  if (entry.executable === false) {
    return fails(problem('not-executable', refused('permission', word.value), say`${path} has no execute bit`), chain);
  }
  if (entry.text !== undefined && !entry.text.startsWith('\u007fELF'))
    return startScript(model, stage, file, called, chain, problem);
  return {
    ...nothing(say`what ${path} is made of is not known`, entry.span),
    because: [...chain, evidence(entry.span, say`what ${path} is made of is not known`)],
  };
}

type MakeProblem = (
  kind: Problem['kind'],
  printed: StartError,
  says: string,
  details?: Record<string, string>,
) => Problem;

function startProgram(
  model: BuildModel,
  stage: Stage,
  started: {
    readonly path: string;
    readonly called: Called;
    readonly entry: FileEntry;
    readonly build: GoBuild;
    readonly output: Output;
    readonly span: Span;
  },
  chain: readonly Evidence[],
  problem: MakeProblem,
): Start {
  const { path, called, entry, build, output, span } = started;
  const program: StartedProgram = { path, entry, build, output, span };
  const built = [...chain, evidence(build.go.verbSpan, say`go ${build.go.verb} writes the binary`)];
  if (output.kind === 'archive') {
    const says = say`it is an archive, not a program: the package is not package main`;
    // go build gives archives no execute bit.
    const refusal = entry.executable === true ? 'format' : 'permission';
    return { ...fails(problem('output-not-a-program', refused(refusal, called.path), says), built), program };
  }
  if (entry.executable === false) {
    return {
      ...fails(problem('not-executable', refused('permission', called.path), say`${path} has no execute bit`), built),
      program,
    };
  }
  const wrong = wrongArchitecture(model, stage, build, called.path, problem);
  if (wrong === 'unknown')
    return { ...nothing(say`the platform that it is built for cannot be told`, build.command.span), program };
  if (wrong) return { ...fails(wrong, built), program };
  const loading = checkLinkage(stage, output, called, build);
  const because = [...output.linkage.because, ...built, ...loading.because];
  if (loading.problem) {
    const details = { path, ...loading.problem.details };
    const found: Problem = {
      ...problem(loading.problem.kind, loading.problem.printed, loading.problem.says, details),
      certainty: loading.problem.certainty,
      because,
    };
    return {
      problems: [found],
      outcome: found.certainty === 'known' ? 'fails' : 'unknown',
      because,
      argv: undefined,
      program,
    };
  }
  return { problems: [], outcome: loading.runs ? 'runs' : 'unknown', because, argv: undefined, program };
}

/** A binary for another platform than the image's: the kernel refuses it unless an emulator is registered. */
function wrongArchitecture(
  model: BuildModel,
  stage: Stage,
  build: GoBuild,
  path: string,
  problem: MakeProblem,
): Problem | 'unknown' | undefined {
  const { goos, goarch } = build;
  const version = valueOf(build.goVersion);
  if (version && isSettled(goos) && isSettled(goarch)) {
    // The build ends in an error then.
    if (isSupportedPort(goos.value, goarch.value, version) === false) return 'unknown';
  }
  // `FROM --platform=linux/arm64` makes an image for that platform, whatever platform is asked for.
  const image = valueOf(stage.platform) ?? model.platform;
  if (isSettled(goos) && goos.value !== image.os) {
    return problem(
      'wrong-architecture',
      refused('format', path),
      say`it is built for ${goos.value}, the image is ${formatPlatform(image)}`,
      { goos: goos.value, goarch: valueOf(goarch) ?? '' },
    );
  }
  if (isSettled(goarch) && goarch.value !== image.architecture) {
    // 386 programs run on amd64 kernels.
    if (goarch.value === '386' && image.architecture === 'amd64') return undefined;
    const made = problem(
      'wrong-architecture',
      refused('format', path),
      say`it is built for ${goarch.value}, the image is ${formatPlatform(image)}`,
      { goos: valueOf(goos) ?? 'linux', goarch: goarch.value },
    );
    return { ...made, certainty: goarch.certainty, because: [...goarch.because, ...made.because] };
  }
  return isSettled(goos) && isSettled(goarch) ? undefined : 'unknown';
}

function startScript(
  model: BuildModel,
  stage: Stage,
  file: StartingFile,
  called: Called,
  chain: readonly Evidence[],
  problem: MakeProblem,
): Start {
  const check: ScriptCheck = checkScript(stage, file.entry.text ?? '', called.path);
  if (check.kind === 'fails') {
    const found = problem('entrypoint-script-cannot-run', check.printed, check.says, check.details);
    const presumed = check.details['cause'] === 'interpreter' && stage.image.shells.certainty !== 'known';
    return fails(presumed ? { ...found, certainty: 'presumed' } : found, chain);
  }
  if (check.kind === 'unknown')
    return { ...nothing(check.says, file.entry.span), because: [...chain, evidence(file.entry.span, check.says)] };
  const rest = file.words.slice(1);
  const next =
    check.next === 'arguments'
      ? rest
      : [...check.next.map((value) => ({ value, span: file.span })), ...(check.passesArguments ? rest : [])];
  if (next.length === 0)
    return { ...nothing(say`the script starts what it is given, and no CMD gives it anything`), because: chain };
  const inner = startCommand(model, stage, next, file.depth + 1);
  return { ...inner, because: [...chain, ...inner.because] };
}

/** The words as the shell layer understands them: `tini -- app`, `sh -c "exec app"` become the commands behind them. */
function lookThrough(stage: Stage, words: readonly Word[], shellForm: boolean): Execution | undefined {
  const state = shellStateOf(stage);
  if (shellForm) {
    const text = words[words.length - 1];
    const instruction = (stage.entrypoint ?? stage.cmd)?.instruction;
    if (!text || !stage.shell.posix || !instruction) return undefined;
    return execute(parseScript(instruction.argument), state, hooks);
  }
  const spanned = words.map((word) => ({ value: word.value, span: word.span ?? stage.from.span }));
  const execution = executeArgv(spanned, state, hooks);
  const [only] = execution.commands;
  const wrapped = execution.commands.length !== 1 || (only !== undefined && only.wrappers.length > 0);
  return wrapped && execution.commands.length > 0 ? execution : undefined;
}

/** Follows the last command that a shell runs for certain: what keeps the container alive. */
function followShell(
  model: BuildModel,
  stage: Stage,
  execution: Execution,
  words: readonly Word[],
  depth: number,
): Start {
  const commands = execution.commands.filter((command) => command.argv.length > 0);
  const last = commands[commands.length - 1];
  if (!last || execution.errors.length > 0 || last.runs !== 'always')
    return nothing(say`what the shell runs in the end cannot be told`, startSpan(stage, words));
  const inner = settledWords(last);
  if (!inner) return nothing(say`the command is computed when the container starts`, last.span);
  const started = startCommand(model, withoutShellForm(stage), inner, depth + 1);
  const shell = /(?:^|\/)((?:ba|da|a|k|z)?sh)$/.exec(words[0]?.value ?? '')?.[1];
  if (shell === undefined) return started;
  const word = inner[0]?.value ?? '';
  return { ...started, problems: started.problems.map((problem) => saidByShell(problem, shell, word)) };
}

/** The shell looks for the program itself, and says what is wrong in its own words: `/bin/sh: 1: /app: not found`. */
function saidByShell(problem: Problem, shell: string, word: string): Problem {
  const { refusal, ...rest } = problem;
  if (refusal === undefined) return problem;
  const path = rest.details['path'] ?? '';
  const name = rest.details['name'] ?? (path.endsWith(word.slice(word.lastIndexOf('/'))) ? word : path);
  return { ...rest, error: shellError(refusal, shell, name) };
}

/** Programs that only a package of their own brings: with them missing, what they would start does not. */
const packagedWrappers: ReadonlySet<string> = new Set([
  'tini',
  'tini-static',
  'dumb-init',
  'catatonit',
  'gosu',
  'su-exec',
  'sudo',
  'xvfb-run',
]);

/** `["/sbin/tini", "--", "/app"]` where the program runs, and nothing is seen to bring tini. */
function behindWrapper(model: BuildModel, stage: Stage, name: string, started: Start, span: Span): Start {
  const { tools } = stage.image;
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (!packagedWrappers.has(base) || valueOf(tools)?.has(base) === true) return started;
  const says = say`nothing is seen to bring ${base} into the image`;
  if (tools.certainty !== 'known') return { ...started, outcome: 'unknown', because: [evidence(span, says)] };
  // The program that it would start is not what is missing: it is no hint at what was meant.
  const problem: Problem = { ...missing(model, stage, name, span), certainty: 'presumed', details: { name } };
  return { ...started, problems: [problem], outcome: 'unknown', because: problem.because };
}

function settledWords(command: ExecutedCommand): readonly Word[] | undefined {
  const result: Word[] = [];
  for (const [index, argument] of command.argv.entries()) {
    if (isSettled(argument.value)) result.push({ value: argument.value.value, span: argument.span });
    else if (index === 0) return undefined;
  }
  return result;
}

/** The stage as seen by a command that the shell form has led to: it is no shell form itself. */
function withoutShellForm(stage: Stage): Stage {
  const exec = (command: StartCommand | undefined): StartCommand | undefined => command && { ...command, form: 'exec' };
  return { ...stage, entrypoint: exec(stage.entrypoint), cmd: exec(stage.cmd) };
}

function isShellForm(stage: Stage, words: readonly Word[]): boolean {
  const command = stage.entrypoint?.words && stage.entrypoint.words.length > 0 ? stage.entrypoint : stage.cmd;
  return command?.form === 'shell' && command.words === words;
}

export function shellStateOf(stage: Stage): ShellState {
  return { variables: exportedVariables(stage.imageEnvironment), hidden: new Set(), workdir: stage.workdir };
}

/** What a word that names a command leads to: an absolute path, one relative to WORKDIR, or a search through PATH. */
export function findExecutable(stage: Stage, name: string): Found {
  if (name.startsWith('/')) return lookUp(stage.files, name);
  if (name.includes('/')) {
    return isSettled(stage.workdir)
      ? lookUp(stage.files, resolvePath(stage.workdir.value, name))
      : { state: 'unknown', says: say`the working directory is not known`, span: undefined };
  }
  const path = stage.imageEnvironment.get('PATH')?.value;
  if (!path || !isSettled(path)) return { state: 'unknown', says: say`PATH is not known`, span: undefined };
  let open: Found | undefined;
  for (const directory of path.value.split(':')) {
    if (!directory.startsWith('/')) continue;
    const found = lookUp(stage.files, resolvePath(directory, name));
    // exec.LookPath passes over directories and files without execute bit.
    if (found.state === 'entry' && found.entry.kind !== 'directory' && found.entry.executable !== false) return found;
    if (found.state === 'unknown') open ??= found;
  }
  return open ?? { state: 'absent' };
}

/** A file that the search through PATH passes over because it has no execute bit. */
function withoutExecuteBit(stage: Stage, name: string): Extract<Found, { state: 'entry' }> | undefined {
  const path = stage.environment.get('PATH')?.value;
  if (name.includes('/') || !path || !isSettled(path)) return undefined;
  for (const directory of path.value.split(':')) {
    const found = lookUp(stage.files, resolvePath(directory, name));
    if (found.state === 'entry' && found.entry.kind === 'file' && found.entry.executable === false) return found;
  }
  return undefined;
}

function blocked(
  stage: Stage,
  name: string,
  { entry, path }: Extract<Found, { state: 'entry' }>,
  span: Span,
  certain: boolean,
): Problem {
  return {
    kind: 'not-executable',
    phase: 'start',
    certainty: certain ? 'known' : 'presumed',
    stage: stage.index,
    span,
    ...refused('not-executable-in-path', name),
    because: [
      evidence(entry.span, say`${path} comes from here`),
      evidence(span, say`${path} has no execute bit, so the search through PATH passes over it`),
    ],
    details: { path, name },
    ...(entry.artifact && { build: entry.artifact.build }),
  };
}

/** A shell that the Dockerfile starts by name and the image is known not to have: `ENTRYPOINT ["sh", "-c", …]`. */
function unknownShell(stage: Stage, word: Word, found: Found): boolean {
  const { shells } = stage.image;
  if (found.state !== 'unknown' || found.span !== undefined || !word.span || shells.certainty !== 'known') return false;
  const name = word.value.slice(word.value.lastIndexOf('/') + 1);
  if (!['sh', 'bash', 'ash', 'dash'].includes(name)) return false;
  return !shells.value.some((shell) => (word.value.includes('/') ? shell === word.value : shell.endsWith(`/${name}`)));
}

function noShell(stage: Stage, shell: string, span: Span, shellForm: boolean): Problem {
  const instruction = (stage.entrypoint ?? stage.cmd)?.instruction;
  return {
    kind: 'shell-form-without-shell',
    phase: 'start',
    certainty: stage.image.shells.certainty === 'known' ? 'known' : 'presumed',
    stage: stage.index,
    span: instruction?.keywordSpan ?? span,
    ...refused('absent', shell),
    because: [
      evidence(span, say`the shell form starts ${shell}`),
      evidence(stage.from.span, say`the image has no shell`),
    ],
    details: { instruction: instruction?.keyword ?? 'CMD', shell, shellForm: String(shellForm) },
  };
}

function missing(model: BuildModel, stage: Stage, name: string, span: Span): Problem {
  const inPath = !name.includes('/');
  const place = isSettled(stage.workdir) ? resolvePath(stage.workdir.value, name) : name;
  // An image that no program is built for may get what it starts from a volume, as images for development do.
  const built = [...model.goBuilds, ...model.recipeBuilds].some((build) =>
    build.outputs.some(({ kind }) => kind === 'program'),
  );
  const unless = inPath
    ? undefined
    : mayBePutIntoContext(stage.files, place)
      ? 'context'
      : built
        ? undefined
        : 'volume';
  return {
    kind: 'entrypoint-not-in-image',
    phase: 'start',
    certainty: unless === undefined ? 'known' : 'presumed',
    stage: stage.index,
    span,
    ...refused(inPath ? 'not-in-path' : 'absent', name),
    because: [
      evidence(span, inPath ? say`${name} is in no directory of PATH` : say`nothing puts ${name} into the image`),
    ],
    details: { name, ...(unless !== undefined && { unless }), ...nearestArtifact(stage, name) },
  };
}

/** A go build's output that is in the stage under the same name elsewhere, or the only one there is: what was meant. */
function nearestArtifact(stage: Stage, name: string): Record<string, string> {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const paths = artifactPaths(stage.files);
  const actual = paths.find((path) => path.endsWith(`/${base}`));
  if (actual !== undefined) return { actual };
  const [only] = paths;
  return only !== undefined && paths.length === 1 ? { only } : {};
}

/** Where base images keep their commands. */
const commandDirectories = /^\/(?:usr\/)?s?bin\/[^/]+$/;

/**
 * `CMD ["app"]`, or `["/bin/app"]`, where a go build's output called app is in the image, but in no directory of PATH, or not there.
 * @param base whether nothing but the base image could bring it
 */
function unlikelyCommand(
  model: BuildModel,
  stage: Stage,
  name: string,
  span: Span,
  base: boolean,
): Problem | undefined {
  if (name.includes('/') && !commandDirectories.test(name)) return undefined;
  const { actual } = nearestArtifact(stage, name);
  if (actual === undefined) return undefined;
  const sure = base && lacksCommand(stage.image, name.slice(name.lastIndexOf('/') + 1));
  return { ...missing(model, stage, name, span), certainty: sure ? 'known' : 'presumed', details: { name, actual } };
}

/** A command that the known base image itself starts: `bash` of golang, `/bin/sh` of alpine. */
function isBaseImageCommand(stage: Stage, word: Word): boolean {
  return word.span === undefined && stage.image.family !== undefined;
}

/** USER with a name that /etc/passwd does not hold; numbers need no entry. */
function checkUser(model: BuildModel, stage: Stage): readonly Problem[] {
  const { name, span } = stage.user;
  if (!isSettled(name) || !span || restsOnArg(model.dockerfile.text, span, stage.environment)) return [];
  const missing = missingAccount(stage, name.value);
  if (!missing) return [];
  return [
    {
      kind: 'user-not-in-image',
      phase: 'start',
      certainty: name.certainty === 'known' ? missing.certainty : 'presumed',
      stage: stage.index,
      span,
      error: missingAccountError(missing),
      because: [
        evidence(span, say`the container starts as ${missing.name}`),
        evidence(stage.from.span, say`/etc/${missing.file} of the image has no ${missing.name}`),
      ],
      details: { user: missing.name, file: missing.file },
    },
  ];
}

function fails(problem: Problem, because: readonly Evidence[]): Start {
  return {
    problems: [problem],
    outcome: problem.certainty === 'known' ? 'fails' : 'unknown',
    because,
    argv: undefined,
    program: undefined,
  };
}
