import { decode } from './bytes';

/** A header of a tar archive. */
export interface TarEntry {
  /** As it is written: `./usr/bin/app`, `../../etc/passwd`; nobody has checked it. */
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hard-link' | 'other';
  /** Of the contents in the archive; nothing is promised by it. */
  readonly size: number;
  readonly mode: number;
  /** Of links: where they lead to, as written. */
  readonly target: string;
  /** What the archive holds is not the file itself, but parts of it (GNU and pax sparse files). */
  readonly sparse: boolean;
}

/** Takes the pieces of a file's contents, in order, and is told when all have come. Pieces are not kept: they may change. */
export interface Sink {
  readonly write: (piece: Uint8Array) => void;
  readonly end?: () => void;
}

/** A reader that is fed an archive piece by piece, and keeps no more than a header of it. */
export interface TarReader {
  /** Takes the next piece, of whatever length. */
  readonly push: (piece: Uint8Array) => void;
  /** Whether all that has come is whole: to be asked at the end. */
  readonly state: () => 'whole' | 'truncated' | 'no-tar';
}

const block = 512;
/** Names and pax headers; what is longer is passed over. No file system takes longer paths. */
const longestText = 1 << 20;

/**
 * Reads ustar, pax and GNU archives (POSIX.1-2017 pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar manual,
 * "Basic Tar Format"). Never throws on any bytes; after a header that is none, the rest is passed over.
 * @param onEntry is told of each entry, and gives a sink for its contents if it wants them
 */
export function createTarReader(onEntry: (entry: TarEntry, offset: number) => Sink | undefined): TarReader {
  const header = new Uint8Array(block);
  let filled = 0;
  let offset = 0;
  let sink: Sink | undefined;
  let contents = 0;
  let padding = 0;
  let isEnded = false;
  let isBroken = false;
  let seen = 0;
  let extended: Record<string, string> = {};
  /** What the contents that come are read as. */
  let special: { readonly kind: string; readonly pieces: Uint8Array[] } | undefined;

  const finish = (): void => {
    sink?.end?.();
    sink = undefined;
    if (!special) return;
    const text = decode(joined(special.pieces));
    if (special.kind === 'L') extended['path'] = untilZero(text);
    else if (special.kind === 'K') extended['linkpath'] = untilZero(text);
    else if (special.kind === 'x') extended = { ...extended, ...readPax(text) };
    special = undefined;
  };

  const startEntry = (): void => {
    if (header.every((byte) => byte === 0)) {
      isEnded = true;
      return;
    }
    if (!hasChecksum(header)) {
      isBroken = true;
      return;
    }
    seen += 1;
    const kind = String.fromCharCode(header[156] ?? 0);
    const claimed = kind === 'x' || kind === 'g' ? undefined : extended['size'];
    const size = claimed === undefined ? number(header, 124, 12) : Number(claimed);
    // A size that is none would have us read contents as headers.
    if (!Number.isSafeInteger(size) || size < 0) {
      isBroken = true;
      return;
    }
    const hasContents = !['1', '2', '3', '4', '5', '6'].includes(kind);
    contents = hasContents ? size : 0;
    padding = (block - (contents % block)) % block;
    if (['L', 'K', 'x', 'g'].includes(kind)) {
      const pieces: Uint8Array[] = [];
      special = { kind, pieces };
      let kept = 0;
      const write = (piece: Uint8Array): void => {
        if (kept < longestText) pieces.push(piece.slice(0, longestText - kept));
        kept += piece.length;
      };
      sink = { write };
    } else {
      sink = onEntry(entryOf(header, kind, contents, extended), offset);
      extended = {};
    }
    if (contents === 0) finish();
  };

  const push = (piece: Uint8Array): void => {
    let at = 0;
    while (at < piece.length && !isEnded && !isBroken) {
      if (contents > 0) {
        const part = piece.subarray(at, at + contents);
        sink?.write(part);
        contents -= part.length;
        at += part.length;
        offset += part.length;
        if (contents === 0) finish();
      } else if (padding > 0) {
        const skipped = Math.min(padding, piece.length - at);
        padding -= skipped;
        at += skipped;
        offset += skipped;
      } else {
        const part = piece.subarray(at, at + block - filled);
        header.set(part, filled);
        filled += part.length;
        at += part.length;
        offset += part.length;
        if (filled === block) {
          filled = 0;
          startEntry();
        }
      }
    }
  };
  const state = (): ReturnType<TarReader['state']> => {
    if (isBroken) return seen === 0 ? 'no-tar' : 'truncated';
    return isEnded || (contents === 0 && padding === 0 && filled === 0 && seen > 0)
      ? 'whole'
      : seen === 0
        ? 'no-tar'
        : 'truncated';
  };
  return { push, state };
}

function entryOf(header: Uint8Array, kind: string, size: number, extended: Readonly<Record<string, string>>): TarEntry {
  // GNU's own headers have other members where ustar has the prefix.
  const isUstar = field(header, 257, 6) === 'ustar' && header[262] === 0;
  const prefix = isUstar ? field(header, 345, 155) : '';
  const short = field(header, 0, 100);
  const name = extended['GNU.sparse.name'] ?? extended['path'] ?? (prefix === '' ? short : `${prefix}/${short}`);
  const sparse = kind === 'S' || Object.keys(extended).some((key) => key.startsWith('GNU.sparse.'));
  return {
    name,
    type: kind === '\0' && name.endsWith('/') ? 'directory' : (types[kind] ?? 'other'),
    size,
    mode: number(header, 100, 8) & 0o7777,
    target: extended['linkpath'] ?? field(header, 157, 100),
    sparse,
  };
}

const types: Readonly<Record<string, TarEntry['type']>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hard-link',
  '2': 'symlink',
  '5': 'directory',
};

function hasChecksum(header: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < block; at += 1) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum === number(header, 148, 8);
}

/** An octal number, or GNU's base 256 if the first bit is set; NaN if it is neither. */
function number(header: Uint8Array, at: number, length: number): number {
  const first = header[at] ?? 0;
  if (first >= 0x80) {
    // Negative ones (0xff) are of no use to anything that is read here.
    if (first !== 0x80) return Number.NaN;
    return header.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, 0);
  }
  const digits = field(header, at, length).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number.NaN;
}

function field(header: Uint8Array, at: number, length: number): string {
  return untilZero(decode(header.subarray(at, at + length)));
}

function untilZero(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** `27 path=usr/bin/app\n`: length, key, value. Lengths count bytes; a line that does not fit its length ends the reading. */
function readPax(text: string): Record<string, string> {
  const bytes = new TextEncoder().encode(text);
  const found: Record<string, string> = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? 0 : Number(decode(bytes.subarray(at, space)));
    if (!Number.isInteger(length) || length < space - at + 2 || at + length > bytes.length) break;
    const line = decode(bytes.subarray(space + 1, at + length - 1));
    const equals = line.indexOf('=');
    if (equals > 0) found[line.slice(0, equals)] = line.slice(equals + 1);
    at += length;
  }
  return found;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}
