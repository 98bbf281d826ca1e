import { evidence, isSettled, presumed, unknown, valueOf, type Fact } from '../facts/fact';
import { execute } from '../shell/execute';
import type { ExecutedCommand, ShellHooks, ShellState, ShellVariable } from '../shell/execution';
import { parseUnquotedScript } from '../shell/parse';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import type { GoBuild, Problem } from './buildModel';
import { beOpaque } from './commandFiles';
import { lookUp, resolvePath } from './files';
import {
  expandMake,
  parseMakefile,
  toScript,
  wholeText,
  type Expansion,
  type Makefile,
  type MakeRule,
} from './makefile';
import type { StageState, Walk } from './stageState';

/** What make is asked for on its command line. */
interface MakeRequest {
  readonly directory: string;
  readonly file: string | undefined;
  readonly targets: readonly string[];
  /** `NAME=value` arguments: they beat what the Makefile says. */
  readonly given: ReadonlyMap<string, string>;
}

/** What looking through a recipe needs of the walk. */
export interface MakeSurroundings {
  readonly walk: Walk;
  readonly hooks: ShellHooks;
  /** Lets a command of a recipe act on the stage. */
  readonly apply: (walk: Walk, command: ExecutedCommand) => void;
}

/** The names under which make looks for its file, in order (GNU make manual, "What name to give your makefile"). */
const fileNames = ['GNUmakefile', 'makefile', 'Makefile'];
/** Stands in a script for what a Makefile computes. */
const unreadName = '__unread';
/** Variables that make defines by itself (`make -p`). */
const builtin: Readonly<Record<string, string>> = { MAKE: 'make', RM: 'rm -f', CC: 'cc', CXX: 'g++', SHELL: '/bin/sh' };
/** Calls of make inside of recipes that are followed. */
const deepest = 4;

/**
 * If the command is a `make` whose Makefile can be read: lets the commands of the recipes act on the stage. What they
 * are is presumed, as a Makefile is a program of its own. Returns whether the command was dealt with; a recipe that
 * cannot be followed leaves the stage open, as any command does that cannot be read.
 */
export function applyMake(state: StageState, around: MakeSurroundings, command: ExecutedCommand): boolean {
  const request = readRequest(command);
  if (!request || (around.walk.makeDepth ?? 0) >= deepest) return false;
  const tools = valueOf(state.image.tools);
  if (tools?.has('make') === false && state.image.tools.certainty === 'known') return false;
  const makefile = findMakefile(state, request);
  if (!makefile) return false;
  const goals =
    request.targets.length > 0 ? request.targets : makefile.defaultGoal === undefined ? [] : [makefile.defaultGoal];
  if (goals.length === 0 || goals.some((goal) => makefile.rules.get(goal)?.recipe === undefined)) return false;
  const inside: Walk = { ...around.walk, makeDepth: (around.walk.makeDepth ?? 0) + 1 };
  const run: MakeRun = { state, around: { ...around, walk: inside }, command, request, makefile, done: new Set() };
  const before = state.problems.length;
  for (const goal of goals) build(run, goal);
  state.problems.push(...state.problems.splice(before).map(presumeProblem));
  return true;
}

interface MakeRun {
  readonly state: StageState;
  readonly around: MakeSurroundings;
  readonly command: ExecutedCommand;
  readonly request: MakeRequest;
  readonly makefile: Makefile;
  /** Targets that are made, or being made. */
  readonly done: Set<string>;
}

