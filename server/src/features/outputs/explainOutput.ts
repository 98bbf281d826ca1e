import type { Analysis, ReportedFinding } from '../../analysis';
import type { Instruction } from '../../dockerfile/instruction';
import type { BuildModel, Stage } from '../../model/buildModel';
import { LineIndex } from '../../text/lineIndex';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import { builderTexts } from './builderTexts';
import { plainLines, readEngineOutput, shorten, type PrintedStep } from './engineOutput';
import { goTexts } from './goTexts';
import { readGoMessages, type GoMessage } from './goMessages';
import { knownTextIn, type KnownText } from './knownText';
import { instructionInExcerpt, instructionOf, withStage, type FoundInstruction } from './printedInstruction';
import { runTexts } from './runTexts';
import { sourceOf } from './sourcePlaces';

/** What an engine, or a container, has printed. */
export interface PrintedOutput {
  readonly phase: 'build' | 'run';
  /** Stage that was built, by name or number; null for the target. */
  readonly stage: string | null;
  readonly output: string;
  /** Null: none, as it was ended by a signal or did not start. */
  readonly exitCode: number | null;
}

/** One thing that went wrong, at the place where it is mended. */
export interface ExplainedProblem {
  /** Undefined: the Dockerfile. Its path is relative to the build context. */
  readonly file: { readonly path: string; readonly text: string } | undefined;
  readonly span: Span;
  readonly severity: 'error' | 'warning';
  /** What happened, and why. */
  readonly message: string;
  /** The line of the output that says so. */
  readonly quote: string;
  /** Rule that finds it before the build. */
  readonly rule: string | undefined;
}

const buildTexts: readonly KnownText[] = [...goTexts, ...builderTexts];

/** Rows whose text is often that of a command whose failure nobody minds: they count if nothing else was found. */
const doubtful: ReadonlySet<string> = new Set(['file-missing-in-run', 'command-not-found-in-run', 'host-not-found']);

/** What the output of a build or of a container means, in terms of the Dockerfile and of the sources. Never throws. */
export function explainOutput(analysis: Analysis, printed: PrintedOutput): readonly ExplainedProblem[] {
  const problems = printed.phase === 'build' ? explainBuild(analysis, printed) : explainRun(analysis, printed);
  const known = new Set<string>();
  return problems.filter(({ file, span, message }) => {
    const key = JSON.stringify([file?.path, span, message]);
    return !known.has(key) && known.add(key);
  });
}

function explainBuild(analysis: Analysis, { output, exitCode }: PrintedOutput): readonly ExplainedProblem[] {
  if (exitCode === 0) return [];
  const { model } = analysis;
  const printed = readEngineOutput(output);
  const excerpt = instructionInExcerpt(model, printed);
  const failed = printed.steps.filter(({ error }) => error !== undefined);
  const inSteps = failed.flatMap((step) => explainStep(analysis, step, instructionOf(model, step) ?? excerpt));
  if (inSteps.length > 0) return inSteps;
  const told = printed.others.map((line) =>
    line.replace(/^(?:ERROR: )?(?:failed to build: )?(?:failed to solve: )?/, ''),
  );
  const problems = told.flatMap((line) => {
    const known = knownTextIn(line, buildTexts);
    if (!known) return [];
    const place = excerpt ?? instructionOnLine(model, known) ?? instructionAbout(model, model.target, known.row);
    return place ? [knownProblem(analysis, known, place, line, 'error')] : [];
  });
  if (problems.length > 0) return problems.slice(0, 1);
  const last = told.findLast((line) => line.trim() !== '');
  return excerpt && last !== undefined ? [plainProblem(model, excerpt.instruction, last, last)] : [];
}

