import { evidence, isSettled, valueOf, type Evidence } from '../facts/fact';
import { refused, type StartError } from '../facts/startErrors';
import type { ExecutedCommand, Execution } from '../shell/execution';
import { placeOfProgram } from '../images/packageTable';
import { remembered } from '../text/remembered';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { BuildModel, Problem, Stage } from './buildModel';
import { buildAt } from './buildAt';
import { checkScript, type ScriptCheck } from './entryScript';
import { baseName } from './copy';
import { artifactPaths, isPutAt, lookUp, type FileEntry, type Found } from './files';
import { findExecutable, findWithoutExecuteBit } from './findExecutable';
import { mayBeSamePlace } from './linkedDirectories';
import { loaderPaths, type Called } from './loading';
import { lacksShell, missingProgram, missingShell, notExecutable, unlikelyCommand } from './missingProgram';
import { isPrivate } from './privateScript';
import { isShell, programAsScript } from './programAsScript';
import { shellAbsent } from './shells';
import { startAsMissing } from './stageProblems';
import { asSeenBy, isOwnCommand, lookThrough, restsOnUnset, saidByShell } from './startInShell';
import { fails, nothing, type Start } from './startOutcome';
import { startProgram, type MakeProblem } from './startProgram';
import { isShellForm, settledWords, startSpan, startWords, withoutShellForm, type Word } from './startWords';

/** What a build that stops half-way brings about: its files are not there. */
const followsFromBuild: ReadonlySet<Problem['kind']> = new Set(['entrypoint-not-in-image', 'entrypoint-is-directory']);

