import { decode, fieldsOf, slice, startsWith, type ByteSource } from './bytes';
import { offsetOf, type Elf } from './elf';

/** A module with what stands in for it. */
export interface Module {
  readonly path: string;
  /** `v1.2.3`, `(devel)`, or empty. */
  readonly version: string;
  readonly replacedBy: { readonly path: string; readonly version: string } | null;
}

/** What go build writes into a program about itself: debug.BuildInfo. */
export interface BuildInfo {
  /** `go1.26.1`, with `X:` and experiments behind it if there are some. */
  readonly goVersion: string;
  /** The package of main: `example.com/app/cmd/app`; null if built without modules. */
  readonly package: string | null;
  readonly main: Module | null;
  readonly dependencies: readonly Module[];
  /** `-ldflags`, `CGO_ENABLED`, `GOARCH`, `vcs.revision` …; empty before Go 1.18. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The format is that of Go's debug/buildinfo (golang/go src/debug/buildinfo/buildinfo.go): 32 bytes that begin with a magic
 * word, aligned to 16. Since Go 1.18 two strings follow, each behind its length as a varint; before, the header holds
 * addresses of two Go strings.
 */
const magic = '\u00ff Go buildinf:';
const alignment = 16;
const headerSize = 32;
/** A step of the search; memory stays at that. */
const step = 1 << 20;
/** Bigger than what thousands of dependencies need. */
const longest = 16 << 20;

/** A part of the file, and what turns an address of the running program into a place in it. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly offsetOf: (address: number) => number | undefined;
}

/** Of an ELF file; undefined if it is no Go program, or one without modules' information before Go 1.13. Never throws. */
export function readBuildInfo(source: ByteSource, elf: Elf): BuildInfo | undefined {
  const section = elf.sections.find(({ name }) => name === '.go.buildinfo');
  // PT_LOAD that is writable and not executable, as elfExe.DataStart has it.
  const data = section ?? elf.segments.find(({ type, flags }) => type === 1 && (flags & 3) === 2);
  if (!data) return undefined;
  const from = offsetOf(elf, data.address) ?? data.offset;
  const size = 'fileSize' in data ? data.fileSize : data.size;
  return readAt(source, { from, to: from + size, offsetOf: (address) => offsetOf(elf, address) });
}

/**
 * Of a file of another format, whose sections keep the alignment: the whole file is searched for the strings that follow the
 * header since Go 1.18.
 */
export function searchBuildInfo(source: ByteSource): BuildInfo | undefined {
  return readAt(source, { from: 0, to: source.size, offsetOf: () => undefined });
}

function readAt(source: ByteSource, place: Place): BuildInfo | undefined {
  const header = findMagic(source, place);
  if (header === undefined) return undefined;
  const bytes = slice(source, header, headerSize);
  if (bytes.length < headerSize) return undefined;
  const isInline = ((bytes[15] ?? 0) & 2) !== 0;
  const strings = isInline ? inlineStrings(source, header + headerSize) : pointedStrings(source, bytes, place);
  if (!strings || strings.version === '') return undefined;
  return parse(strings.version, unframe(strings.modules));
}

/** The aligned place of the magic word; undefined if it is not there. */
function findMagic(source: ByteSource, { from, to }: Place): number | undefined {
  const end = Math.min(to, source.size);
  for (let start = Math.ceil(from / alignment) * alignment; start < end; start += step) {
    const bytes = slice(source, start, Math.min(step, end - start));
    for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1))
      if (at % alignment === 0 && startsWith(bytes, magic, at)) return start + at;
  }
  return undefined;
}

interface Strings {
  readonly version: string;
  readonly modules: Uint8Array;
}

function inlineStrings(source: ByteSource, at: number): Strings | undefined {
  const version = inlineString(source, at);
  const modules = version && inlineString(source, version.end);
  return modules && { version: decode(version.bytes), modules: modules.bytes };
}

function inlineString(
  source: ByteSource,
  at: number,
): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const prefix = slice(source, at, 10);
  let length = 0;
  for (let index = 0; index < prefix.length; index += 1) {
    const byte = prefix[index] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      const start = at + index + 1;
      if (length > longest || start + length > source.size) return undefined;
      return { bytes: slice(source, start, length, longest), end: start + length };
    }
  }
  return undefined;
}

/** Before Go 1.18: two addresses of Go strings, each an address and a length. */
function pointedStrings(source: ByteSource, header: Uint8Array, place: Place): Strings | undefined {
  const size = header[14];
  if (size !== 4 && size !== 8) return undefined;
  const littleEndian = ((header[15] ?? 0) & 1) === 0;
  const pointer = (bytes: Uint8Array, at: number): number => {
    const fields = fieldsOf(bytes, littleEndian);
    return size === 4 ? fields.u32(at) : fields.u64(at);
  };
  const text = (address: number): Uint8Array => {
    const at = place.offsetOf(address);
    const pair = at === undefined ? new Uint8Array(0) : slice(source, at, 2 * size);
    const start = pair.length < 2 * size ? undefined : place.offsetOf(pointer(pair, 0));
    const length = pointer(pair, size);
    return start === undefined || length > longest ? new Uint8Array(0) : slice(source, start, length, longest);
  };
  return { version: decode(text(pointer(header, 16))), modules: text(pointer(header, 16 + size)) };
}

/** Without the 16 bytes that mark either end (cmd/go/internal/modload.infoStart and infoEnd). */
function unframe(modules: Uint8Array): string {
  const framed = modules.length >= 33 && modules[modules.length - 17] === 10;
  return framed ? decode(modules.subarray(16, -16)) : '';
}

/** Lines as runtime/debug.ParseBuildInfo reads them; what it would refuse is passed over. */
function parse(goVersion: string, text: string): BuildInfo {
  let path: string | null = null;
  let main: Module | null = null;
  const dependencies: Module[] = [];
  const settings: [string, string][] = [];
  let replace: ((by: Module) => void) | undefined;
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t');
    const module: Module = { path: first, version: second, replacedBy: null };
    switch (kind) {
      case 'path':
        path = first;
        break;
      case 'mod':
        main = module;
        replace = (by) => (main = { ...module, replacedBy: { path: by.path, version: by.version } });
        break;
      case 'dep': {
        const index = dependencies.push(module) - 1;
        replace = (by) => (dependencies[index] = { ...module, replacedBy: { path: by.path, version: by.version } });
        break;
      }
      case '=>':
        replace?.(module);
        replace = undefined;
        break;
      case 'build': {
        const setting = parseSetting(line.slice('build\t'.length));
        if (setting) settings.push(setting);
        break;
      }
      case undefined:
      default:
    }
  }
  return { goVersion, package: path, main, dependencies, settings: Object.fromEntries(settings) };
}

/** `-ldflags="-s -w"`: either side may be quoted. */
function parseSetting(text: string): [string, string] | undefined {
  const match = /^(`[^`]*`|"(?:[^"\\]|\\.)*"|[^=]*)=([^]*)$/.exec(text);
  return match ? [unquote(match[1] ?? ''), unquote(match[2] ?? '')] : undefined;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What Go's strconv.Unquote gives for what strconv.Quote wrote. */
function unquote(text: string): string {
  if (text.length >= 2 && text.startsWith('`') && text.endsWith('`')) return text.slice(1, -1);
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U(00[01][0-9a-f]{5})|(.))/gi, (all, x, u, long, letter: string) => {
      const code = [x, u, long].find((value) => typeof value === 'string');
      if (typeof code !== 'string') return escapes[letter] ?? letter;
      const number = parseInt(code, 16);
      return number <= 0x10ffff ? String.fromCodePoint(number) : all;
    });
}
