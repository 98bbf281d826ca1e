import type { Analysis } from '../analysis';
import { formatPlatform } from '../dockerfile/platform';
import { isSettled, valueOf, type Evidence, type Fact } from '../facts/fact';
import { parseGoCommand } from '../golang/goCommand';
import { isDryRun } from '../golang/flagValues';
import { libcVersionOf } from '../images/releases';
import type { BuildModel, GoBuild, Stage } from '../model/buildModel';
import type { InlayHintChoice } from '../settings';
import { capitalise } from '../text/capitalise';
import { say } from '../text/say';
import { contains, slice, type Span } from '../text/span';
import { evidenceList } from './hover/card';
import { notRunText, withAll } from './hover/notRun';
import { linkageLabel, neededGlibc } from './linkageLabel';
import { markPresumed } from './presumed';
import { describeLinkage, describeVerdict, platformOf } from './wording';
import { buildsGo, startInstruction, verdictLabel } from './verdictLabel';

/** A fact that the editor shows behind a piece of text. */
export interface InlayHint {
  readonly kind: keyof InlayHintChoice;
  /** Where it stands: right behind what it is about. */
  readonly offset: number;
  /** In reading order, to be joined by a comma and a blank. */
  readonly parts: readonly HintPart[];
  /** Markdown: what the fact means and the chain of reasons. */
  readonly tooltip: () => string;
}

interface HintPart {
  readonly text: string;
  /** Where the fact comes from, if that is another place than the one it is shown at. */
  readonly origin: Span | undefined;
}

/** The hints of the chosen kinds in a range of the text, in the order of the text. */
export function inlayHints(analysis: Analysis, range: Span, chosen: InlayHintChoice): readonly InlayHint[] {
  const { model } = analysis;
  const hints: InlayHint[] = [];
  const add = (hint: InlayHint | undefined): void => {
    if (!hint || hint.parts.length === 0 || hint.offset < range.start || hint.offset > range.end) return;
    // Commands of a quoted script (`sh -c "…"`) have one place.
    const text = textOf(hint);
    if (!hints.some((other) => other.offset === hint.offset && textOf(other) === text)) hints.push(hint);
  };
  if (chosen.image) for (const stage of model.stages) add(imageHint(model, stage));
  for (const build of model.goBuilds.filter(makesProgram)) {
    // The more telling one first: editors cut what is long (VS Code after 43 characters of a line).
    if (chosen.linkage) add(linkageHint(model, build));
    if (chosen.environment) add(environmentHint(model, build));
  }
  if (chosen.linkage) for (const build of callsOfMake(model)) add(linkageHint(model, build));
  if (chosen.linkage) for (const hint of notRunHints(model, range)) add(hint);
  if (chosen.verdict) add(verdictHint(model));
  return hints.sort((a, b) => a.offset - b.offset);
}

function textOf({ parts }: InlayHint): string {
  return parts.map(({ text }) => text).join(', ');
}

/** Facts with the mark of presumed ones; one mark for all, if all are presumed. */
function marked(facts: readonly (HintPart & { readonly certainty: 'known' | 'presumed' })[]): readonly HintPart[] {
  const every = facts.length > 1 && facts.every(({ certainty }) => certainty === 'presumed');
  return facts.map(({ certainty, text, origin }, index) => ({
    text: every && index > 0 ? text : markPresumed(certainty, text),
    origin,
  }));
}

/** Whether it builds a program of the project; tools of others (`go install example.com/tool@v1`) would only add noise. */
function makesProgram({ go }: GoBuild): boolean {
  if (isDryRun(go)) return false;
  if (go.verb === 'install') return !go.args.some(({ value }) => valueOf(value)?.includes('@') === true);
  return go.verb === 'build';
}

/** One build for each call of make whose recipes all link alike; of their environment the Makefile tells. */
function callsOfMake(model: BuildModel): readonly GoBuild[] {
  const builds = model.recipeBuilds.filter(makesProgram);
  const calls = new Map(builds.map((build) => [build.command.span.start, build]));
  return [...calls.values()].filter((call) =>
    builds.every(
      (build) =>
        build.command.span.start !== call.command.span.start ||
        linkageLabel(model, build) === linkageLabel(model, call),
    ),
  );
}