/** What happens when a container of the target starts: ENTRYPOINT and CMD, followed to the program and its loader. */
export function startProblems(model: BuildModel): Start {
  const stage = model.target;
  if (!stage) return nothing(say`there is no stage to start`);
  const words = startWords(stage);
  const argv = words?.map((word) => word.value);
  const user = startAsMissing(model, stage);
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

/** The same, worked out once for a model: several rules and pages ask. */
export const startOf: (model: BuildModel) => Start = remembered(startProblems);

/** @param shell the shell that starts it, if one does */
function startCommand(model: BuildModel, stage: Stage, words: readonly Word[], depth: number, shell?: string): Start {
  const [first] = words;
  if (!first || depth > 5) return nothing(say`the command is not followed any further`);
  const span = startSpan(stage, words);
  const shellForm = isShellForm(stage, words);
  const found = findExecutable(stage, first.value);
  const chain: Evidence[] = [evidence(span, say`the container starts ${first.value}`)];
  if (shellForm && found.state !== 'entry' && shellAbsent(stage, first.value)) {
    return fails(missingShell(stage, first.value, span, shellForm), chain);
  }
  const blunt = found.state === 'entry' ? undefined : findWithoutExecuteBit(stage, first.value);
  if (blunt) {
    const problem = notExecutable(stage, first.value, blunt, span, found.state === 'absent');
    return { ...fails(problem, chain), outcome: found.state === 'absent' ? 'fails' : 'unknown' };
  }
  if (!shellForm && (found.state === 'absent' || lacksShell(stage, first, found)))
    return fails(missingProgram(model, stage, first.value, span), chain);
  const script = shellForm ? undefined : programAsScript(stage, words, span);
  if (script) return fails(script, chain);
  if (isShell(first.value) && found.state === 'unknown' && mayLackLoader(model, stage, first.value, found))
    return {
      ...nothing(say`whether ${first.value} finds its C library here is not known`, found.span),
      because: chain,
    };
  // A wrapper that is copied in without an execute bit starts nothing.
  const isInert = found.state === 'entry' && found.entry.kind === 'file' && found.entry.executable === false;
  const through = isInert ? undefined : lookThrough(stage, words, shellForm);
  if (through) {
    const started = followShell(model, stage, through, words, depth);
    return shellForm || started.outcome !== 'runs' || found.state === 'entry'
      ? started
      : behindWrapper(model, stage, first.value, started, span);
  }
  if (found.state === 'absent') return fails(missingProgram(model, stage, first.value, span), chain);
  if (found.state === 'unknown') {
    // What a command of the Dockerfile may have put there is no matter of the base image.
    const isOpen = found.otherName === true || (found.span !== undefined && !isCopied(stage, found.span));
    const base = found.span === undefined;
    const unlikely = isOpen ? undefined : unlikelyCommand(model, stage, first.value, span, base);
    if (unlikely) return fails(unlikely, chain);
    if (isBaseImageCommand(stage, first) && !(isShell(first.value) && words.length > 1))
      return { problems: [], outcome: 'runs', because: chain, argv: undefined, program: undefined };
    return { ...nothing(found.says, found.span), because: [...chain, evidence(found.span, found.says)] };
  }
  const { path, entry } = found;
  return startFile(model, stage, { path, entry, word: first, words, span, depth, chain, shell });
}

/** Whether a COPY or ADD of the stage stands there. */
function isCopied({ steps }: Stage, { start }: Span): boolean {
  return steps.some(({ copy, instruction }) => copy && instruction.span.start <= start && start < instruction.span.end);
}

interface StartingFile {
  readonly path: string;
  readonly entry: FileEntry;
  readonly word: Word;
  readonly words: readonly Word[];
  readonly span: Span;
  readonly depth: number;
  readonly chain: readonly Evidence[];
  readonly shell: string | undefined;
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

/** What the interpreter says of a script that it cannot open. Measured with the shells of Debian 12 and Alpine 3.22. */
function unreadable({ image }: Stage, { entry, word }: StartingFile): StartError {
  const [, interpreter = ''] = /^#![ \t]*(\/[^ \t\r\n]+)[ \t]*\r?(?:\n|$)/.exec(entry.text ?? '') ?? [];
  const path = word.value;
  if (interpreter === '/bin/sh' && image.distribution === 'alpine')
    return { error: `/bin/sh: can't open '${path}': Permission denied` };
  if (interpreter === '/bin/sh' && image.distribution === 'debian')
    return { error: `/bin/sh: 0: cannot open ${path}: Permission denied` };
  return { error: interpreter === '/bin/bash' ? `/bin/bash: ${path}: Permission denied` : undefined };
}

function startScript(
  model: BuildModel,
  stage: Stage,
  file: StartingFile,
  called: Called,
  chain: readonly Evidence[],
  problem: MakeProblem,
): Start {
  const given = file.words.slice(1);
  if (isPrivate(stage, model.dockerfile, file.entry)) {
    const says = say`only root may read ${file.path}, and the container runs as another user`;
    // The runtime may start what only root may, and the interpreter then cannot open it; a shell may not even start it.
    const printed = file.depth > 0 ? refused('permission', file.word.value) : unreadable(stage, file);
    return fails(problem('entrypoint-script-cannot-run', printed, says, { cause: 'private' }), chain);
  }
  const check: ScriptCheck = checkScript(stage, file.entry.text ?? '', {
    path: called.path,
    arguments: given.map(({ value }) => value),
    shell: file.shell,
  });
  if (check.kind === 'fails') {
    const found = problem('entrypoint-script-cannot-run', check.printed, check.says, check.details);
    const presumed = check.details['cause'] === 'interpreter' && stage.image.shells.certainty !== 'known';
    return fails(presumed ? { ...found, certainty: 'presumed' } : found, chain);
  }
  if (check.kind === 'unknown')
    return { ...nothing(check.says, file.entry.span), because: [...chain, evidence(file.entry.span, check.says)] };
  const next = check.words.map((value) => ({
    value,
    span: given.find((word) => word.value === value)?.span ?? file.span,
  }));
  const seen = asSeenBy(withoutShellForm(stage), check.command);
  const inner = startedByShell(
    startCommand(model, seen, next, file.depth + 1, isOwnCommand(check.command) ? check.shell : undefined),
    check.shell,
    check.command,
    next,
  );
  const started = behindWrappers(model, stage, check.command, inner, { shell: check.shell, span: file.span });
  return { ...started, because: [...chain, ...started.because] };
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
  const inner = restsOnUnset(execution, last) ? undefined : settledWords(last);
  if (!inner) return nothing(say`the command is computed when the container starts`, last.span);
  const seen = asSeenBy(withoutShellForm(stage), last);
  const shell = /(?:^|\/)((?:ba|da|a|k|z)?sh)$/.exec(words[0]?.value ?? '')?.[1];
  const started = startCommand(model, seen, inner, depth + 1, isOwnCommand(last) ? shell : undefined);
  if (shell === undefined) return started;
  return behindWrappers(model, stage, last, startedByShell(started, shell, last, inner), {
    shell,
    span: startSpan(stage, words),
  });
}

/** What comes of a command that a shell has looked for, in the words of the shell. */
function startedByShell(started: Start, shell: string, command: ExecutedCommand, words: readonly Word[]): Start {
  const [first] = words;
  // A file that was sourced may have given it another PATH.
  if (command.environmentMayHoldMore && started.problems.some(({ refusal }) => refusal === 'not-in-path'))
    return nothing(say`the command is computed when the container starts`, first?.span);
  const word = first?.value ?? '';
  return {
    ...started,
    problems: started.problems.map((problem) => saidByShell(problem, shell, word, command)),
  };
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

/** The same for those that a shell starts: `exec su-exec app /app`. */
function behindWrappers(
  model: BuildModel,
  stage: Stage,
  command: ExecutedCommand,
  started: Start,
  { shell, span }: { readonly shell: string; readonly span: Span },
): Start {
  if (started.outcome !== 'runs') return started;
  for (const [at, { name, path = name }] of command.wrappers.entries()) {
    if (!packagedWrappers.has(name) || findExecutable(stage, path).state === 'entry') continue;
    const behind = behindWrapper(model, stage, path, started, span);
    if (behind.outcome === 'runs') continue;
    const ahead = { ...command, wrappers: command.wrappers.slice(0, at) };
    return { ...behind, problems: behind.problems.map((problem) => saidByShell(problem, shell, path, ahead)) };
  }
  return started;
}

/** Where a package has put a program that is started by another path, which nothing else may have put there either. */
function misplaced({ image, files }: Stage, name: string): string | undefined {
  // What leads elsewhere as a link is not followed into the base image.
  if (!name.startsWith('/') || isPutAt(files, name)) return undefined;
  const found = lookUp(files, name);
  const isFree = found.state === 'absent' || (found.state === 'unknown' && found.span === undefined);
  const place = isFree ? placeOfProgram(image, baseName(name)) : undefined;
  return place === undefined || mayBeSamePlace(files.links, name, place) ? undefined : place;
}

/** OneAgent's, out of an archive that is downloaded: whether it is there cannot be seen. */
const agentWrapper = /^dynatrace-agent(?:32|64)\.sh$/;

/** `["/sbin/tini", "--", "/app"]` where the program runs, and nothing is seen to bring tini. */
function behindWrapper(model: BuildModel, stage: Stage, name: string, started: Start, span: Span): Start {
  const { tools } = stage.image;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const isAgent = agentWrapper.test(base);
  const elsewhere = isAgent ? undefined : misplaced(stage, name);
  if (elsewhere !== undefined) {
    const { links } = stage.files;
    const problem = missingProgram(model, stage, name, span);
    const certainty = links === undefined || tools.certainty !== 'known' ? 'presumed' : 'known';
    const details = { name, place: elsewhere, ...(certainty === 'presumed' && { unless: 'directories' }) };
    return fails({ ...problem, certainty, details }, started.because);
  }
  if (!isAgent && (!packagedWrappers.has(base) || valueOf(tools)?.has(base) === true)) return started;
  const says = say`nothing is seen to bring ${base} into the image`;
  if (isAgent || tools.certainty !== 'known')
    return { ...started, outcome: 'unknown', because: [evidence(span, says)] };
  // The program that it would start is not what is missing: it is no hint at what was meant.
  const problem: Problem = { ...missingProgram(model, stage, name, span), certainty: 'presumed', details: { name } };
  return { ...started, problems: [problem], outcome: 'unknown', because: problem.because };
}

/**
 * A shell that only a COPY puts there, without a loader. The musl and uclibc variants of BusyBox need none (docker-library/busybox:
 * CONFIG_STATIC).
 */
function mayLackLoader(
  model: BuildModel,
  stage: Stage,
  shell: string,
  { span }: Extract<Found, { state: 'unknown' }>,
): boolean {
  const { shells } = stage.image;
  if (!span || !isSettled(shells) || shells.value.some((path) => path.endsWith(`/${baseName(shell)}`))) return false;
  if (loaderPaths.some((path) => lookUp(stage.files, path).state !== 'absent')) return false;
  const from = stage.steps.find(({ instruction }) => instruction.span.start === span.start)?.copy?.from;
  const base = from?.kind === 'stage' ? model.stages[from.index]?.base : undefined;
  const image = from?.kind === 'image' ? from.text : base?.kind === 'image' ? base.text : undefined;
  return image === undefined || !/(?:^|\/)busybox:\S*(?:musl|uclibc)/.test(image);
}

/** A command that the known base image itself starts: `bash` of golang, `/bin/sh` of alpine. */
function isBaseImageCommand(stage: Stage, word: Word): boolean {
  return word.span === undefined && stage.image.family !== undefined;
}
