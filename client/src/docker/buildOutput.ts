/** What was printed during a build, by those who said it. */
export interface BuildOutput {
  /** Lines of the engine and its command line. Commands of the Dockerfile that they repeat are left out. */
  readonly engine: readonly string[];
  /** The last lines that commands of the steps that failed have printed; none if they tell of an error in a source. */
  readonly commands: readonly string[];
}

/** What is read of a line, in characters from its beginning and from its end: what engines say is shorter, what is longer is data. */
const [longest, longestEnd] = [4096, 512];

/** Last lines of a step in which a command says why it ended. What stands further above did not end it. */
const lastLines = 20;

/** Of podman, and of the builder that Docker had before BuildKit. */
const countedStep = /^((?:\[[\w./-]{1,80}\] ){0,2})(?:STEP |Step (?=\d+\/\d+ ))(\d+)(?:\/(\d+))? ?: ?(\w+)/;
const instruction =
  /^(?:ADD|ARG|CMD|COMMIT|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)$/i;
/** The step that failed is named in it; commands may print other lines that begin with `Error: `. */
const endOfCounted = /^(?:Error: (?:error )?building at STEP "|The command '.*' returned a non-zero code: \d+)/;

/** Docker Desktop's address of the build, and the advice that docker gives behind everything else. */
const trailer = /^(?:View build details: |What's next:|\s+(?:Debug this build failure|View a summary of image))/;

/** `--- PASS: TestFull`: what a test says of its own work. */
const ofTests = /^\s*(?:--- |=== )?(?:PASS|SKIP|RUN|FAIL|ok|OK)\b/;

/**
 * `./main.go:8:2: undefined: x`: an error in a source, beside which nothing else a command says is the reason. A module that go
 * cannot fetch for the import at that place is none (`main.go:3:8: write /go/pkg/mod/…: no space left on device`).
 */
const ofCompiler =
  /^(?:vet: )?(?:[A-Za-z]:)?[^\s:][^:]*\.(?:go|s|c|cc|cpp|h):\d+:\d+: (?!\S+@\S+: |(?:unzip|write|open|create|mkdir|rename|sync|close) (?:\/|[A-Za-z]:\\)\S+: )/;

/**
 * Tells the engine's own words from those of the commands in the Dockerfile. Of BuildKit's plain progress
 * (util/progress/progressui/printer.go) those are its errors and what stands outside of its steps, without the log that it
 * repeats at the end and the lines of the Dockerfile that it shows.
 */
export function readBuildOutput(output: string): BuildOutput {
  const lines = output
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .map(shorten);
  const engine: string[] = [];
  const commands: string[] = [];
  const logs = new Map<string, string[]>();
  let block: RegExp | undefined;
  let counted: { readonly isRun: boolean; readonly lines: string[] } | undefined;
  const steps = new Map<string, CountedStep>();
  for (const [at, line] of lines.entries()) {
    const next = lines[at + 1] ?? '';
    const [, vertex, told = ''] = /^#(\d+) (.*)$/.exec(line) ?? [];
    const step = readCountedStep(line);
    if (vertex !== undefined) {
      block = undefined;
      const [, error] = /^ERROR: (.*)$/.exec(told) ?? [];
      const [, log] = /^\d+\.\d+ (.*)$/.exec(told) ?? [];
      if (log !== undefined) logs.set(vertex, [...(logs.get(vertex) ?? []).slice(1 - lastLines), log]);
      if (error === undefined) continue;
      engine.push(withoutCommands(error));
      if (!/context canceled$/.test(error)) commands.push(...(logs.get(vertex) ?? []));
    } else if (block) {
      if (block.test(line)) block = undefined;
    } else if (line === '------' && next.startsWith(' > ')) block = /^------$/;
    else if (/^-{10,}$/.test(line) && /^ *\d+ \| /.test(next)) block = /^-{10,}$/;
    else if (step && isNextStep(steps, step)) {
      steps.set(step.builder, step);
      counted = { isRun: step.keyword === 'RUN', lines: [] };
    } else if (counted?.isRun) counted.lines.push(line);
    else if (!/^\d+\.\d+ /.test(line)) engine.push(withoutCommands(line));
  }
  if (counted) {
    const said = counted.lines.filter((line) => line.trim() !== '' && !trailer.test(line));
    const end = said.findLastIndex((line) => endOfCounted.test(line));
    const first = end < 0 ? said.length - 1 : end;
    engine.push(...said.slice(Math.max(0, first)).map(withoutCommands));
    commands.push(...said.slice(0, Math.max(0, first)).slice(-lastLines));
  }
  return {
    engine: engine.filter((line) => line.trim() !== '' && !trailer.test(line)),
    commands: commands.some((line) => ofCompiler.test(line)) ? [] : commands.filter((line) => !ofTests.test(line)),
  };
}

interface CountedStep {
  /** Platform and stage as they stand in front of it: its own steps are in order. '' if there is but one. */
  readonly builder: string;
  readonly number: number;
  /** Zero if the engine does not say. */
  readonly total: number;
  readonly keyword: string;
}

function readCountedStep(line: string): CountedStep | undefined {
  const [, builder, number, total = 0, keyword = ''] = countedStep.exec(line) ?? [];
  if (builder === undefined || !instruction.test(keyword)) return undefined;
  return { builder, number: Number(number), total: Number(total), keyword: keyword.toUpperCase() };
}

/** Whether what looks like the name of a step is one, and not what a command printed: steps are in their order. */
function isNextStep(steps: ReadonlyMap<string, CountedStep>, step: CountedStep): boolean {
  const before = steps.get(step.builder);
  // Before podman counted them to the end, each FROM began anew.
  if (before)
    return (
      (step.total === 0 && step.keyword === 'FROM') || (step.number > before.number && step.total === before.total)
    );
  return steps.size === 0 || step.builder !== '';
}

/** The lines of a build that the engine said, and no command of a RUN. */
export function linesOfBuilder(output: string): string {
  return readBuildOutput(output).engine.join('\n');
}

/** With which of its lines an engine says why it ended: BuildKit's reason, its last error, or else the last of all. */
export function lastWords(output: string): string | undefined {
  const { engine } = readBuildOutput(output);
  const said =
    engine.findLast((line) => /^(?:ERROR|error): .*failed to solve: /.test(line)) ??
    engine.findLast((line) => /^(?:ERROR|Error|error|FATA\[\d+\]|\S+ level=(?:fatal|error))[: ]/.test(line)) ??
    engine.at(-1);
  return said?.trim().replace(/^(?:(?:ERROR|Error|error): )?(?:failed to build: )?(?:failed to solve: )?/, '');
}

/** An error of the engine without the command that it tells of, whose words are not the engine's. */
function withoutCommands(line: string): string {
  return line
    .replace(/process "(?:[^"\\]|\\.)*"?/, 'process')
    .replace(/^The command '.*' returned/, 'The command returned')
    .replace(/building at STEP "RUN .*": /, 'building at STEP: ');
}

function shorten(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.length <= longest ? text : `${text.slice(0, longest - longestEnd - 1)}…${text.slice(-longestEnd)}`;
}