function explainStep(
  analysis: Analysis,
  printed: PrintedStep,
  place: FoundInstruction | undefined,
): readonly ExplainedProblem[] {
  const { model } = analysis;
  if (!place || /context canceled$/.test(printed.error ?? '')) return [];
  const messages = readGoMessages(printed.lines);
  const said = new Set(messages.map(({ at }) => at));
  const located = messages.flatMap((message) => goProblem(analysis, printed, place, message, messages));
  const rows = new Map<KnownText, ExplainedProblem>();
  for (const [at, line] of [...printed.lines, printed.error ?? ''].entries()) {
    const known = said.has(at) ? undefined : knownTextIn(line, buildTexts);
    if (known && (!rows.has(known.row) || doubtful.has(known.row.id)))
      rows.set(known.row, knownProblem(analysis, known, place, line, 'error'));
  }
  const sure = [...located, ...[...rows].filter(([{ id }]) => !doubtful.has(id)).map(([, problem]) => problem)];
  if (sure.some(({ severity }) => severity === 'error')) return sure;
  if (rows.size > 0) return [...sure, ...[...rows.values()].slice(-1)];
  const last = printed.lines.findLast((line) => line.trim() !== '')?.trim();
  const end = printed.error === undefined || printed.error === '' ? say`This step failed` : printed.error;
  return [...sure, plainProblem(model, place.instruction, last === undefined ? end : `${end}\n${last}`, last ?? end)];
}

/** A message of a compiler, vet or a test: in the workspace's own file, if it came from there. */
function goProblem(
  analysis: Analysis,
  { lines }: Pick<PrintedStep, 'lines'>,
  place: FoundInstruction,
  message: GoMessage,
  all: readonly GoMessage[],
): readonly ExplainedProblem[] {
  const source = place.step && sourceOf(analysis.model, place.step, message);
  const quote = lines[message.at] ?? message.message;
  // A stack has many frames: the first in the workspace is where to look.
  const sameStack = all.filter(({ at }) => at === message.at);
  if (sameStack.length > 1 && place.step) {
    const { step } = place;
    const own = sameStack.find((frame) => sourceOf(analysis.model, step, frame)) ?? sameStack[0];
    if (own !== message) return [];
  }
  const known = knownTextIn(quote, buildTexts);
  const finding = known && findingFor(analysis, known.row, place);
  if (known && (finding || !source)) return [knownProblem(analysis, known, place, quote, message.severity)];
  if (!source) return [plainProblem(analysis.model, place.instruction, quote, quote, message.severity)];
  const { path, text, span } = source;
  const words = known ? [message.message, known.row.says(known.found)] : [message.message];
  const rule = known && soleRule(known.row);
  return [
    { file: { path, text }, span, severity: message.severity, message: words.join('\n'), quote: quote.trim(), rule },
  ];
}

function explainRun(
  analysis: Analysis,
  { output, stage: built, exitCode }: PrintedOutput,
): readonly ExplainedProblem[] {
  const { model } = analysis;
  const stage =
    model.stages.find(
      ({ name, index }) => built !== null && (name === built.toLowerCase() || String(index) === built),
    ) ?? model.target;
  if (!stage) return [];
  const severity = exitCode === 0 || exitCode === null ? 'warning' : 'error';
  const lines = [...plainLines(output).map((line) => shorten(line)), `exit code: ${exitCode ?? ''}`];
  const rows = new Map<KnownText, ExplainedProblem>();
  for (const line of lines) {
    const known = knownTextIn(line, runTexts);
    const place = known && instructionAbout(model, stage, known.row);
    if (place && !rows.has(known.row)) rows.set(known.row, knownProblem(analysis, known, place, line, severity));
  }
  return [...panicsIn(analysis, lines, severity), ...rows.values()];
}

/** Where a program panicked, in the workspace's own sources. */
function panicsIn(
  analysis: Analysis,
  lines: readonly string[],
  severity: ExplainedProblem['severity'],
): readonly ExplainedProblem[] {
  const { model } = analysis;
  const frames = readGoMessages(lines).filter(({ message }) => /^(?:panic|fatal error): /.test(message));
  const steps = model.stages
    .flatMap(({ steps }) => steps)
    .filter(({ instruction }) => model.goBuilds.some((build) => build.instruction === instruction));
  for (const frame of frames)
    for (const step of steps) {
      const source = sourceOf(model, step, frame);
      if (!source) continue;
      const { path, text, span } = source;
      const { message } = frame;
      return [{ file: { path, text }, span, severity, message, quote: message, rule: undefined }];
    }
  return [];
}