function imageHint(model: BuildModel, stage: Stage): InlayHint | undefined {
  const { from } = stage;
  if (!from.image) return undefined;
  // What the image brings, not what later instructions install.
  const image = stage.steps[0]?.image ?? stage.image;
  const written = model.dockerfile.text.slice(from.image.span.start, from.image.span.end);
  const origin = stage.base.kind === 'stage' ? model.stages[stage.base.index]?.from.span : undefined;
  const version = libcVersionOf(image);
  const facts: { readonly certainty: 'known' | 'presumed'; readonly text: string }[] = [];
  if (isSettled(image.libc)) {
    const { kind } = image.libc.value;
    if (kind === 'none') facts.push({ certainty: image.libc.certainty, text: say`no libc` });
    else if (isSettled(version)) facts.push({ certainty: version.certainty, text: `${kind} ${version.value}` });
    else facts.push({ certainty: image.libc.certainty, text: kind });
  }
  const go = image.goVersion;
  if (isSettled(go) && go.value !== undefined && !namesVersion(written, go.value))
    facts.push({ certainty: go.certainty, text: `Go ${go.value}` });
  const parts = marked(facts.map((fact) => ({ ...fact, origin })));
  return {
    kind: 'image',
    offset: from.span.end,
    parts,
    tooltip: () =>
      paragraphs(
        image.title === undefined ? undefined : `**${image.title}**`,
        presumptionNote(facts, releaseBehindTag),
        evidenceList(model, [...image.libc.because, ...version.because, ...go.because]),
      ),
  };
}

/** Whether `golang:1.26-alpine` says it already: `1.26`. */
function namesVersion(written: string, version: string): boolean {
  const at = written.indexOf(version);
  return at >= 0 && !/[\d.]/.test(written[at - 1] ?? '') && !/^\.?\d/.test(written.slice(at + version.length));
}

function linkageHint(model: BuildModel, build: GoBuild): InlayHint {
  const because = [...build.linkage.because, ...build.because];
  return {
    kind: 'linkage',
    offset: build.command.span.end,
    parts: [{ text: linkageLabel(model, build), origin: originOf(because, build) }],
    tooltip: () =>
      paragraphs(
        `**${capitalise(describeLinkage(build))}**`,
        presumptionNote([build.linkage], premisesOf(build)),
        glibcNote(neededGlibc(model, build)),
        evidenceList(model, because),
      ),
  };
}

