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
  /^(?:\[[^\]\s]{1,80}\/[^\]\s]{1,80}\] )??(?:\[(\d+)\/(\d+)\] )?(?:STEP (\d+)(?:\/(\d+))?: |Step (\d+)\/(\d+) : )(.*)$/;
const countedError = /^(?:Error: |The command '.*' returned a non-zero code: \d+)/;

/** What stands behind everything else and says nothing of the build: Docker Desktop's address of it, and advice of docker. */
const trailer = /^(?:View build details: |What's next:|\s+(?:Debug this build failure|View a summary of image))/;

/** Reads what docker, podman or nerdctl printed during a build. Never throws. */
export function readEngineOutput(output: string): EngineOutput {
  const vertices = new Map<string, OpenStep | undefined>();
  const counted: OpenStep[] = [];
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
  const last = counted.at(-1);
  if (last && counted.every(({ error }) => error === undefined)) {
    last.error = last.lines.findLast((line) => line.trim() !== '');
  }
  const steps = [...[...vertices.values()].filter((step) => step !== undefined), ...counted];
  // The beginning may be lost; what the engine says again at its end is there.
  for (const step of repeated) {
    const same = steps.find(
      ({ stage, number, text }) => stage === step.stage && number === step.number && text === step.text,
    );
    if (!same) steps.push(step);
    else same.error ??= '';
  }
  return { steps, excerpt: marked.find(({ text }) => text.trim() !== '') ?? marked[0], others };
}

/** Whether a line belongs to the steps that are counted. What goes wrong in one of them ends the build: it is the last one. */
function readCountedLine(steps: OpenStep[], line: string): boolean {
  const [whole, stage, stages, one, oneOf, other, otherOf, text = ''] = countedStep.exec(line) ?? [];
  if (whole !== undefined) {
    const place = stage === undefined ? undefined : { index: Number(stage) - 1, of: Number(stages) };
    const total = Number(oneOf ?? otherOf ?? 0);
    // The one before has succeeded, whatever it printed.
    for (const before of steps) if (before.place?.index === place?.index) before.error = undefined;
    steps.push({
      stage: '',
      ...(place && { place }),
      number: Number(one ?? other),
      total,
      text,
      lines: [],
      error: undefined,
    });
    return true;
  }
  const last = steps.at(-1);
  if (!last) return false;
  const short = shorten(line);
  if (!countedError.test(short)) {
    // With --jobs stages are built at the same time, and each line says whose it is.
    const [, index, of, own = ''] = /^\[(\d+)\/(\d+)\] (.*)$/.exec(short) ?? [];
    const step = steps.findLast(({ place }) => place && place.index === Number(index) - 1 && place.of === Number(of));
    if (step) step.lines.push(own);
    else last.lines.push(short);
    return true;
  }
  const failed = steps.findLast(({ text }) => line.startsWith(`Error: building at STEP "${text}": `)) ?? last;
  // A command may print such a line, too, and then go on.
  for (const step of steps) step.error = undefined;
  failed.error = short;
  return true;
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