function readRequest(command: ExecutedCommand): MakeRequest | undefined {
  const words = command.argv.map(({ value }) => valueOf(value));
  if (words[0] !== 'make' && words[0] !== 'gmake') return undefined;
  if (!isSettled(command.workdir)) return undefined;
  let directory = command.workdir.value;
  let file: string | undefined;
  const targets: string[] = [];
  const given = new Map<string, string>();
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) return undefined;
    const assigned = /^([A-Za-z_][\w.-]*)(?::?=)(.*)$/s.exec(word);
    if (assigned) given.set(assigned[1] ?? '', assigned[2] ?? '');
    else if (!word.startsWith('-')) targets.push(word);
    else if (
      /^(-[sBw]+|-j\d*|--(silent|quiet|always-make|no-print-directory|print-directory|jobs)(=\d+)?|--output-sync\S*)$/.test(
        word,
      )
    ) {
      if (word === '-j' && /^\d+$/.test(words[i + 1] ?? '')) i++;
    } else {
      const option = /^(-C|-f|--directory=|--file=|--makefile=)(.*)$/s.exec(word);
      const value = option?.[2] || words[++i];
      if (!option || value === undefined) return undefined;
      if (option[1] === '-C' || option[1] === '--directory=') directory = resolvePath(directory, value);
      else if (file !== undefined) return undefined;
      else file = value;
    }
  }
  return { directory, file, targets, given };
}

function findMakefile(state: StageState, request: MakeRequest): Makefile | undefined {
  for (const name of request.file === undefined ? fileNames : [request.file]) {
    const found = lookUp(state.files, resolvePath(request.directory, name));
    if (found.state === 'absent') continue;
    return found.state === 'entry' && found.entry.text !== undefined ? parseMakefile(found.entry.text) : undefined;
  }
  return undefined;
}

function build(run: MakeRun, target: string): void {
  if (run.done.has(target)) return;
  run.done.add(target);
  const { state, makefile, request, command } = run;
  const rule = makefile.rules.get(target);
  const found = lookUp(state.files, resolvePath(request.directory, target));
  // A recipe of the same Makefile that is not followed is not the one that makes this target.
  const isThere = found.state === 'entry' || (found.state === 'unknown' && found.span !== command.span);
  if (!rule) {
    // A file, or the work of a pattern or of an included file.
    if (found.state !== 'entry') leaveOpen(run, target);
    return;
  }
  if (rule.unreadPrerequisites) leaveOpen(run, target);
  for (const prerequisite of rule.prerequisites) build(run, prerequisite);
  if (!rule.recipe) return leaveOpen(run, target);
  // What is no phony target and is there already may be up to date.
  if (!makefile.phony.has(target) && rule.recipe.length > 0 && isThere) return leaveOpen(run, target);
  for (const line of rule.recipe) runLine(run, target, rule, line);
}

function leaveOpen({ state, command }: MakeRun, target: string): void {
  beOpaque(state, command, say`what make ${target} does cannot be read`, 'unread');
}

/** Each line of a recipe is a shell of its own (GNU make manual, "Recipe execution"). */
function runLine(run: MakeRun, target: string, rule: MakeRule, line: string): void {
  const { around, command } = run;
  const prefix = /^[\s@+-]*/.exec(line)?.[0] ?? '';
  const shell = shellOf(run);
  const pieces = expandMake(line.slice(prefix.length), expansionOf(run, shell, target, rule));
  const script = toScript(pieces, unreadName);
  if (script.trim() === '') return;
  const execution = execute(parseUnquotedScript(script, command.span), shell, around.hooks);
  if (execution.errors.length > 0) return leaveOpen(run, target);
  for (const inner of execution.commands) {
    const fatal = inner.failureIsFatal && command.failureIsFatal && !prefix.includes('-');
    around.apply(around.walk, {
      ...inner,
      // No word of it stands in the Dockerfile, and no part of one either: all of it is at the words of make.
      argv: inner.argv.map((argument) => ({ ...argument, word: undefined })),
      approximate: true,
      failureIsFatal: fatal,
      runs: command.runs === 'always' ? inner.runs : 'perhaps',
    });
  }
}

