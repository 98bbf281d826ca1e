import type { Analysis, ReportedFinding } from '../../analysis';
import type { Instruction } from '../../dockerfile/instruction';
import type { BuildModel, Stage } from '../../model/buildModel';
import { artifactsIn } from '../../model/files';
import { LineIndex } from '../../text/lineIndex';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import { builderTexts } from './builderTexts';
import { plainLines, readEngineOutput, shorten, type PrintedStep } from './engineOutput';
import { goTexts } from './goTexts';
import type { GoMessage } from './goMessage';
import { readGoMessages } from './goMessages';
import { isReportOfSuccess, knownTextIn, type KnownText } from './knownText';
import { instructionInExcerpt, instructionOf, withStage, type FoundInstruction } from './printedInstruction';
import { runTexts } from './runTexts';
import { sourceOf, type SourcePlace } from './sourcePlaces';

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

/** What commands of a RUN say, and those of them that are about what is built. */
const commandTexts = buildTexts.filter(({ by }) => by === undefined);
const textsOfWhatIsBuilt = commandTexts.filter(({ isMachine }) => !isMachine);

/** What go says of a line of a file. */
const locatedTexts = goTexts.filter(({ isMachine }) => !isMachine);

/** Last lines of a step, in which a command says why it ended. */
const lastLines = 20;

/** Steps that may fail at the same time: no more of them are explained. */
const mostSteps = 100;

/** Characters of a line of the output that a message quotes. */
const longestQuote = 400;

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
  const failed = printed.steps.filter(({ error }) => error !== undefined).slice(0, mostSteps);
  const inSteps = failed.flatMap((step) => explainStep(analysis, step, instructionOf(model, step) ?? excerpt));
  if (inSteps.length > 0) return inSteps;
  const told = printed.others.map((line) => withoutPrefix(line));
  const problems = told.flatMap((line) => {
    const known = knownTextIn(withoutCommand(line), buildTexts);
    if (!known) return [];
    const place = excerpt ?? instructionOnLine(model, known) ?? instructionAbout(model, model.target, known.row);
    return place ? [knownProblem(analysis, known, place, line, 'error')] : [];
  });
  if (problems.length > 0) return problems.slice(0, 1);
  const last = lastWords(printed.others);
  return excerpt && last !== undefined ? [plainProblem(model, excerpt.instruction, quoted(last), last)] : [];
}

function explainStep(
  analysis: Analysis,
  printed: PrintedStep,
  place: FoundInstruction | undefined,
): readonly ExplainedProblem[] {
  const { model } = analysis;
  if (!place || /context canceled$/.test(printed.error ?? '')) return [];
  const messages = locate(model, place, printed.lines);
  const taken = new Set(
    messages.flatMap(({ message: { at, count } }) => Array.from({ length: count }, (_, of) => at + of)),
  );
  const located = [
    ...fetchProblems(analysis, place, messages),
    ...messages
      .filter(({ message }) => message.kind !== 'fetch')
      .flatMap((message) => goProblem(analysis, place, message)),
  ];
  const isSourceAtFault = messages.some(
    ({ message: { kind, severity } }) => kind !== 'stack' && kind !== 'fetch' && severity === 'error',
  );
  const rows = new Map<KnownText, ExplainedProblem>();
  const read = (line: string, texts: readonly KnownText[]): void => {
    const known = knownTextIn(line, texts);
    if (known && (!rows.has(known.row) || doubtful.has(known.row.id)))
      rows.set(known.row, knownProblem(analysis, known, place, line, 'error'));
  };
  const end = [...printed.lines.entries()].filter(([, line]) => line.trim() !== '').slice(-lastLines);
  const first = end[0]?.[0] ?? 0;
  for (const [at, line] of printed.lines.entries()) {
    if (taken.has(at) || isReportOfSuccess(line)) continue;
    read(line, at < first || isSourceAtFault ? textsOfWhatIsBuilt : commandTexts);
  }
  read(
    withoutCommand(printed.error ?? ''),
    isSourceAtFault ? buildTexts.filter(({ isMachine }) => !isMachine) : buildTexts,
  );
  const sure = [...located, ...[...rows].filter(([{ id }]) => !doubtful.has(id)).map(([, problem]) => problem)];
  if (sure.some(({ severity }) => severity === 'error')) return sure;
  if (rows.size > 0) return [...sure, ...[...rows.values()].slice(-1)];
  const last = end.at(-1)?.[1].trim();
  const said = saysHowItEnded(printed.error ?? '', last);
  return [...sure, plainProblem(model, place.instruction, said, last ?? said)];
}