/** What may keep a command of a script from running. Only such scripts are followed once more. */
const mayBranch = /\b(?:if|case|for|test|exit|exec|false)\b|\[|\|\|/;

/** Builds of programs in branches that are not taken, and in functions that nothing calls. */
function notRunHints(model: BuildModel, range: Span): readonly InlayHint[] {
  const steps = model.stages.flatMap((stage) => stage.steps);
  return steps.flatMap((step): readonly InlayHint[] => {
    const { instruction, execution } = step;
    if (!execution || instruction.span.end < range.start || instruction.span.start > range.end) return [];
    const text = slice(model.dockerfile.text, instruction.span);
    if (!/\bgo\b/.test(text) || !mayBranch.test(text)) return [];
    return (withAll(step).execution?.commands ?? []).flatMap((command) => {
      const { notRun, span } = command;
      const verb = notRun && parseGoCommand(command)?.verb;
      if (!notRun || (verb !== 'build' && verb !== 'install')) return [];
      const parts = [{ text: say`not run`, origin: notRun.span }];
      return [{ kind: 'linkage' as const, offset: span.end, parts, tooltip: () => notRunText(model, notRun) }];
    });
  });
}

function glibcNote(version: string | undefined): string | undefined {
  return version === undefined
    ? undefined
    : say`It starts with glibc ${version} and newer: no symbol that it asks for is younger.`;
}

function environmentHint(model: BuildModel, build: GoBuild): InlayHint {
  const facts = [cgoFact(build), ...platformFacts(build)].filter((fact) => fact !== undefined);
  const because = facts.flatMap((fact) => fact.because);
  return {
    kind: 'environment',
    offset: build.command.span.end,
    parts: marked(facts),
    tooltip: () =>
      paragraphs(
        `**${say`What this ${`go ${build.go.verb}`} is given`}**`,
        presumptionNote(facts, environmentPremises(build)),
        evidenceList(model, because),
      ),
  };
}

interface EnvironmentFact {
  readonly certainty: 'known' | 'presumed';
  readonly text: string;
  readonly origin: Span | undefined;
  readonly because: readonly Evidence[];
}

function cgoFact(build: GoBuild): EnvironmentFact | undefined {
  const { cgo } = build;
  if (!isSettled(cgo) || isWritten(build, 'CGO_ENABLED')) return undefined;
  const { certainty, value, because } = cgo;
  return {
    certainty,
    because,
    text: value ? say`cgo on` : say`cgo off`,
    origin: settingOrigin(build, 'CGO_ENABLED', cgo),
  };
}

function platformFacts(build: GoBuild): readonly EnvironmentFact[] {
  const parts = (['GOOS', 'GOARCH'] as const).flatMap((name): readonly EnvironmentFact[] => {
    const fact = name === 'GOOS' ? build.goos : build.goarch;
    if (!isSettled(fact) || isWritten(build, name)) return [];
    const { certainty, value, because } = fact;
    return [{ certainty, because, text: `${name}=${shorten(value)}`, origin: settingOrigin(build, name, fact) }];
  });
  const [os, architecture] = parts;
  if (!os || !architecture) return [...parts, ...armFacts(build)];
  return [
    {
      certainty: os.certainty === 'known' ? architecture.certainty : 'presumed',
      text: platformOf(build).split('/').map(shorten).join('/'),
      origin: architecture.origin ?? os.origin,
      because: [...os.because, ...architecture.because, ...(build.goarm?.because ?? []), ...hostReasons(build)],
    },
  ];
}

/** GOARM beside a platform that is written in part, as it decides on which processors the program starts. */
function armFacts(build: GoBuild): readonly EnvironmentFact[] {
  const { goarm } = build;
  if (!goarm || !isSettled(goarm) || isWritten(build, 'GOARM')) return [];
  const { certainty, value, because } = goarm;
  return [{ certainty, because, text: `GOARM=${shorten(value)}`, origin: settingOrigin(build, 'GOARM', goarm) }];
}

/** All names of systems and architectures that Go knows are shorter: anything else is a mistake, and need not be read in full. */
function shorten(value: string): string {
  return value.length > 10 ? `${value.slice(0, 9)}…` : value;
}

/** Which platform the build stage runs on, where go goes by it. */
function hostReasons({ host, goos, goarch }: GoBuild): readonly Evidence[] {
  if (!isSettled(host) || [...goos.because, ...goarch.because].some(({ span }) => span)) return [];
  return host.because.map((reason) => ({ ...reason, says: `${reason.says}, ${formatPlatform(host.value)}` }));
}

/** Whether the instruction sets the variable itself, in front of the command or before it: who reads it sees the value. */
function isWritten({ command, instruction }: GoBuild, name: string): boolean {
  const origin = command.environment.get(name)?.origin;
  return (
    command.assignments.some((assignment) => assignment.name === name) ||
    (origin !== undefined && contains(instruction.span, origin))
  );
}

function settingOrigin(build: GoBuild, name: string, fact: Fact<unknown>): Span | undefined {
  return build.command.environment.get(name)?.origin ?? originOf(fact.because, build);
}

/** The first reason that stands outside the instruction. */
function originOf(because: readonly Evidence[], { instruction }: GoBuild): Span | undefined {
  return because.find(({ span }) => span && !contains(instruction.span, span))?.span;
}

function verdictHint(model: BuildModel): InlayHint | undefined {
  const instruction = startInstruction(model);
  if (!instruction || !buildsGo(model)) return undefined;
  const { problem, because } = model.verdict;
  const origin = problem && !contains(instruction.span, problem.span) ? problem.span : undefined;
  return {
    kind: 'verdict',
    offset: instruction.span.end,
    parts: [{ text: verdictLabel(model.verdict), origin }],
    tooltip: () => paragraphs(describeVerdict(model), evidenceList(model, because)),
  };
}

/** What the mark of presumed facts means. */
function presumptionNote(facts: readonly Pick<Fact<unknown>, 'certainty'>[], premises: string): string | undefined {
  return facts.some(({ certainty }) => certainty === 'presumed')
    ? say`Likely, not certain: it rests on ${premises}.`
    : undefined;
}

/** What may make a conclusion about a build less than certain. */
const premises: readonly { readonly says: string; readonly applies: (build: GoBuild) => boolean }[] = [
  { says: say`what can be read of the Makefile`, applies: ({ index }) => index < 0 },
  {
    says: say`sources that cannot all be read`,
    applies: ({ programs }) => programs.length === 0 || programs.some(({ cgo }) => cgo.certainty !== 'known'),
  },
  { says: say`which C compiler is there`, applies: ({ compiler }) => compiler.certainty === 'presumed' },
  { says: say`flags that cannot be read`, applies: ({ linker }) => linker.incomplete },
];

function premisesOf(build: GoBuild): string {
  const found = premises.filter(({ applies }) => applies(build)).map(({ says }) => says);
  if (found.length > 0) return found.join(', ');
  return build.goVersion.certainty === 'presumed' ? releaseBehindTag : say`the most usual case`;
}

/** What a fact about an image rests on, if it is presumed. */
const releaseBehindTag = say`the release that the tag names today`;

/** What a variable that nobody sets rests on. */
function environmentPremises({ cgo, compiler, goVersion }: GoBuild): string {
  if (cgo.certainty !== 'presumed') return say`what base images usually set`;
  return compiler.certainty === 'presumed' || goVersion.certainty !== 'presumed'
    ? say`which C compiler is there`
    : releaseBehindTag;
}

function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
