import type { Flag, Word } from '../../dockerfile/instruction';
import { isSettled, unknown, valueOf, type Fact } from '../../facts/fact';
import { effectiveFlag } from '../../golang/flagValues';
import { buildAt } from '../../model/buildAt';
import type { BuildModel, Copy, GoBuild, Stage, Step } from '../../model/buildModel';
import { baseName, globMatcher } from '../../model/copy';
import { artifactsIn, lookUp, resolvePath, type Files } from '../../model/files';
import { findExecutable, shellStateOf } from '../../model/start';
import { execute, executeArgv } from '../../shell/execute';
import type { Argument, ExecutedCommand, Execution, ShellHooks } from '../../shell/execution';
import { everyCommand } from '../../shell/everyCommand';
import { parseScript } from '../../shell/parse';
import { remembered } from '../../text/remembered';
import { join, overlaps, slice, type Span } from '../../text/span';

/** A place that names a file which a go build has written, or a folder or pattern with it. */
export interface ArtifactPlace {
  readonly role: 'output' | 'source' | 'destination' | 'start' | 'argument';
  readonly span: Span;
  /** The instruction, flag or command around it. */
  readonly whole: Span;
  /** The file's name in it, as far as it stands there as it is; undefined if it does not. */
  readonly nameSpan: Span | undefined;
  /** The file's name. */
  readonly name: string;
  /** The name has to be written here, and is not: why it cannot be changed. Undefined for folders, which need no change. */
  readonly fixed: string | undefined;
  /** A pattern that has to go on matching. */
  readonly matches?: (name: string) => boolean;
  /** Which go build's: see `keyOf`. */
  readonly artifacts: ReadonlySet<string>;
  /** The stage in whose files it stands, and its path there. */
  readonly stage: number;
  readonly path: string;
  /** Source of a COPY: where the file is then. */
  readonly arrives?: FilePlace;
}

/** A file of a stage. */
export interface FilePlace {
  readonly stage: number;
  readonly path: string;
}

const hooks: ShellHooks = { substitute: () => unknown('shell-computed') };

/** All places that name products of go builds, in the order in which they are found. */
export const artifactPlaces: (model: BuildModel) => readonly ArtifactPlace[] = remembered((model) => {
  const outputs = [...model.goBuilds, ...model.recipeBuilds].flatMap((build) => placesOfBuild(model, build));
  const places = [
    ...outputs,
    ...model.stages.flatMap((stage) => {
      const own = outputs.filter((place) => place.stage === stage.index);
      return [
        ...stage.steps.flatMap((step, index) => placesOfStep(model, stage, step, index, own)),
        ...startPlaces(model, stage),
      ];
    }),
  ];
  return mergePlaces(model.dockerfile.text, places);
});

/** Two go builds that write one file of one stage make one artifact. */
function keyOf(stage: number, path: string): string {
  return `${stage}:${path}`;
}

function keyIn(model: BuildModel, files: Files, path: string): string | undefined {
  const found = lookUp(files, path);
  const artifact = found.state === 'entry' ? found.entry.artifact : undefined;
  const build = artifact && buildAt(model, artifact.build);
  const output = artifact && build?.outputs[artifact.output];
  return build && output && isSettled(output.path) ? keyOf(build.stage, output.path.value) : undefined;
}

function placesOfBuild(model: BuildModel, build: GoBuild): readonly ArtifactPlace[] {
  const { text } = model.dockerfile;
  const flag = effectiveFlag(build.go, 'o')?.flag;
  const written = flag?.from === 'command line' ? flag : undefined;
  const [first, ...others] = build.command.argv.map(({ span }) => span);
  const whole = first ? join(first, ...others) : build.command.span;
  return build.outputs.flatMap(({ path }): ArtifactPlace[] => {
    if (!isSettled(path)) return [];
    const name = baseName(path.value);
    const common = { role: 'output', name, stage: build.stage, path: path.value } as const;
    const artifacts = new Set([keyOf(build.stage, path.value)]);
    if (build.index < 0) {
      const fixed = 'a Makefile builds it';
      return [{ ...common, artifacts, span: whole, whole, nameSpan: undefined, fixed }];
    }
    const value = written && valueOf(written.value);
    if (
      !written ||
      value === undefined ||
      baseName(value) !== name ||
      !path.value.endsWith(value.replace(/^(?:\.\.?\/)+/, ''))
    ) {
      const fixed = 'go names the file after its package; -o with a file name would choose it';
      const span = written?.valueSpan ?? whole;
      return [{ ...common, artifacts, span, whole, nameSpan: undefined, fixed }];
    }
    const nameSpan = build.command.approximate ? undefined : nameAtEnd(text, written.valueSpan, name);
    const fixed = nameSpan ? undefined : '-o does not spell it out';
    return [{ ...common, artifacts, span: written.valueSpan, whole, nameSpan, fixed }];
  });
}

