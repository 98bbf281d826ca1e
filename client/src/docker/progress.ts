/** How far a build is. */
export interface BuildStep {
  /** `[build 3/5] RUN go build -o /app .`, or what an engine does around the steps. */
  readonly name: string;
  /** Of the layers that it fetches: `12.58MB / 60.3MB`. */
  readonly download?: string;
  /** Steps that are over, and how many there are in the stages that have begun. */
  readonly done: number;
  readonly total: number;
}

/** Reads the output of a build while it comes, in pieces that may end anywhere. */
export interface ProgressReader {
  /** Takes a piece; gives what a person is to see of the lines that are whole by now. */
  read(text: string): string;
  /** What is left when the output is over. */
  end(): string;
  /** Undefined as long as nothing is known. */
  step(): BuildStep | undefined;
}

interface Vertex {
  readonly name: string;
  /** `build`, and the count behind it; undefined for what is no instruction. */
  readonly stage: string | undefined;
  readonly total: number;
  isOver: boolean;
}

const bold = (text: string): string => `\u001b[1m${text}\u001b[0m`;
const dim = (text: string): string => `\u001b[2m${text}\u001b[0m`;
const red = (text: string): string => `\u001b[31m${text}\u001b[0m`;

/**
 * For BuildKit's plain progress (util/progress/progressui/printer.go), whose lines are shown without the numbers that connect
 * them, under the steps that they belong to; and for the steps that podman and Docker's older builder count.
 * @param hide takes out of a line what nobody is to see
 */
export function createProgressReader(hide: (line: string) => string = (line) => line): ProgressReader {
  const vertices = new Map<string, Vertex>();
  const totals = new Map<string, number>();
  let rest = '';
  let shown: string | undefined;
  let current: { readonly name: string; readonly download?: string } | undefined;
  let counted: { readonly done: number; readonly total: number } | undefined;

  const heading = (id: string, vertex: Vertex | undefined): string => {
    if (shown === id || vertex === undefined) return '';
    shown = id;
    return `${vertex.stage === undefined ? dim(vertex.name) : bold(vertex.name)}\n`;
  };

  function readLine(printed: string): string {
    const line = hide(printed);
    const [, id, told = ''] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (id !== undefined) return readVertex(id, told);
    // podman says for which platform, and in which of the stages: `[linux/arm64] [1/2] STEP 2/4: RUN x`.
    const [, number, total, older, olderTotal] =
      /^(?:\[[^\s\]]+\/[^\s\]]+\] ){0,2}(?:STEP (\d+)(?:\/(\d+))?: |Step (\d+)\/(\d+) : )/.exec(line) ?? [];
    if (number !== undefined || older !== undefined) {
      current = { name: line };
      counted = { done: Number(number ?? older) - 1, total: Number(total ?? olderTotal ?? 0) };
      return `${bold(line)}\n`;
    }
    // Between the lines of different steps BuildKit leaves one empty.
    if (line === '' && shown !== undefined) return '';
    shown = undefined;
    return `${/^ERROR: /.test(line) ? red(line) : line}\n`;
  }

  function readVertex(id: string, told: string): string {
    const vertex = vertices.get(id);
    if (vertex === undefined) {
      const [, stage, total] = /^\[(?:(.*) )? *\d+\/(\d+)\] /.exec(told) ?? [];
      const named: Vertex = {
        name: told,
        stage: total === undefined ? undefined : (stage ?? '').trim(),
        total: Number(total ?? 0),
        isOver: false,
      };
      vertices.set(id, named);
      if (named.stage !== undefined) totals.set(named.stage, named.total);
      current = { name: told };
      return heading(id, named);
    }
    if (told === vertex.name) {
      current = { name: told };
      return heading(id, vertex);
    }
    const log = /^\d+\.\d+(?: (.*))?$/.exec(told);
    if (log) {
      current = { name: vertex.name };
      return `${heading(id, vertex)}  ${log[1] ?? ''}\n`;
    }
    const [, error] = /^ERROR: (.*)$/.exec(told) ?? [];
    if (error !== undefined) {
      vertex.isOver = true;
      return `${heading(id, vertex)}  ${red(error)}\n`;
    }
    if (/^(?:DONE \d|CACHED$|CANCELED$)/.test(told)) {
      vertex.isOver = true;
      if (vertex.stage === undefined || /^DONE 0\.\ds$/.test(told)) return '';
      return `${heading(id, vertex)}  ${dim(told)}\n`;
    }
    const [, size] = /(\d+(?:\.\d+)?[kMG]?B \/ \d+(?:\.\d+)?[kMG]?B)/.exec(told) ?? [];
    current = { name: vertex.name, ...(size !== undefined && { download: size }) };
    return vertex.stage === undefined ? '' : `${heading(id, vertex)}  ${dim(told)}\n`;
  }

  return {
    read(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      // A carriage return at the end may be one half of a line break.
      return lines.map(readLine).join('');
    },
    end() {
      const last = rest;
      rest = '';
      return last === '' ? '' : readLine(last);
    },
    step() {
      if (!current) return undefined;
      const steps = [...vertices.values()].filter(({ stage }) => stage !== undefined);
      const ofBuildKit = {
        done: steps.filter(({ isOver }) => isOver).length,
        total: [...totals.values()].reduce((sum, total) => sum + total, 0),
      };
      return { ...current, ...(counted ?? ofBuildKit) };
    },
  };
}
