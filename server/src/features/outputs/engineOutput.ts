/** One instruction as the engine that carried it out tells of it. */
export interface PrintedStep {
  /** Name of the stage, `stage-1` for the second if it has none; '' if the engine does not say. */
  readonly stage: string;
  /** Where the stage is among the stages of the Dockerfile, counted from zero, if the engine says that. */
  readonly place?: { readonly index: number; readonly of: number };
  /** Counted from one, and of how many. */
  readonly number: number;
  readonly total: number;
  /** `RUN go build ./...`, joined to one line, variables of Docker perhaps in their values. */
  readonly text: string;
  /** What it printed, without times and colours. */
  readonly lines: readonly string[];
  /** What the engine says of its end; undefined unless it failed. */
  readonly error: string | undefined;
}

/**
 * Longest line that patterns are shown, in characters. What go, engines and loaders say is shorter; longer lines are data (minified
 * scripts, base64), on which a pattern that tries each beginning would take minutes.
 */
export const longestLine = 4096;

/** What is kept of the end of a longer line: BuildKit repeats the whole command before it says how it ended. */
const longestEnd = 512;

/** What an engine printed while it built. */
export interface EngineOutput {
  readonly steps: readonly PrintedStep[];
  /** The line of the Dockerfile that the engine shows at its end as the one at fault: counted from one. */
  readonly excerpt: { readonly line: number; readonly text: string } | undefined;
  /** What belongs to no step. */
  readonly others: readonly string[];
}

interface OpenStep extends Omit<PrintedStep, 'lines' | 'error'> {
  readonly lines: string[];
  error: string | undefined;
}

interface CountedStep extends OpenStep {
  /** Platform and stage as they stand in front of it: its own steps are in order. '' if there is but one. */
  readonly builder: string;
}

/** A line of a step. */
interface SaidLine {
  readonly step: CountedStep;
  readonly at: number;
}

interface CountedSteps {
  readonly steps: CountedStep[];
  /** By builder. */
  readonly newest: Map<string, CountedStep>;
  hasBuilders: boolean;
  /** With which the engine may say which step has failed. */
  error: (SaidLine & { readonly line: string }) | undefined;
  /** The last one that is not empty; undefined behind the name of a step. */
  last: SaidLine | undefined;
}

/** Of BuildKit's plain progress (util/progress/progressui/printer.go): `#9 12.3 text`, `#9 [build 2/5] RUN x`, `#9 ERROR: text`. */
const vertexLine = /^#(\d+) (.*)$/;
const logLine = /^\d+\.\d+(?: (.*))?$/;
/** Of frontend/dockerfile/dockerfile2llb/convert.go, prefixCommand: `[linux/arm64 build 2/5] RUN x`. */
const stepName = /^\[(?:([^\]]{0,300}) )?(\d+)\/(\d+)\] (?:ONBUILD )?(.*)$/;
/**
 * Of buildah, which podman is made of (imagebuildah/executor.go: platform and stage in brackets, the stage by its place in the
 * Dockerfile, if there are several), and of the builder that Docker had before BuildKit.
 */
const countedStep =
  /^((?:\[[^\]\s]{1,80}\/[^\]\s]{1,80}\] )??(?:\[(\d+)\/(\d+)\] )?)(?:STEP (\d+)(?:\/(\d+))?: |Step (\d+)\/(\d+) : )(.*)$/;
