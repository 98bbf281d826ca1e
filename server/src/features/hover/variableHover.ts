import type { Instruction } from '../../dockerfile/instruction';
import { expandWord, namesIn } from '../../dockerfile/expand';
import { isSettled, valueOf, type Fact } from '../../facts/fact';
import type { BuildModel, EnvironmentEntry, GoBuild, Stage, Step } from '../../model/buildModel';
import { environmentValue, isForeign } from '../../model/stageState';
import type { ExecutedCommand, ShellVariable } from '../../shell/execution';
import { isSetByItself } from '../../shell/scope';
import { say } from '../../text/say';
import { contains, slice, touches, type Span } from '../../text/span';
import { describeAgentVariable } from '../observabilityHover';
import { textOf, type TextRow } from '../texts/textRow';
import { goVariableTexts, variableTexts } from '../texts/variableTexts';
import { describeLinkage, platformOf } from '../wording';
import {
  code,
  firstOf,
  lineAt,
  lineOf,
  otherStage,
  prose,
  stageName,
  toHover,
  unknownReasons,
  type Hover,
} from './card';
import { dockerReferenceAt, referenceAt, type Reference } from './references';
import { describeEntry, here, hereInTurn, stateAfter } from './values';

/** A name and its value as ARG, ENV or an assignment of a shell has it, and the part that the cursor is in. */
interface Pair {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly value: Span | undefined;
}

function partOf(pair: Pair, offset: number): Span {
  if (touches(pair.nameSpan, offset)) return pair.nameSpan;
  return pair.value && touches(pair.value, offset) ? pair.value : pair.span;
}

/** `$NAME` in an instruction, where Docker expands it. */
export function hoverDockerReference(
  model: BuildModel,
  instruction: Instruction,
  place: { readonly stage: Stage; readonly step: Step } | undefined,
  offset: number,
  follows: readonly string[] = [],
): Hover | undefined {
  const reference = dockerReferenceAt(model.dockerfile, instruction, offset);
  if (!reference) return undefined;
  const { name } = reference;
  const { escape, text } = model.dockerfile;
  const written = slice(text, reference.span);
  const valueIn = (lookup: (variable: string) => Fact<string> | undefined): Fact<string> =>
    expandWord(written, lookup, escape);
  if (!place || instruction.kind === 'FROM') {
    const entry = model.globalArgs.get(name);
    const nowhere = say`No ARG before the first FROM has that name: here it is empty`;
    const lines = entry ? describeEntry(model, name, entry, undefined) : [nowhere];
    const value = valueIn((variable) => model.globalArgs.get(variable)?.value);
    return hoverReference(reference, [...expanded(reference, written, lines, value, entry?.value), ...follows]);
  }
  const { stage, step } = place;
  // An ARG sees those before it in the same instruction, an ENV does not.
  const args = instruction.kind === 'ARG' ? instruction.args : [];
  const own = args.findIndex(({ span }) => touches(span, offset));
  const isSetHere = args.slice(0, Math.max(own, 0)).some((arg) => arg.name === name);
  const { environment, image } = isSetHere ? stateAfter(stage, step) : step;
  const entry = environment.get(name);
  const lines = entry
    ? describeEntry(model, name, entry, stage)
    : [
        isForeign(image)
          ? say`Nothing above sets it in this stage; what the base image sets is not known`
          : absentText(model, name),
      ];
  const value = valueIn((variable) => environmentValue({ environment, image }, variable));
  return hoverReference(reference, expanded(reference, written, lines, value, entry?.value));
}

/**
 * The lines of a variable, with what the whole of `${NAME#…}` becomes in front: what is said first is the value at this place.
 * @param lines of the variable itself, its value first
 */
function expanded(
  { name }: Reference,
  written: string,
  lines: readonly string[],
  value: Fact<string>,
  held: Fact<string> | undefined,
): readonly string[] {
  if (written === `$${name}` || written === `\${${name}}`) return lines;
  const [, ...rest] = lines;
  const own =
    held === undefined
      ? say`Nothing above sets ${code(name)}`
      : isSettled(held)
        ? held.value === ''
          ? say`${code(name)} itself is empty`
          : say`${code(name)} itself is ${code(held.value)}`
        : say`${code(name)} itself is not known, as ${unknownReasons[held.why]}`;
  return [here(value), own, ...rest];
}

/** Of a variable that is not in the stage's environment. */
function absentText(model: BuildModel, name: string): string {
  const isGlobal = model.globalArgs.has(name);
  return isGlobal
    ? say`Here it is empty: the stage has no ${code(`ARG ${name}`)}, and only FROM lines see an ARG of the global scope`
    : say`Nothing above sets it in this stage: here it is empty`;
}