/** Of a step of which nothing more is known, for one line of a message. */
function saysHowItEnded(error: string, last: string | undefined): string {
  const line = last === undefined ? undefined : shorten(last, longestQuote);
  const [, code] = /(?:exit code: |non-zero code: |exit status )(\d+)$/.exec(error) ?? [];
  if (code !== undefined) {
    return line === undefined
      ? say`This step ended with exit code ${code}, and printed nothing.`
      : say`This step ended with exit code ${code}. Its last line: ${line}`;
  }
  if (error !== '') return line === undefined || error === last ? quoted(error) : `${quoted(error)}\n${line}`;
  return line === undefined
    ? say`This step failed, and printed nothing.`
    : say`This step failed. Its last line: ${line}`;
}

/** With which of its lines an engine says why it ended: BuildKit's reason, its last error, or else the last of all. */
function lastWords(lines: readonly string[]): string | undefined {
  const said =
    lines.findLast((line) => /^(?:ERROR|error): .*failed to solve: /.test(line)) ??
    lines.findLast((line) => /^(?:ERROR|Error|error|FATA\[\d+\]|\S+ level=(?:fatal|error))[: ]/.test(line)) ??
    lines.findLast((line) => line.trim() !== '');
  return said === undefined ? undefined : withoutPrefix(said);
}

function withoutPrefix(line: string): string {
  return line.replace(/^(?:(?:ERROR|error): )?(?:failed to build: )?(?:failed to solve: )?/, '');
}

interface LocatedMessage {
  readonly message: GoMessage;
  readonly quote: string;
  /** Undefined: not in the workspace, or not for certain. */
  readonly source: SourcePlace | undefined;
}

/** What go says in the lines of a step, each with its place in the workspace. */
function locate(model: BuildModel, { step }: FoundInstruction, lines: readonly string[]): readonly LocatedMessage[] {
  const located = readGoMessages(lines)
    .map((message) => ({
      message,
      quote: lines[message.at] ?? message.message,
      source: step && message.kind !== 'fetch' ? sourceOf(model, step, message) : undefined,
    }))
    .filter(({ message, source }) => source !== undefined || !message.isDoubtful);
  // A stack has many frames: the first in the workspace is where to look.
  const stack = located.filter(({ message }) => message.kind === 'stack');
  const frame = stack.find(({ source }) => source) ?? stack[0];
  // What a test logs and what it complains of look the same, but for the call.
  const tests = located.filter(({ message }) => message.kind === 'test');
  const complaints = tests.filter(({ source }) => !source || !isCallOfLog(source));
  return located.filter((one) => {
    if (one.message.kind === 'stack') return one === frame;
    return one.message.kind !== 'test' || complaints.length === 0 || complaints.includes(one);
  });
}

