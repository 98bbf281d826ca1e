import { unreadPart } from '../../golang/words';

export type Quote = '' | '"' | "'";

/** The place at the end of an unfinished piece of shell script. */
export interface ShellPlace {
  /** The words of the command before the one under way, quotes removed; U+FFFC for what a substitution gives. */
  readonly words: readonly string[];
  /** What is typed of the word under way, quotes removed. */
  readonly word: string;
  /** The quote that is open in that word. */
  readonly quote: Quote;
  /** The quote around the whole script: `sh -c "…"`. */
  readonly around: Quote;
  /** Where `cd` has gone before, one after the other; undefined for what cannot be told here. */
  readonly moves: readonly (string | undefined)[];
}

interface Frame {
  words: string[];
  word: string | undefined;
  quote: Quote;
  /** What ends it; undefined for the script itself. */
  readonly closer: ')' | '`' | undefined;
  /** Its output becomes a part of a word. */
  readonly substitutes: boolean;
  /** The next word is the file of a redirection. */
  redirects: boolean;
  moves: readonly (string | undefined)[];
}

/** Words after which a command starts. Source: POSIX.1, "Reserved Words". */
const reserved: ReadonlySet<string> = new Set(['!', '{', 'do', 'elif', 'else', 'if', 'then', 'time', 'until', 'while']);
/** What comes behind them need not come behind what stands before them. */
const branching: ReadonlySet<string> = new Set(['elif', 'else', 'fi', 'done', 'esac']);

/**
 * Where the end of a script stands: in which command, behind which words, within which quotes. It reads what no parser takes, as
 * quotes and commands are still open. Undefined in comments and in the names of redirections.
 */
export function findShellPlace(script: string): ShellPlace | undefined {
  const frames: Frame[] = [newFrame(undefined, false, [])];
  let at = 0;
  while (at < script.length) {
    const frame = frames.at(-1);
    if (!frame) return undefined;
    const character = script.charAt(at);
    if (frame.quote === "'") {
      if (character === "'") frame.quote = '';
      else add(frame, character);
      at++;
    } else if (character === '\\') {
      const next = script.charAt(at + 1);
      const isPlain = frame.quote === '"' && !'$`"\\\n'.includes(next);
      add(frame, isPlain ? character + next : next);
      at += 2;
    } else if (character === '`' || script.startsWith('$(', at)) {
      if (character === '`' && frame.closer === '`' && frame.quote === '') close(frames);
      else frames.push(newFrame(character === '`' ? '`' : ')', true, frame.moves));
      at += character === '`' ? 1 : 2;
    } else if (frame.quote === '"') {
      if (character === '"') frame.quote = '';
      else add(frame, character);
      at++;
    } else if (character === '#' && frame.word === undefined) {
      const end = script.indexOf('\n', at);
      if (end < 0) return undefined;
      at = end;
    } else {
      at += readUnquoted(frames, frame, character, script.slice(at, at + 4));
    }
  }
  const last = frames.at(-1);
  if (!last || last.redirects) return undefined;
  const { words, word = '', quote, moves } = last;
  const place: ShellPlace = { words, word, quote, around: '', moves };
  return inner(place) ?? place;
}

/** Reads one character that no quote surrounds; gives the number of characters read. */
function readUnquoted(frames: Frame[], frame: Frame, character: string, ahead: string): number {
  switch (character) {
    case '"':
    case "'":
      frame.word ??= '';
      frame.quote = character;
      return 1;
    case ' ':
    case '\t':
      endWord(frame);
      return 1;
    case '<':
    case '>': {
      if (frame.word !== undefined && /^\d+$/.test(frame.word)) frame.word = undefined;
      endWord(frame);
      frame.redirects = true;
      return /^(?:<<<|<<-|<<|<>|<&|>>|>&|>\||<|>)/.exec(ahead)?.[0].length ?? 1;
    }
    case '(':
      endWord(frame);
      frames.push(newFrame(')', false, frame.moves));
      return 1;
    case ')':
      if (frames.length > 1 && frame.closer === ')') close(frames);
      else endCommand(frame);
      return 1;
    case ';':
    case '|':
    case '&':
    case '\n':
    case '\r':
      if (ahead.startsWith('&>')) {
        endWord(frame);
        frame.redirects = true;
        return ahead.startsWith('&>>') ? 3 : 2;
      }
      endCommand(frame);
      return 1;
    default:
      add(frame, character);
      return 1;
  }
}

function newFrame(closer: Frame['closer'], substitutes: boolean, moves: Frame['moves']): Frame {
  return { words: [], word: undefined, quote: '', closer, substitutes, redirects: false, moves };
}

function add(frame: Frame, text: string): void {
  frame.word = (frame.word ?? '') + text;
}

function endWord(frame: Frame): void {
  const { word } = frame;
  frame.word = undefined;
  if (word === undefined) return;
  if (frame.words.length === 0 && branching.has(word) && frame.moves.length > 0) frame.moves = [undefined];
  if (frame.redirects) frame.redirects = false;
  else if (frame.words.length > 0 || !reserved.has(word)) frame.words.push(word);
}

function endCommand(frame: Frame): void {
  endWord(frame);
  const [name, folder = '', ...others] = frame.words;
  const isPlain = others.length === 0 && folder !== '' && !/^[-~]|[$*?[\uFFFC]/.test(folder);
  if (name === 'cd') frame.moves = [...frame.moves, isPlain ? folder : undefined];
  if (name === 'pushd' || name === 'popd') frame.moves = [undefined];
  Object.assign(frame, { words: [], word: undefined, redirects: false });
}

function close(frames: Frame[]): void {
  const closed = frames.pop();
  const outer = frames.at(-1);
  if (outer && closed?.substitutes) add(outer, unreadPart);
}

/** The place within the script of `sh -c "…"`. */
function inner({ words, word, quote, moves }: ShellPlace): ShellPlace | undefined {
  const [option, name] = [words.at(-1) ?? '', words.at(-2) ?? ''];
  if (quote === '' || !/^-\w*c$/.test(option) || !/^(?:.*\/)?(?:ba|a|da|z)?sh$/.test(name)) return undefined;
  const place = findShellPlace(word);
  return place && { ...place, around: quote, moves: [...moves, ...place.moves] };
}