function hoverReference({ name, span }: Reference, lines: readonly string[]): Hover {
  const row = textOf(variableTexts, name);
  return toHover(span, { title: code(`$${name}`), says: row?.text, lines, sources: row ? [row.source] : [] });
}

/** What the value of a variable means, for those that take few. */
function valueText(row: TextRow | undefined, value: Fact<string> | undefined): string | undefined {
  const held = value && valueOf(value);
  const chosen = row?.values?.find(({ name }) => name === held);
  return chosen && `${code(chosen.name)}: ${chosen.text}`;
}

/** A variable that ARG or ENV sets; also the ARGs before the first FROM, which belong to no stage. */
export function hoverSetting(
  model: BuildModel,
  instruction: Instruction & { readonly kind: 'ARG' | 'ENV' },
  place: { readonly stage: Stage; readonly step: Step } | undefined,
  offset: number,
): Hover | undefined {
  const pairs: readonly Pair[] =
    instruction.kind === 'ENV'
      ? instruction.pairs.map((pair) => ({ ...pair, value: pair.value.span }))
      : instruction.args.map((arg) => ({ ...arg, value: arg.value?.span }));
  const pair = pairs.find(({ span }) => touches(span, offset));
  if (!pair) return undefined;
  const span = partOf(pair, offset);
  const { name } = pair;
  const row = textOf(variableTexts, name);
  const card = { title: code(name), says: row?.text, sources: row ? [row.source] : [] };
  if (!place) {
    const entry = model.globalArgs.get(name);
    const lines = [...(entry ? describeEntry(model, name, entry, undefined) : []), ...usesOfGlobal(model, name)];
    return toHover(span, { ...card, lines });
  }
  const { stage, step } = place;
  const raw = pair.value && model.dockerfile.text.slice(pair.value.start, pair.value.end);
  const entry = stateAfter(stage, step).environment.get(name);
  const held = entry ? describeEntry(model, name, entry, stage) : [];
  const agent = describeAgentVariable(model, name, raw, { stage, as: instruction.kind }, held);
  if (agent !== undefined) return { span, markdown: agent };
  const lines = [
    ...held,
    valueText(row, entry?.value),
    shadowed(model, name, instruction, pair),
    instruction.kind === 'ENV' ? imageText(model, stage) : undefined,
    ...readersOf(model, name, pair.span),
  ];
  return toHover(span, { ...card, lines });
}

/** `ARG TARGETARCH=amd64` is amd64 on every platform. */
function shadowed(model: BuildModel, name: string, { kind }: Instruction, { value }: Pair): string | undefined {
  const isAutomatic = model.globalArgs.get(name)?.source === 'platform';
  return kind === 'ARG' && value && isAutomatic ? say`The default hides the value that BuildKit would give` : undefined;
}

function imageText(model: BuildModel, stage: Stage): string | undefined {
  if (!model.target) return undefined;
  return stage === model.target || isBase(model, stage, model.target)
    ? say`The container sees it`
    : say`The stage is not shipped: the container does not get it from here`;
}

/** Whether a stage is built FROM another one, directly or not. */
export function isBase(model: BuildModel, base: Stage, stage: Stage): boolean {
  if (stage.base.kind !== 'stage') return false;
  const parent = model.stages[stage.base.index];
  return parent !== undefined && (parent === base || (parent.index < stage.index && isBase(model, base, parent)));
}

function usesOfGlobal(model: BuildModel, name: string): readonly string[] {
  const { escape } = model.dockerfile;
  const froms = model.stages.filter(({ from }) =>
    [from.image?.raw, ...from.flags.map(({ value }) => value)].some(
      (text) => text !== undefined && namesIn(text, escape).includes(name),
    ),
  );
  const takers = model.stages.filter(({ steps }) =>
    steps.some(
      ({ instruction }) =>
        instruction.kind === 'ARG' && instruction.args.some((arg) => arg.name === name && arg.value === undefined),
    ),
  );
  const list = (stages: readonly Stage[]): string =>
    stages.map((stage) => `${stageName(stage)} (${lineOf(model, stage.from.span)})`).join(', ');
  return [
    froms.length === 1
      ? say`FROM of the stage ${list(froms)} uses it`
      : froms.length > 1
        ? say`FROM of the stages ${list(froms)} uses it`
        : undefined,
    takers.length > 0
      ? takers.length === 1
        ? say`The stage ${list(takers)} takes it over`
        : say`The stages ${list(takers)} take it over`
      : say`Only FROM lines see it; in a stage it needs ${code(`ARG ${name}`)} again`,
  ].filter((line) => line !== undefined);
}

