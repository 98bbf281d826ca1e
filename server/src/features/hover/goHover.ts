import { isSettled, valueOf } from '../../facts/fact';
import { isDryRun } from '../../golang/flagValues';
import { parseGoCommand } from '../../golang/goCommand';
import type { GoCommand, GoFlag, ProgramFacts } from '../../golang/types';
import { unreadPart } from '../../golang/words';
import type { Analysis } from '../../analysis';
import type { BuildModel, GoBuild, Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import { ownValue } from '../../text/ownValue';
import { say } from '../../text/say';
import { slice, touches, type Span } from '../../text/span';
import { agentNote } from '../agentNote';
import { describeLinkerFlags } from '../linkerFlagText';
import { describeObservability } from '../observabilityHover';
import { goFlagText } from '../texts/goFlagTexts';
import { goFrontTexts, goVerbTexts } from '../texts/goVerbTexts';
import { textOf } from '../texts/textRow';
import { goVariableTexts } from '../texts/variableTexts';
import { describeLinkage, describeVerdict, platformOf } from '../wording';
import { code, firstOf, prose, reasons, toHover, type Hover } from './card';
import { describeFate } from './fate';
import { hoverLinkerFlag } from './linkerHover';
import { here, hereInTurn } from './values';

/** A part of a go command in a RUN: what stands in front, the verb, a flag, a package; else the command as a whole. */
export function hoverGoCommand(analysis: Analysis, stage: Stage, step: Step, offset: number): Hover | undefined {
  const { model } = analysis;
  const builds = buildsAt(model, stage, step, offset);
  const build = builds.at(-1);
  const command = build?.command ?? step.execution?.commands.findLast(({ span }) => touches(span, offset)) ?? undefined;
  const go = build?.go ?? (command && parseGoCommand(command));
  if (!command) return undefined;
  if (!go) return hoverFront(command, offset);
  if (command.approximate === true) return build && hoverBuild(analysis, builds, command.span, offset);
  const flag = go.flags.find(({ from, span }) => from === 'command line' && touches(span, offset));
  if (flag) return hoverFlag(model, go, builds, flag, offset);
  const problem = go.problems.find(({ span }) => touches(span, offset));
  if (problem) return toHover(problem.span, { title: say`go refuses this`, says: code(problem.message) });
  const argument = go.args.find(({ span }) => touches(span, offset));
  if (argument && build) return hoverPackage(builds, argument);
  if (argument && command.notRun && compilingVerbs.has(go.verb)) return hoverPackageAlone(go, argument);
  const front = go.front && touches(go.front.span, offset) ? textOf(goFrontTexts, go.front.name) : undefined;
  if (go.front && front && go.front.via !== 'image')
    return toHover(go.front.span, { title: front.name, says: front.text, sources: [front.source] });
  const words = wordsOf(command, go);
  if (build) return hoverBuild(analysis, builds, touches(words, offset) ? words : command.span, offset);
  const stored = argument && hoverStoredSetting(go, argument);
  if (stored) return stored;
  const row = textOf(goVerbTexts, go.verb);
  const part = touches(words, offset) ? words : command.span;
  return row && toHover(part, { title: `go ${row.name}`, says: row.text, sources: [row.source] });
}

/** `instgo set --licenseKey=…`, `otelc setup`: what stands in front of go elsewhere, alone. */
function hoverFront({ argv, approximate }: ExecutedCommand, offset: number): Hover | undefined {
  const [first, verb] = argv;
  const name = first && valueOf(first.value)?.split('/').at(-1);
  const row = name === undefined ? undefined : textOf(goFrontTexts, name);
  if (!first || !row || approximate === true) return undefined;
  const span = { start: first.span.start, end: (verb ?? first).span.end };
  return touches(span, offset) ? toHover(span, { title: row.name, says: row.text, sources: [row.source] }) : undefined;
}

/** `go env -w GOFLAGS=-mod=mod` */
function hoverStoredSetting(go: GoCommand, { value, span }: GoCommand['args'][number]): Hover | undefined {
  const isSet = go.verb === 'env' && go.flags.some(({ name }) => name === 'w');
  const [name = '', ...rest] = isSet && isSettled(value) ? value.value.split('=') : [];
  const row = textOf(goVariableTexts, name);
  return (
    row &&
    toHover(span, {
      title: name,
      says: row.text,
      lines: [say`Here: ${code(rest.join('='))}, for the later go commands of this user; the environment wins over it`],
      sources: [row.source],
    })
  );
}

/** The builds of the command at the offset: one for each round of a loop, and for each call of a function. */
function buildsAt(model: BuildModel, stage: Stage, step: Step, offset: number): readonly GoBuild[] {
  const all = model.goBuilds.filter(
    (build) =>
      build.stage === stage.index && build.instruction === step.instruction && touches(build.command.span, offset),
  );
  const last = all.at(-1)?.command.span;
  return all.filter(({ command: { span } }) => span.start === last?.start && span.end === last.end);
}

/** From `go` to the verb. */
function wordsOf({ argv, span }: ExecutedCommand, { verbSpan }: GoCommand): Span {
  return { start: argv[0]?.span.start ?? span.start, end: Math.max(verbSpan.end, argv[0]?.span.end ?? 0) };
}

const mostBuilds = 6;
const mostFates = 4;

/** What a go build makes, as half a sentence. */
function describeBuild(build: GoBuild): string {
  const outputs = build.outputs.map(({ path }) =>
    isSettled(path) ? code(path.value) : say`a file whose path is not known`,
  );
  const platform = platformOf(build);
  if (isDryRun(build.go)) return say`prints what it would do, and builds nothing.`;
  return outputs.length > 0
    ? say`for ${platform} writes ${[...new Set(outputs)].join(', ')}: ${describeLinkage(build)}`
    : say`for ${platform}: ${describeLinkage(build)}`;
}

/**
 * The whole of a go build: what it makes, why, what becomes of it.
 * @param builds of one place, at least one
 */
function hoverBuild(analysis: Analysis, builds: readonly GoBuild[], span: Span, offset: number): Hover | undefined {
  const { model } = analysis;
  const build = builds.at(-1);
  if (!build) return undefined;
  const made = [...new Set(builds.map(describeBuild))];
  const row = textOf(goVerbTexts, build.go.verb);
  return toHover(span, {
    title: `go ${build.go.verb}`,
    says: made.length === 1 ? made[0] : say`is run here ${builds.length} times:`,
    lines: [
      ...(made.length === 1 ? [] : firstOf(made, mostBuilds)),
      ...builds.flatMap(({ because }) => reasons(model, because)),
      ...builds.map(({ outputProblem }) => outputProblem && say`go says: ${code(outputProblem.message)}`),
      ...firstOf(
        builds.flatMap((each) => describeFate(model, each)),
        mostFates + 1,
      ),
    ],
    paragraphs: [
      describeObservability(model),
      model.target && model.stages[build.stage]?.needed ? describeVerdict(model) : undefined,
      builds.map((each) => agentNote(analysis, each, offset)).find((note) => note !== undefined),
    ],
    sources: row ? [row.source] : [],
  });
}

function hoverFlag(
  model: BuildModel,
  go: GoCommand,
  builds: readonly GoBuild[],
  flag: GoFlag,
  offset: number,
): Hover | undefined {
  const build = builds.at(-1);
  const inValue = touches(flag.valueSpan, offset) && flag.valueSpan.end > flag.valueSpan.start;
  if (flag.name === 'ldflags' && inValue) {
    const found = hoverLinkerFlag(model, build, flag, offset);
    if (found) return found;
  }
  const row = goFlagText(go.verb, flag.name);
  if (!row) return undefined;
  const value = valueOf(flag.value);
  const chosen = row.values?.find(({ name }) => name === value);
  return toHover(flag.span, {
    title: `-${flag.name}`,
    says: row.text,
    lines: [
      chosen && `${code(chosen.name)}: ${chosen.text}`,
      chosen === undefined && flag.name !== 'ldflags' && !(build && flag.name === 'o')
        ? effectiveValue(model, flag, builds)
        : undefined,
      ...firstOf(
        builds.flatMap((each) => effectOf(model, each, sameFlag(each, flag))),
        mostBuilds,
      ),
    ],
    paragraphs: build && flag.name === 'ldflags' ? [linkerList(build)] : [],
    sources: [row.source],
  });
}

/** The flag as another build of the same place has it: in a loop each has its own value. */
function sameFlag(build: GoBuild, flag: GoFlag): GoFlag {
  return build.go.flags.find(({ from, span }) => from === flag.from && span.start === flag.span.start) ?? flag;
}

/** The value, where it is not what is written. */
function effectiveValue(model: BuildModel, flag: GoFlag, builds: readonly GoBuild[]): string | undefined {
  const { value, valueSpan } = flag;
  if (valueSpan.start === valueSpan.end) return undefined;
  const written = slice(model.dockerfile.text, valueSpan);
  if (!/[$`]/.test(written) || (isSettled(value) && written.includes(value.value))) return undefined;
  return hereInTurn(builds.length > 0 ? builds.map((build) => sameFlag(build, flag).value) : [value]);
}

/** Flags whose value goes to packages by pattern, so that several of one name may count. */
const perPackage: ReadonlySet<string> = new Set(['ldflags', 'gcflags', 'asmflags', 'gccgoflags']);

/** What the flag does to this build, by name of the flag. */
const effects: Readonly<Record<string, (model: BuildModel, build: GoBuild) => readonly string[]>> = {
  o: (model, build) => [
    ...build.outputs.map(({ path }) =>
      isSettled(path)
        ? say`Here: ${code(path.value)}, ${describeLinkage(build)}`
        : say`Here: not known, ${describeLinkage(build)}`,
    ),
    ...(build.outputProblem ? [say`go says: ${code(build.outputProblem.message)}`] : []),
    ...describeFate(model, build),
  ],
  buildmode: (_, build) => [say`Here: ${describeLinkage(build)}`],
  race: (_, build) => [say`Here: ${prose(build.cgoDecision.says)}; ${describeLinkage(build)}`],
  tags: (_, build) =>
    build.tags.length > 0 ? [say`Here: ${build.tags.map(code).join(', ')}; ${describeLinkage(build)}`] : [],
  linkshared: (_, build) => [say`Here: ${describeLinkage(build)}`],
};

function effectOf(model: BuildModel, build: GoBuild, flag: GoFlag): readonly string[] {
  const later = build.go.flags.slice(build.go.flags.indexOf(flag) + 1).find(({ name }) => name === flag.name);
  if (later && !perPackage.has(flag.name)) return [say`Here: without effect, as a later -${flag.name} replaces it`];
  return ownValue(effects, flag.name)?.(model, build) ?? [];
}

/** Each linker flag that counts, as a list. */
function linkerList(build: GoBuild): string | undefined {
  const list = describeLinkerFlags(build.linker).split('\n\n').slice(1).join('\n\n').replaceAll(unreadPart, '…');
  return list === '' ? undefined : list;
}

/** The verbs whose arguments are packages that are compiled. */
const compilingVerbs: ReadonlySet<string> = new Set(['build', 'install', 'run', 'test']);

function hoverPackageAlone({ verb }: GoCommand, { value, span }: GoCommand['args'][number]): Hover {
  return toHover(span, {
    title: isSettled(value) ? code(value.value) : say`Package`,
    says: say`what ${`go ${verb}`} compiles.`,
    lines: [isSettled(value) ? undefined : here(value)],
    sources: [textOf(goVerbTexts, verb)?.source].filter((source) => source !== undefined),
  });
}

/** @param builds of one place, at least one */
function hoverPackage(builds: readonly GoBuild[], { span }: GoCommand['args'][number]): Hover | undefined {
  const build = builds.at(-1);
  if (!build) return undefined;
  const values = builds.flatMap(({ go }) => go.args.filter((each) => each.span.start === span.start));
  const facts = values.map(({ value }) => value);
  const titles = new Set(facts.map((value) => (isSettled(value) ? code(value.value) : undefined)));
  const [title] = titles.size === 1 ? titles : [];
  const places = builds.flatMap(({ go: { args }, programs }) =>
    args.length === 1 ? programs.map((program) => describeProgram(program, args[0] && valueOf(args[0].value))) : [],
  );
  const modules = new Set(
    builds.map(({ go, programs: [only] }) => (go.args.length === 1 ? only?.module?.file.module : undefined)),
  );
  const [module] = modules.size === 1 ? modules : [];
  return toHover(span, {
    title: title ?? say`Package`,
    says: say`what ${`go ${build.go.verb}`} compiles.`,
    lines: [
      title === undefined ? hereInTurn(facts) : undefined,
      ...firstOf(places, mostPrograms),
      module === undefined ? undefined : say`Of the module ${code(module)}`,
    ],
    sources: [textOf(goVerbTexts, build.go.verb)?.source].filter((source) => source !== undefined),
  });
}

const mostPrograms = 3;

function describeProgram(
  { importPath, directory, packageName, problem }: ProgramFacts,
  argument: string | undefined,
): string {
  if (problem) return say`go says: ${code(problem.message)}`;
  // `path@version`, or a package whose module cannot be read: it is in no folder that is known.
  if (directory === '' && importPath !== undefined)
    return argument?.includes('@') === true
      ? say`${code(importPath)}, of another module: go downloads it`
      : code(importPath);
  const folder = code(directory === '' ? '/' : directory);
  const place = importPath === undefined ? say`in ${folder}` : say`${code(importPath)} in ${folder}`;
  return isSettled(packageName) ? say`${place}, package ${code(packageName.value)}` : place;
}
