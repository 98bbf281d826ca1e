import { defaultPath } from '../facts/searchPath';
import { runtimeError } from '../facts/startErrors';
import type { ImageFiles, Located } from './fileSystem';
import type { ImageConfig } from './layout';

/** What starting a container of an image leads to. */
export type Started =
  /** The file whose contents decide how it goes on; ask again when they can be read. */
  | { readonly kind: 'needs'; readonly file: Located }
  | {
      readonly kind: 'file';
      /** The word that names it, as the one who starts it has it. */
      readonly word: string;
      readonly file: Located;
      /** Files before it, each of which starts the next: wrappers, shells, scripts. */
      readonly through: readonly string[];
    }
  /** `error` as the engine or the shell says it; null if what is started cannot be told. */
  | {
      readonly kind: 'nothing';
      readonly error: string | null;
      readonly says: string;
      readonly through: readonly string[];
    };

/** The beginning of a file that has been read; undefined if it has not been yet. */
export type Beginning = (file: Located) => Uint8Array | undefined;

/** Programs that start the command behind their own options. */
const wrappers: ReadonlySet<string> = new Set([
  'tini',
  'tini-static',
  'dumb-init',
  'catatonit',
  'docker-init',
  'su-exec',
  'gosu',
  'env',
  'exec',
  'nice',
  'nohup',
  'setpriv',
]);

const shells: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash', 'busybox', 'zsh', 'ksh']);

/**
 * Follows ENTRYPOINT and CMD to the program: through PATH and WORKDIR, links, known wrappers, `sh -c`, and scripts that end in
 * `exec`. Never throws.
 */
export function followStart(config: ImageConfig, files: ImageFiles, beginning: Beginning): Started {
  return follow([...config.entrypoint, ...config.cmd], { config, files, beginning, through: [] });
}

interface Way {
  readonly config: ImageConfig;
  readonly files: ImageFiles;
  readonly beginning: Beginning;
  readonly through: readonly string[];
}

function follow(words: readonly string[], way: Way): Started {
  const { through } = way;
  const [word, ...rest] = words;
  const stop = (error: string | null, says: string): Started => ({ kind: 'nothing', error, says, through });
  if (word === undefined || word === '') return stop(null, 'the image has neither ENTRYPOINT nor CMD');
  if (through.length > 5) return stop(null, 'the command is not followed any further');
  const file = findProgram(way, word);
  if (!file) {
    const inPath = !word.includes('/');
    return stop(
      runtimeError(inPath ? 'not-in-path' : 'absent', word),
      inPath ? `${word} is in no directory of PATH` : `${word} is not in the image`,
    );
  }
  if (file.node.type === 'directory') return stop(runtimeError('directory', word), `${file.path} is a directory`);
  if ((file.node.mode & 0o111) === 0) return stop(runtimeError('permission', word), `${file.path} has no execute bit`);
  const name = baseName(word);
  const further = through.concat(file.path);
  if (shells.has(name)) {
    const text = rest[rest.findIndex((argument) => /^-[a-z]*c$/.test(argument)) + 1];
    const isText = rest.some((argument) => /^-[a-z]*c$/.test(argument));
    const inner = isText ? lastCommand(text ?? '') : scriptWords(rest);
    // A shell that is to be used by hand.
    if (inner.length === 0) return { kind: 'file', word, file, through };
    if (inner.some(isComputed)) return stop(null, `what ${file.path} starts is computed when the container starts`);
    return follow(inner, { ...way, through: further });
  }
  if (wrappers.has(name)) {
    const inner = behindOptions(way, rest);
    return inner.length === 0 ? { kind: 'file', word, file, through } : follow(inner, { ...way, through: further });
  }
  const start = way.beginning(file);
  if (!start) return { kind: 'needs', file };
  const script = scriptText(start);
  if (script === undefined) return { kind: 'file', word, file, through };
  const next = execLine(script, rest);
  if (!next || next.length === 0) return { kind: 'file', word, file, through };
  if (next.some(isComputed)) return stop(null, `what ${file.path} starts is computed when the container starts`);
  return follow(next, { ...way, through: further });
}

/** As exec.LookPath does it: files without execute bit and directories are passed over in PATH. */
function findProgram({ config, files }: Way, word: string): Located | undefined {
  if (word.startsWith('/')) return files.find(word);
  if (word.includes('/')) return files.find(`${config.workdir}/${word}`);
  return (config.path ?? defaultPath)
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => files.find(`${folder}/${word}`))
    .find((found) => found && found.node.type !== 'directory' && (found.node.mode & 0o111) !== 0);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `sh script args`: the script is what counts. */
function scriptWords(rest: readonly string[]): readonly string[] {
  const at = rest.findIndex((word) => !word.startsWith('-'));
  return at < 0 ? [] : rest.slice(at);
}

/** The words from the first on that name a program, or those behind `--`. */
function behindOptions(way: Way, rest: readonly string[]): readonly string[] {
  const dashes = rest.indexOf('--');
  if (dashes >= 0) return rest.slice(dashes + 1);
  const at = rest.findIndex(
    (word) => !word.startsWith('-') && !/^\w+=/.test(word) && findProgram(way, word) !== undefined,
  );
  return at < 0 ? [] : rest.slice(at);
}

/** The words of the last command of a line: what keeps the container alive. Quotes are taken off where they hold no blank. */
function lastCommand(line: string): readonly string[] {
  const last = line.split(/&&|\|\||;|\n|\|/).at(-1) ?? '';
  const words = last
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  const start = words.findIndex((word) => word !== 'exec' && !/^\w+=/.test(word));
  return start < 0 ? [] : words.slice(start).filter((word) => word !== '');
}

function scriptText(start: Uint8Array): string | undefined {
  return start[0] === 0x23 && start[1] === 0x21 ? new TextDecoder().decode(start) : undefined;
}

/** The command of the last line with `exec`; with what the script is given in the place of `"$@"`. */
function execLine(script: string, given: readonly string[]): readonly string[] | undefined {
  const line = script
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => /^exec\s+[^<>\s]/.test(text))
    .at(-1);
  return line === undefined
    ? undefined
    : lastCommand(line).flatMap((word) => (['$@', '$*'].includes(word) ? given : [word]));
}

/** Only the program itself has to be known. */
function isComputed(word: string, index: number): boolean {
  return index === 0 && /[$`(]/.test(word);
}