const mostReaders = 3;

/** The go builds that get the value set at the place, for variables that go reads. */
function readersOf(model: BuildModel, name: string, place: Span): readonly string[] {
  if (textOf(goVariableTexts, name) === undefined) return [];
  const texts = model.goBuilds
    .filter(({ command }) => {
      const origin = command.environment.get(name)?.origin;
      return origin !== undefined && contains(place, origin);
    })
    .map((build) => readerText(model, name, build));
  return firstOf(texts, mostReaders);
}

function readerText(model: BuildModel, name: string, build: GoBuild): string {
  const what = `go ${build.go.verb} (${lineOf(model, build.command.span)})`;
  if (name === 'CGO_ENABLED') return say`For ${what}: ${prose(build.cgoDecision.says)}; ${describeLinkage(build)}`;
  if (name === 'GOOS' || name === 'GOARCH') return say`For ${what}: it compiles for ${platformOf(build)}`;
  return say`${what} reads it`;
}

/**
 * What a command of a RUN is given with its name: `CGO_ENABLED=0 go build`.
 * @param commands those at the place: one for each round of a loop, and for each call of a function
 * @param builds what go builds with them
 */
export function hoverAssignment(
  model: BuildModel,
  stage: Stage,
  commands: readonly ExecutedCommand[],
  builds: readonly GoBuild[],
  offset: number,
): Hover | undefined {
  const all = commands.flatMap(({ assignments }) => assignments.filter(({ span }) => touches(span, offset)));
  const command = commands.at(-1);
  const found = all.at(-1);
  if (!found || !command) return undefined;
  const values = all.filter(({ name }) => name === found.name).map(({ value }) => value);
  const span = command.approximate === true ? command.span : partOf({ ...found, value: found.valueSpan }, offset);
  const held = [hereInTurn(values), say`It is set for this command only`];
  const agent = describeAgentVariable(model, found.name, valueOf(found.value), { stage, as: 'command' }, held);
  if (agent !== undefined) return { span, markdown: agent };
  const row = textOf(variableTexts, found.name);
  return toHover(span, {
    title: code(found.name),
    says: row?.text ?? say`for this command only.`,
    lines: [
      hereInTurn(values),
      ...values.map((value) => valueText(row, value)),
      ...(row && textOf(goVariableTexts, found.name)
        ? firstOf(
            builds.map((build) => readerText(model, found.name, build)),
            mostReaders,
          )
        : []),
      row ? say`It is set for this command only` : undefined,
    ],
    sources: row ? [row.source] : [],
  });
}

/** `export GOOS=linux`, `X=1` and `cd dir` for the rest of a RUN. */
export function hoverEffect(model: BuildModel, stage: Stage, step: Step, offset: number): Hover | undefined {
  const gone = step.execution?.unsets?.find(({ span }) => touches(span, offset));
  if (gone) {
    const row = textOf(variableTexts, gone.name);
    const entry = step.environment.get(gone.name);
    const lines = [
      say`Here: not set any more, for the rest of this RUN only`,
      ...(entry ? describeEntry(model, gone.name, entry, stage).slice(1) : []),
    ];
    return toHover(gone.span, { title: code(gone.name), says: row?.text, lines, sources: row ? [row.source] : [] });
  }
  const effect = step.execution?.effects.find(({ span }) => touches(span, offset));
  if (!effect) return undefined;
  if (effect.kind === 'cd')
    return toHover(effect.span, {
      title: 'cd',
      says: say`for the rest of this RUN only.`,
      lines: [here(effect.value)],
    });
  const { name, span: whole, nameSpan, value } = effect;
  const span = partOf({ name, span: whole, nameSpan, value: effect.valueSpan }, offset);
  const row = textOf(variableTexts, name);
  const reach = effect.exported
    ? say`For the rest of this RUN only`
    : say`A variable of the shell only: commands do not get it unless it is exported`;
  const agent = describeAgentVariable(model, name, valueOf(value), { stage, as: 'command' }, [here(value), reach]);
  if (agent !== undefined) return { span, markdown: agent };
  return toHover(span, {
    title: code(name),
    says: row?.text,
    lines: [here(value), valueText(row, value), reach, ...readersOf(model, name, whole)],
    sources: row ? [row.source] : [],
  });
}

