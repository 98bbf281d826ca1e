import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Stage, Step } from '../../model/buildModel';
import { resolvePath } from '../../model/files';
import type { ExecutedCommand } from '../../shell/execution';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { chain } from '../fixes/images';
import { defineRule, type Fix } from '../rule';
import { shippedPrograms } from '../shipped';
import { hasEmptyFront } from '../switchedOff';

export const otelPrefixMissing = defineRule({
  id: 'otel-prefix-missing',
  title: 'OpenTelemetry tool is there and takes no part in the build',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('otel')) return;
    // Who instruments one of several programs has left out the others on purpose. Tests are none of them.
    if (
      [...model.goBuilds, ...model.recipeBuilds].some(
        ({ go }) => (go.front?.name === 'otel' || go.front?.name === 'otelc') && go.verb !== 'test',
      )
    )
      return;
    const seen = new Set<GoBuild>();
    for (const { path, build } of shippedPrograms(model)) {
      const stage = model.stages[build.stage];
      if (!stage || seen.has(build) || build.index < 0 || build.go.front || build.go.incomplete) continue;
      if (build.command.environmentMayHoldMore === true || /\/otelc?$/.test(path) || hasEmptyFront(build)) continue;
      seen.add(build);
      const stages = chain(model, stage);
      if (stages.some(replacesGo)) continue;
      const tool = findTool(model, stages);
      const [word] = build.command.argv;
      if (!tool || !word) continue;
      const instead = tool.isSetUp
        ? say`otelc setup has run, but go compiles without otelc`
        : say`go compiles without ${tool.name}`;
      yield {
        span: { start: word.span.start, end: Math.max(word.span.end, build.go.verbSpan.end) },
        certainty: 'known',
        message: say`${instead}, which this stage has for it. Nothing is added to ${path}, and it reports only what its own code does.`,
        related: [{ span: tool.span, message: say`${tool.name} comes from here` }],
        fixes: () => prefix(model, build, tool),
      };
    }
  },
});

interface Tool {
  readonly name: 'otel' | 'otelc';
  readonly span: Span;
  /** How a command calls it; undefined if that cannot be told. */
  readonly call: string | undefined;
  readonly isSetUp: boolean;
}

/** A tool, and the file it is; undefined if that cannot be told. */
interface Brought extends Omit<Tool, 'isSetUp'> {
  readonly path: string | undefined;
}

/** Where the tools come from: the releases and install.sh of loongsuite-go, the module of otelc. */
const source = /loongsuite-go|opentelemetry-go-(?:auto|compile)-instrumentation|go\.opentelemetry\.io\/otelc\b/;

/** What brings a file or a program along; other commands may name the project without having the tool, as `-ldflags -X` does. */
const bringers = new Set(['curl', 'wget', 'git', 'go']);

function findTool(model: BuildModel, stages: readonly Stage[]): Tool | undefined {
  const steps = stages.flatMap((stage) => stage.steps);
  const isSetUp = steps.some(({ execution }) =>
    execution?.commands.some(({ argv }) => {
      const [first, second] = argv.map(({ value }) => valueOf(value) ?? '');
      return /(?:^|\/)otelc$/.test(first ?? '') && second === 'setup';
    }),
  );
  for (const step of steps) {
    const found =
      copied(step) ??
      taken(step, model) ??
      (step.execution?.commands ?? []).map(brought).find((tool) => tool !== undefined);
    if (found) return { ...found, isSetUp: isSetUp && found.name === 'otelc' };
  }
  return undefined;
}

function copied({ copy }: Step): Brought | undefined {
  if (copy?.instruction.kind !== 'ADD') return undefined;
  for (const { path, word } of copy.sources) {
    const text = valueOf(path) ?? '';
    if (!text.startsWith('https://') || !source.test(text)) continue;
    const destination = copy.intoDirectory ? undefined : valueOf(copy.destination);
    return { name: nameOf(text), span: word.span, path: destination, call: callOf(destination) };
  }
  return undefined;
}