interface Known {
  readonly row: KnownText;
  readonly found: RegExpExecArray;
}

/** At the finding that told of it, if there is one, as its fixes are there; else at the instruction. */
function knownProblem(
  analysis: Analysis,
  { row, found }: Known,
  place: FoundInstruction,
  line: string,
  severity: ExplainedProblem['severity'],
): ExplainedProblem {
  const finding = findingFor(analysis, row, place);
  const says = row.says(found);
  const { text } = analysis.model.dockerfile;
  return {
    file: undefined,
    span: finding?.span ?? wordIn(text, place.instruction, found.groups?.['word']),
    severity,
    message: finding ? `${says} ${finding.message}` : says,
    quote: line.trim(),
    rule: finding?.rule.id ?? soleRule(row),
  };
}

/** The page of a rule explains the text even where the rule had nothing to go by, if it is the only one. */
function soleRule({ rules }: KnownText): string | undefined {
  return rules.length === 1 ? rules[0] : undefined;
}

/** The finding that said so beforehand: in the instruction, or in its stage; of a container that does not start, anywhere. */
function findingFor(
  { findings }: Analysis,
  { rules }: KnownText,
  { instruction, stage }: FoundInstruction,
): ReportedFinding | undefined {
  const isAnywhere = ['COPY', 'ADD', 'ENTRYPOINT', 'CMD', 'FROM'].includes(instruction.kind) || !stage;
  const distance = ({ span }: ReportedFinding): number =>
    contains(instruction.span, span) ? 0 : stage && contains(stage.span, span) ? 1 : 2;
  const near = findings.filter((finding) => rules.includes(finding.rule.id) && (isAnywhere || distance(finding) < 2));
  return near.toSorted(
    (one, other) => rules.indexOf(one.rule.id) - rules.indexOf(other.rule.id) || distance(one) - distance(other),
  )[0];
}

/** What the row is about in a stage: the instruction of its kind, or else what starts the container. */
function instructionAbout(
  model: BuildModel,
  stage: Stage | undefined,
  { about }: KnownText,
): FoundInstruction | undefined {
  if (!stage) {
    const [first] = model.stages;
    return first && { instruction: first.from, stage: first, step: undefined };
  }
  const named = stage.steps.findLast(({ instruction }) => instruction.kind === about)?.instruction;
  const start = stage.entrypoint?.instruction ?? stage.cmd?.instruction;
  return withStage(model, named ?? (about === 'FROM' ? stage.from : (start ?? stage.from)));
}

/** For `dockerfile parse error on line 3`. */
function instructionOnLine(model: BuildModel, { row, found }: Known): FoundInstruction | undefined {
  if (row.id !== 'parse-error') return undefined;
  const { text, instructions } = model.dockerfile;
  const index = new LineIndex(text);
  const line = Number(found[1]) - 1;
  const [start, end] = [index.lineStart(line), index.lineEnd(line)];
  const instruction = instructions.find(({ span }) => span.start <= end && start <= span.end);
  return instruction && withStage(model, instruction);
}

function plainProblem(
  model: BuildModel,
  instruction: Instruction,
  message: string,
  quote: string,
  severity: ExplainedProblem['severity'] = 'error',
): ExplainedProblem {
  const span = wordIn(model.dockerfile.text, instruction, undefined);
  return { file: undefined, span, severity, message, quote: quote.trim(), rule: undefined };
}

/** The word if the instruction has it; else the first line of the instruction. */
function wordIn(text: string, { span, keywordSpan }: Instruction, word: string | undefined): Span {
  const written = text.slice(span.start, span.end);
  if (word !== undefined && word !== '') {
    for (let at = written.indexOf(word); at >= 0; at = written.indexOf(word, at + 1)) {
      const isWhole = !/[\w-]/.test(written[at - 1] ?? ' ') && !/[\w-]/.test(written[at + word.length] ?? ' ');
      if (isWhole) return { start: span.start + at, end: span.start + at + word.length };
    }
  }
  const firstLine = /^.*/.exec(text.slice(keywordSpan.start, span.end))?.[0].trimEnd() ?? '';
  return { start: keywordSpan.start, end: keywordSpan.start + firstLine.length };
}
