import type { Flag } from '../../dockerfile/instruction';
import { isSettled, valueOf, type Fact } from '../../facts/fact';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { baseName } from '../../model/copy';
import { artifactsIn, resolvePath, type Files } from '../../model/files';
import { findExecutable } from '../../model/findExecutable';
import { everyCommand } from '../../shell/everyCommand';
import type { Argument, ExecutedCommand } from '../../shell/execution';
import { parseScript } from '../../shell/parse';
import { say } from '../../text/say';
import { overlaps, slice, type Span } from '../../text/span';
import { keyIn, keyOf, sourcePlaces, spelt, type ArtifactPlace } from './artifactPlace';

/** The places in a RUN: its mounts, its commands, and those of branches that are not taken. */
export function placesOfRun(
  model: BuildModel,
  stage: Stage,
  { step, after, own }: { readonly step: Step; readonly after: Files; readonly own: readonly ArtifactPlace[] },
): readonly ArtifactPlace[] {
  if (!step.execution) return [];
  const mounted = placesOfMounts(model, stage, step);
  const keyAt = (path: string): string | undefined =>
    keyIn(model, after, path) ??
    keyIn(model, step.files, path) ??
    (own.some((place) => place.path === path) ? keyOf(stage.index, path) : undefined);
  const known = [...own.map(({ path }) => path), ...artifactsIn(after).map(({ path }) => path)];
  return [
    ...mounted,
    ...step.execution.commands.flatMap((command) =>
      // What the go build itself writes is its output.
      placesOfCommand(model, stage, command, { role: 'argument', known, keyAt }).filter(
        (place) => !own.some(({ span }) => overlaps(span, place.span)),
      ),
    ),
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
      const isOutput = /^--?o(?:=|$)/.test(text.startsWith('-') ? text : (words[index - 1]?.raw ?? ''));
      if (
        !isOutput &&
        !mayBeFile(
          words.map(({ raw }) => raw),
          index,
        )
      )
        return [];
      const path = pathOf(stage, text.replace(/^--?o=/, ''), workdir, false);
      const key = path === undefined ? undefined : keyAt(path);
      if (path === undefined || key === undefined) return [];
      const role = isOutput && words.some(({ raw }) => raw === 'go') ? 'output' : 'argument';
      return [spelt(model, { role, span, whole, artifacts: new Set([key]), stage: stage.index, path })];
    }),
  );
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
    const isAll =
      /^["']?(?:--?[\w-]+=)?["']?$/.test(written.slice(0, at)) && /^["']?$/.test(written.slice(at + path.length));
    const fixed = isAll ? undefined : say`whether the text there means this file cannot be told`;
    const common = { role: 'argument', span, whole: word, nameSpan, name, fixed } as const;
    return [{ ...common, artifacts: new Set([key]), stage: stage.index, path }];
  });
}

/** Commands whose operands are files, so that a word without a slash is one. */
const fileCommands: ReadonlySet<string> = new Set(
  (
    '[ bzip2 cat chgrp chmod chown cmp cp diff du eu-strip file getcap gzip install ldd ln ls md5sum mv nm objcopy objdump ' +
    'patchelf readelf rm setcap sha1sum sha256sum sha512sum size stat strip tar test touch upx xz zip'
  ).split(' '),
);

/** Whether an argument may be a file; a word without a slash is that to commands for files only, `adduser app` is none. */
function mayBeFile(words: readonly (string | undefined)[], index: number): boolean {
  const [name = ''] = words;
  if (words[index]?.includes('/')) return true;
  const isOwner =
    /^ch(?:own|grp)$/.test(name) && words.findIndex((word, at) => at > 0 && !word?.startsWith('-')) === index;
  return fileCommands.has(name.slice(name.lastIndexOf('/') + 1)) && !isOwner;
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
  if (
    !isProgram &&
    !mayBeFile(
      argv.map((each) => valueOf(each.value)),
      argv.indexOf(argument),
    )
  )
    return [];
  const path = pathOf(stage, value.value, workdir, isProgram);
  const key = path === undefined ? undefined : keyAt(path);
  if (path === undefined || key === undefined) return [];
  const place = { role, span, whole: span, artifacts: new Set([key]), stage: stage.index, path };
  return [spelt(model, place, approximate)];
}

/**
 * The places of a command's words: the program, what it is given as files, and paths within other words.
 * @param known the paths that are looked for within words
 */
export function placesOfCommand(
  model: BuildModel,
  stage: Stage,
  command: ExecutedCommand,
  {
    role,
    known,
    keyAt,
  }: {
    readonly role: 'argument' | 'start';
    readonly known: readonly string[];
    readonly keyAt: (path: string) => string | undefined;
  },
): readonly ArtifactPlace[] {
  const named = command.argv.flatMap((argument) => placeOfArgument(model, stage, command, argument, role, keyAt));
  const rest = [
    ...command.argv.map(({ span }) => span),
    ...command.redirects.flatMap(({ target }) => target?.span ?? []),
  ];
  const inside = rest
    .filter((span) => !named.some((place) => overlaps(place.span, span)))
    .flatMap((span) => placesInWord(model, stage, span, known, keyAt));
  return [...named, ...inside];
}

/** The path that a word of a command means; a program without a slash is looked for in PATH. */
function pathOf(stage: Stage, text: string, workdir: Fact<string>, isProgram: boolean): string | undefined {
  if (text.startsWith('/')) return resolvePath('/', text);
  if (!isProgram || text.includes('/')) return isSettled(workdir) ? resolvePath(workdir.value, text) : undefined;
  const found = findExecutable(stage, text);
  return found.state === 'entry' ? found.path : undefined;
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
