/** One instruction as the engine that carried it out tells of it. */
export interface PrintedStep {
  /** Name of the stage, `stage-1` for the second if it has none; '' if the engine does not say. */
  readonly stage: string;
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
const stepName = /^\[(?:(.*) )? *(\d+)\/(\d+)\] (?:ONBUILD )?(.*)$/;
/** Of buildah, which podman is made of, and of the builder that Docker had before BuildKit. */
const countedStep = /^(?:\[\d+\/\d+\] )?(?:STEP (\d+)(?:\/(\d+))?: |Step (\d+)\/(\d+) : )(.*)$/;
const countedError = /^(?:Error: |The command '.*' returned a non-zero code: \d+)/;

/** Reads what docker, podman or nerdctl printed during a build. Never throws. */
export function readEngineOutput(output: string): EngineOutput {
  const vertices = new Map<string, OpenStep | undefined>();
  const counted: OpenStep[] = [];
  const others: string[] = [];
  const repeated: OpenStep[] = [];
  const marked: { line: number; text: string }[] = [];
  let place: 'steps' | 'repeated' | 'excerpt' = 'steps';
  for (const line of plainLines(output)) {
    const [, vertex, told = ''] = vertexLine.exec(line) ?? [];
    if (vertex !== undefined) {
      place = 'steps';
      readVertexLine(vertices, others, vertex, told);
      continue;
    }
    if (line === '------') {
      place = place === 'repeated' ? 'steps' : 'repeated';
      continue;
    }
    if (place === 'repeated') {
      const header = line.startsWith(' > ') ? readStepName(line.slice(3).replace(/:$/, '')) : undefined;
      if (header) repeated.push({ ...header, lines: [], error: '' });
      else repeated.at(-1)?.lines.push(/^\d+\.\d+ /.test(line) ? line.replace(/^\d+\.\d+ /, '') : line);
      continue;
    }
    if (/^-{10,}$/.test(line)) {
      place = place === 'excerpt' ? 'steps' : 'excerpt';
      continue;
    }
    const [, number, text] = place === 'excerpt' ? (/^ *(\d+) \| >>> ?(.*)$/.exec(line) ?? []) : [];
    if (number !== undefined) marked.push({ line: Number(number), text: text ?? '' });
    if (place === 'excerpt') continue;
    const step = countedStep.exec(line);
    const last = counted.at(-1);
    if (step) {
      const [, one, oneOf, other, otherOf, words = ''] = step;
      const total = Number(oneOf ?? otherOf ?? 0);
      counted.push({ stage: '', number: Number(one ?? other), total, text: words, lines: [], error: undefined });
    } else if (last) {
      last.lines.push(line);
      if (countedError.test(line)) last.error = line;
    } else if (line.trim() !== '') others.push(line);
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
    if (step) step.lines.push(log[1] ?? '');
    else others.push(log[1] ?? '');
  } else if (error !== undefined) {
    if (step) step.error = error;
    else others.push(error);
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

/** Without colours; of a line that was written over, the last state. */
export function plainLines(output: string): readonly string[] {
  return output
    .replace(/\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007)/g, '')
    .split(/\r?\n/)
    .map((line) => line.split('\r').findLast((part) => part !== '') ?? '');
}