/** `$NAME` in a RUN, which the shell expands. */
export function hoverShellReference(
  model: BuildModel,
  stage: Stage,
  step: Step,
  place: Span,
  offset: number,
): Hover | undefined {
  const { execution } = step;
  if (!execution) return undefined;
  const reference = referenceAt(model.dockerfile.text, place, offset, { escape: '\\' });
  if (!reference) return undefined;
  const lines = shellLines(model, stage, step, reference, offset);
  const all = (execution.expansions ?? []).filter(
    ({ name, nameSpan }) =>
      name === reference.name && contains(reference.span, nameSpan) && nameSpan.start - reference.span.start <= 2,
  );
  // What is not run counts where nothing at that place is.
  const expansions = all.some(({ notRun }) => !notRun) ? all.filter(({ notRun }) => !notRun) : all;
  const [only] = expansions;
  if (!only) return hoverReference(reference, lines ?? [say`Here: what it holds cannot be told`]);
  const values = expansions.map(({ value }) => value);
  const written = slice(model.dockerfile.text, reference.span);
  if (!lines || values.length > 1) return hoverReference(reference, [hereInTurn(values)]);
  if (only.otherwise && isSettled(only.otherwise)) {
    const { name } = reference;
    const [, ...rest] = lines;
    const value = code(only.otherwise.value);
    return hoverReference(reference, [say`Here: ${value}, unless ${code(`--build-arg ${name}=…`)} is given`, ...rest]);
  }
  return hoverReference(reference, expanded(reference, written, lines, only.value, only.held));
}

/** What a variable of the shell holds and where that comes from, its value first; undefined if it differs between commands. */
function shellLines(
  model: BuildModel,
  stage: Stage,
  step: Step,
  reference: Reference,
  offset: number,
): readonly string[] | undefined {
  const { execution } = step;
  if (!execution) return undefined;
  const { name } = reference;
  const commands = execution.commands.filter(({ span }) => touches(span, offset));
  const effects = execution.effects.filter((effect) => effect.name === name && effect.kind !== 'cd');
  const entry = step.environment.get(name);
  const held = commands.map(({ environment }) => environment.get(name));
  const variable = held[0];
  const isOwn = commands.some(({ assignments }) => assignments.some((assignment) => assignment.name === name));
  if (!isOwn && variable && held.every((each) => isSameVariable(each, variable))) {
    const unchanged = entry && variable.origin === entry.span && effects.length === 0;
    const secret = step.mounts.find(({ type, span }) => type === 'secret' && span.start === variable.origin?.start);
    const lines = secret
      ? [say`Here: the secret that line ${lineAt(model, secret.span)} mounts, which is known to the build only`]
      : unchanged
        ? describeEntry(model, name, entry, stage)
        : describeShell(model, name, variable, stage);
    return lines;
  }
  const setter = effects.findLast(
    (effect) =>
      effect.span.end <= reference.span.start && effect.commandsAfter.some(({ span }) => touches(span, offset)),
  );
  if (setter && commands.length <= 1) return [here(setter.value), say`It is set in line ${lineAt(model, setter.span)}`];
  if (effects.length === 0 && commands.length <= 1) {
    if (entry) return describeEntry(model, name, entry, stage);
    if (execution.missing?.some((missing) => missing.name === name && touches(missing.span, offset)))
      return [absentText(model, name)];
  }
  return undefined;
}

function isSameVariable(one: ShellVariable | undefined, other: ShellVariable): boolean {
  return (
    one !== undefined &&
    one.origin?.start === other.origin?.start &&
    one.value.certainty === other.value.certainty &&
    valueOf(one.value) === valueOf(other.value)
  );
}

function describeShell(
  model: BuildModel,
  name: string,
  { value, origin }: ShellVariable,
  stage: Stage,
): readonly string[] {
  const entry: Omit<EnvironmentEntry, 'source'> = { value, span: origin };
  const isElsewhere = origin !== undefined && otherStage(model, origin, stage) === undefined;
  const where = isElsewhere ? [say`It is set in line ${lineAt(model, origin)}`] : [];
  return [...new Set([...describeEntry(model, name, entry, stage), ...where])];
}

/** `$NAME` in what a container starts: its shell expands it then. */
export function hoverStartReference(model: BuildModel, stage: Stage, place: Span, offset: number): Hover | undefined {
  const reference = referenceAt(model.dockerfile.text, place, offset, { escape: '\\' });
  if (!reference) return undefined;
  const entry = stage.imageEnvironment.get(reference.name);
  const lines = entry
    ? describeEntry(model, reference.name, entry, stage)
    : [
        isSetByItself(reference.name)
          ? say`It is set when the container starts, by the runtime or the shell`
          : isForeign(stage.image)
            ? say`Nothing here sets it in the image; what the base image sets is not known`
            : say`Here: empty, as no ENV sets it`,
      ];
  return hoverReference(reference, [...lines, say`${code('docker run -e')} sets it for one container`]);
}