/** The name at the end of a path, if it stands there; a closing quote may follow. */
function nameAtEnd(text: string, span: Span, name: string): Span | undefined {
  const written = slice(text, span);
  const body = written.replace(/["']$/, '');
  const start = span.start + body.length - name.length;
  if (!body.endsWith(name) || start < span.start) return undefined;
  const before = text.charAt(start - 1);
  return start === span.start || /[/="']/.test(before) ? { start, end: start + name.length } : undefined;
}

function filesAfter(stage: Stage, index: number): Files {
  return stage.steps[index + 1]?.files ?? stage.files;
}

function placesOfStep(
  model: BuildModel,
  stage: Stage,
  step: Step,
  index: number,
  own: readonly ArtifactPlace[],
): readonly ArtifactPlace[] {
  if (step.copy) return placesOfCopy(model, stage, step.copy, filesAfter(stage, index));
  if (step.instruction.kind !== 'RUN' || !step.execution) return [];
  const after = filesAfter(stage, index);
  const mounted = placesOfMounts(model, stage, step);
  const keyAt = (path: string): string | undefined =>
    keyIn(model, after, path) ??
    keyIn(model, step.files, path) ??
    (own.some((place) => place.path === path) ? keyOf(stage.index, path) : undefined);
  const known = [...own.map(({ path }) => path), ...artifactsIn(after).map(({ path }) => path)];
  return [
    ...mounted,
    ...step.execution.commands.flatMap((command) => [
      ...command.argv.flatMap((argument) => {
        // What the go build itself writes is its output.
        if (own.some(({ span }) => overlaps(span, argument.span))) return [];
        const place = placeOfArgument(model, stage, command, argument, 'argument', keyAt);
        return place.length > 0 ? place : placesInWord(model, stage, argument.span, known, keyAt);
      }),
      ...command.redirects.flatMap(({ target }) =>
        target ? placesInWord(model, stage, target.span, known, keyAt) : [],
      ),
    ]),
    ...placesNotRun(model, stage, step, keyAt),
  ];
}

/** Words of branches that are not taken on this platform. */
function placesNotRun(
  model: BuildModel,
  stage: Stage,
  { instruction, execution, workdir }: Step,
  keyAt: (path: string) => string | undefined,
): readonly ArtifactPlace[] {
  const script = instruction.kind === 'RUN' && !instruction.exec ? instruction.script : undefined;
  const run = new Set(execution?.commands.flatMap(({ argv }) => argv.map(({ span }) => span.start)) ?? []);
  const commands = script ? everyCommand(parseScript(script).statements) : [];
  return commands.flatMap(({ words, span: whole }) =>
    words.flatMap(({ span, parts }, index): readonly ArtifactPlace[] => {
      if (index === 0 || run.has(span.start) || parts.some(({ kind }) => kind !== 'literal')) return [];
      const text = parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
      const path = pathOf(stage, text.replace(/^--?o=/, ''), workdir, false);
      const key = path === undefined ? undefined : keyAt(path);
      if (path === undefined || key === undefined) return [];
      const isOutput = /^--?o(?:=|$)/.test(text.startsWith('-') ? text : (words[index - 1]?.raw ?? ''));
      const role = isOutput && words.some(({ raw }) => raw === 'go') ? 'output' : 'argument';
      return [spelt(model, { role, span, whole, artifacts: new Set([key]), stage: stage.index, path })];
    }),
  );
}

/** A place that has to name the file, with the name as far as it stands there. */
function spelt(
  { dockerfile }: BuildModel,
  place: Omit<ArtifactPlace, 'name' | 'nameSpan' | 'fixed'>,
  approximate = false,
): ArtifactPlace {
  const name = baseName(place.path);
  const nameSpan = approximate ? undefined : nameAtEnd(dockerfile.text, place.span, name);
  return { ...place, name, nameSpan, fixed: nameSpan ? undefined : 'it is not spelt out there' };
}

/** Where one of the paths stands in a word among other things: `--file=/out/app`. */
function placesInWord(
  model: BuildModel,
  stage: Stage,
  word: Span,
  paths: readonly string[],
  keyAt: (path: string) => string | undefined,
): readonly ArtifactPlace[] {
  const written = slice(model.dockerfile.text, word);
  return [...new Set(paths)].flatMap((path): ArtifactPlace[] => {
    const at = written.indexOf(path);
    const key = at < 0 ? undefined : keyAt(path);
    if (key === undefined || /^[\w./-]/.test(written.slice(at + path.length)) || /[\w./-]$/.test(written.slice(0, at)))
      return [];
    const span = { start: word.start + at, end: word.start + at + path.length };
    const name = baseName(path);
    const nameSpan = { start: span.end - name.length, end: span.end };
    const common = { role: 'argument', span, whole: word, nameSpan, name, fixed: undefined } as const;
    return [{ ...common, artifacts: new Set([key]), stage: stage.index, path }];
  });
}

function placeOfArgument(
  model: BuildModel,
  stage: Stage,
  { workdir, approximate, argv }: ExecutedCommand,
  argument: Argument,
  role: 'argument' | 'start',
  keyAt: (path: string) => string | undefined,
): readonly ArtifactPlace[] {
  const { value, span } = argument;
  if (!isSettled(value) || value.value === '' || value.value.startsWith('-')) return [];
  const isProgram = argument === argv[0];
  const path = pathOf(stage, value.value, workdir, isProgram);
  const key = path === undefined ? undefined : keyAt(path);
  if (path === undefined || key === undefined) return [];
  const place = { role, span, whole: span, artifacts: new Set([key]), stage: stage.index, path };
  return [spelt(model, place, approximate)];
}

/** The path that a word of a command means; a program without a slash is looked for in PATH. */
function pathOf(stage: Stage, text: string, workdir: Fact<string>, isProgram: boolean): string | undefined {
  if (text.startsWith('/')) return resolvePath('/', text);
  if (!isProgram || text.includes('/')) return isSettled(workdir) ? resolvePath(workdir.value, text) : undefined;
  const found = findExecutable(stage, text);
  return found.state === 'entry' ? found.path : undefined;
}

function placesOfCopy(model: BuildModel, stage: Stage, copy: Copy, after: Files): readonly ArtifactPlace[] {
  const { from, instruction } = copy;
  const other = from.kind === 'stage' ? model.stages[from.index] : undefined;
  if (!other) return [];
  const whole = instruction.span;
  const { destination } = copy;
  const target = valueOf(destination);
  const sources = copy.sources.flatMap(({ word, path }) => {
    if (!isSettled(path)) return [];
    const folder = resolvePath('/', path.value);
    return sourcePlaces(model, other, { word, path: folder, whole }).map((place) => {
      const arrived = target === undefined ? undefined : arrivalOf(model, after, { place, folder, target });
      return arrived === undefined ? place : { ...place, arrives: { stage: stage.index, path: arrived } };
    });
  });
  const reached = sources.find(({ arrives }) => arrives?.path === target);
  if (!instruction.destination || target === undefined || !reached) return sources;
  const { span } = instruction.destination;
  const { artifacts } = reached;
  return [...sources, spelt(model, { role: 'destination', span, whole, artifacts, stage: stage.index, path: target })];
}

/** Where a copied file is: in the destination under its name or below the folder that was copied, or the destination itself. */
function arrivalOf(
  model: BuildModel,
  after: Files,
  { place, folder, target }: { readonly place: ArtifactPlace; readonly folder: string; readonly target: string },
): string | undefined {
  const inner = place.path.startsWith(`${folder === '/' ? '' : folder}/`)
    ? place.path.slice(folder.length)
    : place.name;
  return [resolvePath(target, inner.replace(/^\/+/, '')), resolvePath(target, place.name), target].find((path) => {
    const key = keyIn(model, after, path);
    return key !== undefined && place.artifacts.has(key);
  });
}

function sourcePlaces(
  model: BuildModel,
  other: Stage,
  { word, path, whole }: { readonly word: Pick<Word, 'span'>; readonly path: string; readonly whole: Span },
): readonly ArtifactPlace[] {
  const common = { role: 'source', span: word.span, whole, stage: other.index } as const;
  const key = keyIn(model, other.files, path);
  if (key !== undefined) {
    return [spelt(model, { ...common, artifacts: new Set([key]), path })];
  }
  const pattern = baseName(path);
  const isPattern = /[*?[]/.test(pattern);
  const folder = isPattern ? path.slice(0, path.length - pattern.length - 1) : path;
  const matches = isPattern ? globMatcher(pattern) : () => true;
  return artifactsIn(other.files).flatMap((found): ArtifactPlace[] => {
    if (!found.path.startsWith(folder === '/' ? folder : `${folder}/`)) return [];
    const inside = found.path.slice(folder === '/' ? 1 : folder.length + 1).split('/')[0] ?? '';
    const inner = keyIn(model, other.files, found.path);
    if (!matches(inside) || inner === undefined) return [];
    const name = baseName(found.path);
    return [
      {
        ...common,
        nameSpan: undefined,
        name,
        fixed: undefined,
        ...(isPattern && { matches }),
        artifacts: new Set([inner]),
        path: found.path,
      },
    ];
  });
}

/** `RUN --mount=type=bind,from=build,source=/out/app,target=/app`. */
function placesOfMounts(
  model: BuildModel,
  stage: Stage,
  { instruction, mounts, files }: Step,
): readonly ArtifactPlace[] {
  const { text } = model.dockerfile;
  return mounts.flatMap(({ span, options, target }) => {
    const from = options['from'];
    const other = model.stages.find(({ name, index }) => from === String(index) || from?.toLowerCase() === name);
    const flag = instruction.flags.find((candidate) => candidate.span === span);
    const source = flag && optionOf(flag, ['source', 'src']);
    if (from === undefined || !other || !flag || !source || other === stage) return [];
    const places = sourcePlaces(model, other, {
      word: source,
      path: resolvePath('/', slice(text, source.span)),
      whole: span,
    });
    const mounted = optionOf(flag, ['target', 'dst', 'destination']);
    const path = valueOf(target);
    const key = path === undefined ? undefined : keyIn(model, files, path);
    if (path === undefined || key === undefined || !mounted) return places;
    const place = { role: 'argument', whole: span, artifacts: new Set([key]), stage: stage.index, path } as const;
    return [...places, spelt(model, { ...place, span: mounted.span })];
  });
}

/** The value of an option of a mount, by any of its names. */
function optionOf({ value = '', valueSpan }: Flag, names: readonly string[]): { readonly span: Span } | undefined {
  const match = new RegExp(`(?:^|,)\\s*(?:${names.join('|')})=([^,]+)`, 'i').exec(value);
  const text = match?.[1];
  if (!match || text === undefined) return undefined;
  const start = valueSpan.start + match.index + match[0].length - text.length;
  return { span: { start, end: start + text.length } };
}

/** The words of ENTRYPOINT, CMD and HEALTHCHECK that name a program, wrappers looked through. */
function startPlaces(model: BuildModel, stage: Stage): readonly ArtifactPlace[] {
  const commands = [stage.entrypoint?.instruction, stage.cmd?.instruction, stage.healthcheck];
  const state = shellStateOf(stage);
  return commands.flatMap((instruction) => {
    if (!instruction) return [];
    const script = instruction.kind === 'HEALTHCHECK' ? instruction.script : instruction.argument;
    const execution: Execution | undefined = instruction.exec
      ? executeArgv(instruction.exec.words, state, hooks)
      : script && stage.shell.posix
        ? execute(parseScript(script), state, hooks)
        : undefined;
    return (execution?.commands ?? []).flatMap((command) =>
      command.argv.flatMap((argument) =>
        placeOfArgument(model, stage, command, argument, 'start', (path) => keyIn(model, stage.files, path)),
      ),
    );
  });
}

/** One place may be met in several stages, and stand for several files. Quotes around it are no part of it. */
function mergePlaces(text: string, places: readonly ArtifactPlace[]): readonly ArtifactPlace[] {
  const merged = new Map<string, ArtifactPlace>();
  for (const place of places) {
    const span = withoutQuotes(text, place.span);
    const key = `${place.role} ${span.start} ${place.name}`;
    const known = merged.get(key);
    const artifacts = new Set([...(known?.artifacts ?? []), ...place.artifacts]);
    merged.set(key, { ...(known ?? place), span, artifacts });
  }
  return [...merged.values()];
}

function withoutQuotes(text: string, span: Span): Span {
  return /^(["']).*\1$/s.test(slice(text, span)) ? { start: span.start + 1, end: span.end - 1 } : span;
}