const linePrefix = /^((?:\[[^\]\s]{1,80}\/[^\]\s]{1,80}\] ){1,2})(.*)$/;
/** What surely ends the build: buildah and the older builder of Docker name the step. */
const countedError = /^(?:Error: (?:error )?building at STEP "|The command '.*' returned a non-zero code: \d+)/;

/** What a counted step may begin with; COMMIT is a step of podman before version 3. */
const instructions: ReadonlySet<string> = new Set([
  ...[
    'ADD',
    'ARG',
    'CMD',
    'COMMIT',
    'COPY',
    'ENTRYPOINT',
    'ENV',
    'EXPOSE',
    'FROM',
    'HEALTHCHECK',
    'LABEL',
    'MAINTAINER',
  ],
  ...['ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/** What stands behind everything else and says nothing of the build: Docker Desktop's address of it, and advice of docker. */
const trailer = /^(?:View build details: |What's next:|\s+(?:Debug this build failure|View a summary of image))/;

/** Reads what docker, podman or nerdctl printed during a build. Never throws. */
export function readEngineOutput(output: string): EngineOutput {
  const vertices = new Map<string, OpenStep | undefined>();
  const counted: CountedSteps = { steps: [], newest: new Map(), hasBuilders: false, error: undefined, last: undefined };
  const others: string[] = [];
  const repeated: OpenStep[] = [];
  const marked: { line: number; text: string }[] = [];
  let place: 'steps' | 'repeated' | 'excerpt' = 'steps';
  const lines = plainLines(output);
  for (const [at, line] of lines.entries()) {
    const next = lines[at + 1] ?? '';
    const [, vertex, told = ''] = vertexLine.exec(line) ?? [];
    if (vertex !== undefined) {
      place = 'steps';
      readVertexLine(vertices, others, vertex, told);
    } else if (line === '------' && (place === 'repeated' || next.startsWith(' > '))) {
      place = place === 'repeated' ? 'steps' : 'repeated';
    } else if (place === 'repeated') {
      const header = line.startsWith(' > ') ? readStepName(line.slice(3).replace(/:$/, '')) : undefined;
      if (header) repeated.push({ ...header, lines: [], error: '' });
      else repeated.at(-1)?.lines.push(shorten(line.replace(/^\d+\.\d+ /, '')));
    } else if (/^-{10,}$/.test(line) && (place === 'excerpt' || /^ *\d+ \| /.test(next))) {
      place = place === 'excerpt' ? 'steps' : 'excerpt';
    } else if (place === 'excerpt') {
      const [, number, text = ''] = /^ *(\d+) \| >>> ?(.*)$/.exec(line) ?? [];
      if (number !== undefined) marked.push({ line: Number(number), text });
    } else if (!trailer.test(line) && !readCountedLine(counted, line) && line.trim() !== '') others.push(shorten(line));
  }
  settleCounted(counted);
  const steps = [...[...vertices.values()].filter((step) => step !== undefined), ...counted.steps];
  const first = new Map(steps.toReversed().map((step) => [nameOf(step), step]));
  // The beginning may be lost; what the engine says again at its end is there.
  for (const step of repeated) {
    const same = first.get(nameOf(step));
    if (same) {
      same.error ??= '';
      continue;
    }
    first.set(nameOf(step), step);
    steps.push(step);
  }
  return { steps, excerpt: marked.find(({ text }) => text.trim() !== '') ?? marked[0], others };
}

function nameOf({ stage, number, text }: OpenStep): string {
  return JSON.stringify([stage, number, text]);
}

/** Whether a line belongs to the steps that are counted. */
function readCountedLine(counted: CountedSteps, line: string): boolean {
  const { steps, newest } = counted;
  const next = readCountedStep(line);
  if (next && isNextStep(counted, next)) {
    newest.set(next.builder, next);
    counted.hasBuilders ||= next.builder !== '';
    steps.push(next);
    counted.last = undefined;
    return true;
  }
  const current = steps.at(-1);
  if (!current) return false;
  const short = shorten(line);
  // With --jobs stages are built at the same time, and each line says whose it is.
  const [, builder = '', own = ''] = linePrefix.exec(short) ?? [];
  const step = newest.get(builder.trim());
  const said =
    step && own !== '' ? { step, at: step.lines.push(own) - 1 } : { step: current, at: current.lines.push(short) - 1 };
  if (line.trim() !== '') counted.last = said;
  if (countedError.test(short)) counted.error = { ...said, line };
  return true;
}

/** Whether a line that looks like the name of a step is one, and not what a command printed: steps are in their order. */
function isNextStep({ newest, hasBuilders }: CountedSteps, { builder, number, total, text }: CountedStep): boolean {
  const before = newest.get(builder);
  const [keyword = ''] = text.split(' ', 1);
  if (!instructions.has(keyword.toUpperCase()) || (hasBuilders && builder === '')) return false;
  // Before podman counted them to the end, each FROM began anew.
  const isAnew = total === 0 && keyword.toUpperCase() === 'FROM';
  return !before || isAnew || (number > before.number && total === before.total);
}

function readCountedStep(line: string): CountedStep | undefined {
  const [whole, builder = '', stage, stages, one, oneOf, other, otherOf, text = ''] = countedStep.exec(line) ?? [];
  if (whole === undefined) return undefined;
  return {
    builder: builder.trim(),
    stage: '',
    ...(stage !== undefined && { place: { index: Number(stage) - 1, of: Number(stages) } }),
    number: Number(one ?? other),
    total: Number(oneOf ?? otherOf ?? 0),
    text,
    lines: [],
    error: undefined,
  };
}

/**
 * Which of the steps has failed: what goes wrong in one of them ends the build. Commands, too, print lines that begin with
 * `Error: `; that of the engine names the step, or stands behind all others.
 */
function settleCounted({ steps, newest, error, last }: CountedSteps): void {
  if (error) {
    const named = steps.findLast(({ text }) => namesStep(error.line, text));
    const failed = named ?? error.step;
    // One after which its stage went on was printed by a command.
    if (newest.get(failed.builder) === failed) {
      failed.error = error.step.lines.splice(error.at, 1)[0];
      return;
    }
  }
  const step = steps.at(-1);
  if (!step) return;
  // Only of a command may other lines begin so.
  const isRun = /^RUN /i.test(step.text);
  const at = isRun ? (last?.step === step ? last.at : -1) : step.lines.findLastIndex(isError);
  step.error = isError(step.lines[at] ?? '')
    ? step.lines.splice(at, 1)[0]
    : step.lines.findLast((line) => line.trim() !== '');
}

function isError(line: string): boolean {
  return line.startsWith('Error: ');
}

function namesStep(line: string, text: string): boolean {
  return ['', 'error '].some((before) => line.startsWith(`Error: ${before}building at STEP "${text}": `));
}

function readVertexLine(
  vertices: Map<string, OpenStep | undefined>,
  others: string[],
  vertex: string,
  told: string,
): void {
  const step = vertices.get(vertex);
  const log = logLine.exec(told);
  const [, error] = /^ERROR: (.*)$/.exec(told) ?? [];
  if (log) {
    const line = shorten(log[1] ?? '');
    if (step) step.lines.push(line);
    else others.push(line);
  } else if (error !== undefined) {
    if (step) step.error = shorten(error);
    else others.push(shorten(error));
  } else if (!step) {
    const named = readStepName(told);
    vertices.set(vertex, named && { ...named, lines: [], error: undefined });
  }
}

function readStepName(text: string): Pick<PrintedStep, 'stage' | 'number' | 'total' | 'text'> | undefined {
  const [, words, number, total, rest] = stepName.exec(text) ?? [];
  if (number === undefined || rest === undefined) return undefined;
  // Platforms have slashes, names of stages have none.
  const stage = words?.trim().split(' ').at(-1) ?? '';
  return { stage: stage.includes('/') ? '' : stage, number: Number(number), total: Number(total), text: rest };
}

/** A line as patterns are shown it: of a very long one, the beginning and the end. */
export function shorten(line: string, length = longestLine): string {
  if (line.length <= length) return line;
  const end = Math.min(longestEnd, Math.floor(length / 4));
  return `${line.slice(0, length - end - 1)}…${line.slice(-end)}`;
}

/** Without colours; of a line that was written over, the last state. */
export function plainLines(output: string): readonly string[] {
  return output
    .replace(/\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\))/g, '')
    .split('\n')
    .map((line) => line.split('\r').findLast((part) => part !== '') ?? '');
}