function isCallOfLog({ text, span }: SourcePlace): boolean {
  return /\.Logf?\(/.test(text.slice(span.start, span.end));
}

/** Why modules could not be fetched: each reason once, as go repeats it for each import. Of what is not known, the first is told. */
function fetchProblems(
  analysis: Analysis,
  place: FoundInstruction,
  messages: readonly LocatedMessage[],
): readonly ExplainedProblem[] {
  const rows = new Map<KnownText | undefined, ExplainedProblem>();
  for (const { message, quote } of messages) {
    if (message.kind !== 'fetch') continue;
    const [, ...below] = message.message.split('\n');
    const lines = [quote, ...below];
    const line = lines.find((one) => knownTextIn(one, commandTexts)) ?? quote;
    const known = knownTextIn(line, commandTexts);
    if (rows.has(known?.row)) continue;
    const problem = known
      ? knownProblem(analysis, known, place, line, 'error')
      : plainProblem(analysis.model, place.instruction, shorten(lines.join('\n').trim(), longestQuote), quote);
    rows.set(known?.row, problem);
  }
  return [...rows.values()];
}

/** A message of a compiler, vet or a test: in the workspace's own file, if it came from there. */
function goProblem(
  analysis: Analysis,
  place: FoundInstruction,
  { message, quote, source }: LocatedMessage,
): readonly ExplainedProblem[] {
  const { kind, severity } = message;
  // A constant of the program may hold any text.
  const known = kind === 'tool' ? knownTextIn(quote.replace(/"[^"\s]*\s[^"]*"/g, '""'), locatedTexts) : undefined;
  const finding = known && findingFor(analysis, known.row, place);
  if (known && (finding || !source)) return [knownProblem(analysis, known, place, quote, severity)];
  const said = message.message === '' ? quote.trim() : message.message;
  if (!source) {
    const whole = shorten([quote.trim(), ...said.split('\n').slice(1)].join('\n'), longestQuote);
    return [plainProblem(analysis.model, place.instruction, whole, quote, severity)];
  }
  const { path, text, span } = source;
  const words = known ? [said, known.row.says(known.found)] : [said];
  const rule = known && provenRule(known.row);
  return [{ file: { path, text }, span, severity, message: words.join('\n'), quote: quoted(quote), rule }];
}

/** An error of the engine without the command that it repeats, which may hold any text. */
function withoutCommand(error: string): string {
  return error
    .replace(/process "(?:[^"\\]|\\.)*"?/, 'process')
    .replace(/^The command '.*' returned/, 'The command returned')
    .replace(/building at STEP "RUN .*": /, 'building at STEP: ');
}

function quoted(line: string): string {
  return shorten(line.trim(), longestQuote);
}

/** Of docker, podman and nerdctl, which say on the standard error of a container why it was not started. */
const engineLine =
  /^(?:(?:\S+\/)?docker: |Error: |time="[^"]*" level=(?:fatal|error) msg=|FATA\[\d+\] |OCI runtime |Error response from daemon: )/;

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
  const texts = runTexts.filter(
    ({ about, isOfStart }) => (about !== 'HEALTHCHECK' || stage.healthcheck) && (!isOfStart || exitCode !== 0),
  );
  const ofPrograms = texts.filter(({ by }) => by !== 'engine');
  for (const line of lines) {
    if (isReportOfSuccess(line)) continue;
    const known = knownTextIn(line, engineLine.test(line) ? texts : ofPrograms);
    const place = known && instructionAbout(model, stage, known.row);
    if (place && !rows.has(known.row)) rows.set(known.row, knownProblem(analysis, known, place, line, severity));
  }
  return [...panicsIn(analysis, stage, lines, severity), ...rows.values()];
}

/** Where a program panicked, in the workspace's own sources; nothing if several builds have a file that may be meant. */
function panicsIn(
  { model }: Analysis,
  stage: Stage,
  lines: readonly string[],
  severity: ExplainedProblem['severity'],
): readonly ExplainedProblem[] {
  const builds = [...model.goBuilds, ...model.recipeBuilds];
  const inImage = new Set(artifactsIn(stage.files).map(({ artifact }) => artifact.build));
  const shipped = builds.filter(({ index }) => inImage.has(index));
  const meant = shipped.length > 0 ? shipped : builds;
  const steps = model.stages
    .flatMap((one) => one.steps)
    .filter((step) => meant.some(({ instruction }) => instruction === step.instruction));
  for (const frame of readGoMessages(lines).filter(({ kind }) => kind === 'stack')) {
    const sources = steps.flatMap((step) => sourceOf(model, step, frame) ?? []);
    const [source] = sources;
    if (!source) continue;
    if (sources.some(({ path }) => path !== source.path)) return [];
    const { path, text, span } = source;
    const { message } = frame;
    return [
      { file: { path, text }, span, severity, message: quoted(message), quote: quoted(message), rule: undefined },
    ];
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
    quote: quoted(line),
    rule: finding?.rule.id ?? provenRule(row),
  };
}

/** The rule whose page explains the text even where the rule had nothing to go by. */
function provenRule({ rules: [rule], proves }: KnownText): string | undefined {
  return proves ? rule : undefined;
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
  return { file: undefined, span, severity, message, quote: quoted(quote), rule: undefined };
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