/** `COPY --from=tools /otel /usr/local/bin/otel`, where that stage has brought the tool to that path. */
function taken({ copy }: Step, model: BuildModel): Brought | undefined {
  if (copy?.from.kind !== 'stage') return undefined;
  const from = model.stages[copy.from.index];
  const steps = from ? chain(model, from).flatMap((stage) => stage.steps) : [];
  const tools = steps.flatMap((step) => [copied(step), ...(step.execution?.commands ?? []).map(brought)]);
  for (const { path, word } of copy.sources) {
    const there = valueOf(path);
    const tool = tools.find((each) => each?.path !== undefined && each.path === there);
    const destination = valueOf(copy.destination);
    if (!tool || there === undefined) continue;
    const file = copy.intoDirectory ? there.slice(there.lastIndexOf('/') + 1) : '';
    const at = destination && resolvePath(destination, file);
    return { name: tool.name, span: word.span, path: at, call: callOf(at) };
  }
  return undefined;
}

function brought(command: ExecutedCommand): Brought | undefined {
  const { argv, runs, workdir } = command;
  const words = argv.map(({ value }) => valueOf(value) ?? '');
  const program = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
  const at = words.findIndex((word) => source.test(word));
  const word = argv[at];
  if (runs !== 'always' || !word || !bringers.has(program)) return undefined;
  const name = nameOf(words[at] ?? '');
  const { span } = word;
  if (program === 'git') return words.includes('clone') ? { name, span, path: undefined, call: undefined } : undefined;
  if (program === 'go') {
    if (words[1] === 'install') return { name, span, path: `/go/bin/${name}`, call: name };
    return words[1] === 'get' && words.includes('-tool')
      ? { name, span, path: undefined, call: `go tool ${name}` }
      : undefined;
  }
  if (words[at]?.endsWith('install.sh')) return { name, span, path: `/usr/local/bin/${name}`, call: name };
  const output = words.findIndex((text) => (program === 'curl' ? /^(?:-\w*o|--output)$/ : /^-\w*O$/).test(text));
  const file = output < 0 ? undefined : words[output + 1];
  const path = file && isSettled(workdir) ? resolvePath(workdir.value, file) : undefined;
  return { name, span, path, call: callOf(path) };
}

function nameOf(text: string): Tool['name'] {
  return /compile-instrumentation|\/otelc/.test(text) ? 'otelc' : 'otel';
}

/** A program in a directory of every PATH goes by its name, another one by its path. */
function callOf(path: string | undefined): string | undefined {
  const [, folder, name] = /^(\/.*\/)(otelc?)$/.exec(path ?? '') ?? [];
  if (name === undefined) return undefined;
  return /^\/usr\/(?:local\/)?s?bin\/$|^\/s?bin\/$|^\/go\/bin\/$/.test(folder ?? '') ? name : path;
}

/** `ln -s /usr/local/bin/otel /usr/local/bin/go`, an alias: go may be the tool then. */
function replacesGo({ steps }: Stage): boolean {
  return steps.some(({ execution }) =>
    execution?.commands.some(({ argv }) => {
      const words = argv.map(({ value }) => valueOf(value) ?? '');
      if (words[0] === 'alias') return words.some((word) => word.startsWith('go='));
      return ['ln', 'cp', 'mv', 'install'].includes(words[0] ?? '') && /(?:^|\/)go$/.test(words.at(-1) ?? '');
    }),
  );
}

function prefix(model: BuildModel, build: GoBuild, { call }: Tool): readonly Fix[] {
  const { command, go, instruction } = build;
  const [word] = command.argv;
  if (call === undefined || !word || command.approximate || instruction.exec) return [];
  // The tools expect the verb right behind go.
  if (model.dockerfile.text.slice(word.span.end, go.verbSpan.start).trim() !== '') return [];
  const { start } = word.span;
  return [
    { title: say`Build with ${call}`, safety: 'review', edits: [{ span: { start, end: start }, newText: `${call} ` }] },
  ];
}