/** The environment of a recipe: that of make, and what the Makefile exports or the command line gives. */
function shellOf(run: MakeRun): ShellState {
  const { command, makefile, request } = run;
  const variables = new Map<string, ShellVariable>(command.environment);
  const bare: ShellState = {
    variables,
    workdir: { ...command.workdir, ...(isSettled(command.workdir) && { value: request.directory }) },
    ...(command.environmentMayHoldMore !== undefined && { mayHoldMore: command.environmentMayHoldMore }),
  };
  const cannotTell: Fact<string> = unknown('shell-computed', evidence(command.span, say`the Makefile computes it`));
  const expansion = expansionOf(run, bare, '', undefined);
  for (const name of makefile.variables.keys()) {
    const exported = makefile.exported === 'all' || makefile.exported.has(name) || command.environment.has(name);
    if (!exported || request.given.has(name)) continue;
    const value = wholeText(expandMake(`$(${name})`, expansion));
    const fact =
      value === undefined ? cannotTell : presumed(value, evidence(command.span, say`the Makefile sets ${name}`));
    variables.set(name, { value: fact, exported: true, origin: undefined });
  }
  for (const [name, value] of request.given) {
    variables.set(name, {
      value: presumed(value, evidence(command.span, say`make is given ${name}`)),
      exported: true,
      origin: undefined,
    });
  }
  variables.set(unreadName, { value: cannotTell, exported: false, origin: undefined });
  return { ...bare, variables };
}

function expansionOf(run: MakeRun, shell: ShellState, target: string, rule: MakeRule | undefined): Expansion {
  const { command, makefile, request } = run;
  const fromEnvironment = (name: string): Fact<string> | undefined => command.environment.get(name)?.value;
  return {
    lookUp: (name) => {
      const automatic = automaticVariable(name, target, rule, request.directory);
      if (automatic !== undefined) return { text: automatic, literal: true };
      const given = request.given.get(name);
      if (given !== undefined) return { text: given, literal: false };
      const variable = makefile.variables.get(name);
      const outer = fromEnvironment(name);
      const outerText = outer && valueOf(outer);
      if (variable && (!variable.environment || (!outer && command.environmentMayHoldMore !== true)))
        return variable.text === undefined ? undefined : { text: variable.text, literal: false };
      if (outer) {
        if (outerText === undefined || (variable && variable.text === undefined)) return undefined;
        const text = outerText.replace(/\$/g, '$$$$');
        return { text: variable?.environment === 'precedes' ? `${text} ${variable.text ?? ''}` : text, literal: false };
      }
      const own = ownValue(builtin, name);
      if (own !== undefined) return { text: own, literal: true };
      if (command.environmentMayHoldMore === true || makefile.mayDefineMore) return undefined;
      return /^[\w.-]+$/.test(name) ? { text: '', literal: true } : undefined;
    },
    shell: (text) => {
      const { state } = execute(parseUnquotedScript(`__output=$(${text})`, command.span), shell, run.around.hooks);
      const output = state.variables.get('__output')?.value;
      return output && valueOf(output);
    },
  };
}

/** `$@`, `$<`, `$^` (GNU make manual, "Automatic variables") and the directory that make works in. */
function automaticVariable(
  name: string,
  target: string,
  rule: MakeRule | undefined,
  directory: string,
): string | undefined {
  if (name === 'CURDIR' || name === 'PWD') return directory;
  if (!rule) return undefined;
  switch (name) {
    case '@':
      return target;
    case '<':
      return rule.unreadPrerequisites ? undefined : (rule.prerequisites[0] ?? '');
    case '^':
      return rule.unreadPrerequisites ? undefined : [...new Set(rule.prerequisites)].join(' ');
    default:
      return undefined;
  }
}

/** What a build of a recipe comes to is no more than presumed. */
export function presumeBuild(build: GoBuild): GoBuild {
  return {
    ...build,
    linkage: presume(build.linkage),
    outputs: build.outputs.map((output) => ({ ...output, linkage: presume(output.linkage) })),
  };
}

/** That go.mod asks for a newer Go does not depend on how make calls it. */
function presumeProblem(problem: Problem): Problem {
  return problem.kind === 'go-version-behind-module' ? problem : { ...problem, certainty: 'presumed' };
}

function presume<T>(fact: Fact<T>): Fact<T> {
  return fact.certainty === 'known' ? presumed(fact.value, ...fact.because) : fact;
}
