import { isSettled } from '../../facts/fact';
import { buildAt } from '../../model/buildAt';
import type { BuildModel, Stage } from '../../model/buildModel';
import { baseName, globMatcher } from '../../model/copy';
import { artifactsIn, lookUp, type Files } from '../../model/files';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';

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

/** Two go builds that write one file of one stage make one artifact. */
export function keyOf(stage: number, path: string): string {
  return `${stage}:${path}`;
}

/** The key of what stands at a path, if a go build wrote it. */
export function keyIn(model: BuildModel, files: Files, path: string): string | undefined {
  const found = lookUp(files, path);
  const artifact = found.state === 'entry' ? found.entry.artifact : undefined;
  const build = artifact && buildAt(model, artifact.build);
  const output = artifact && build?.outputs[artifact.output];
  return build && output && isSettled(output.path) ? keyOf(build.stage, output.path.value) : undefined;
}

/** The name at the end of a path, if it stands there; a closing quote may follow. */
export function nameAtEnd(text: string, span: Span, name: string): Span | undefined {
  const written = slice(text, span);
  const body = written.replace(/["']$/, '');
  const start = span.start + body.length - name.length;
  if (!body.endsWith(name) || start < span.start) return undefined;
  const before = text.charAt(start - 1);
  return start === span.start || /[/="']/.test(before) ? { start, end: start + name.length } : undefined;
}

/** A place that has to name the file, with the name as far as it stands there. */
export function spelt(
  { dockerfile }: BuildModel,
  place: Omit<ArtifactPlace, 'name' | 'nameSpan' | 'fixed'>,
  approximate = false,
): ArtifactPlace {
  const name = baseName(place.path);
  const nameSpan = approximate ? undefined : nameAtEnd(dockerfile.text, place.span, name);
  return { ...place, name, nameSpan, fixed: nameSpan ? undefined : say`it is not spelt out there` };
}

/** The programs that a path of another stage means: one, or those in a folder or those that a pattern matches. */
export function sourcePlaces(
  model: BuildModel,
  other: Stage,
  { word, path, whole }: { readonly word: { readonly span: Span }; readonly path: string; readonly whole: Span },
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
