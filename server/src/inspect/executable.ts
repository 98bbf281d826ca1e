import { compareVersions } from '../facts/libc';
import { readBuildInfo, searchBuildInfo, type BuildInfo } from './buildInfo';
import { decode, slice, startsWith, type ByteSource } from './bytes';
import { readDynamic, readElf, readInterpreter, type Dynamic, type Elf } from './elf';
import { otherFormat } from './otherFormats';
import { goarchOf, goosOf, libcOfLoader, variantSettings } from './machines';

/** What a file that is to be started is made of. Null: it does not say. */
export interface Executable {
  readonly format: 'elf' | 'pe' | 'mach-o' | 'mach-o-fat' | 'wasm' | 'archive' | 'script' | 'empty' | 'other';
  readonly size: number;
  readonly type: 'executable' | 'pie' | 'shared-library' | 'relocatable' | 'core' | null;
  readonly goos: string | null;
  readonly goarch: string | null;
  /** What GOARM, GOAMD64 … say: `7`, `v1`. */
  readonly variant: string | null;
  readonly linkage: 'static' | 'dynamic' | null;
  /** Of a script: the words behind `#!`. */
  readonly interpreter: string | null;
  /** That of the loader, or else of the libraries needed; null for a static program. */
  readonly libc: 'glibc' | 'musl' | null;
  /** Shared libraries by soname. */
  readonly needed: readonly string[];
  /** The highest version of glibc's symbols that is asked for: `2.34`. */
  readonly glibc: string | null;
  /** DT_RUNPATH: where the loader looks for libraries first. */
  readonly runPath: string | null;
  /** There is no symbol table. */
  readonly stripped: boolean | null;
  readonly dwarf: boolean | null;
  readonly race: boolean | null;
  readonly cgo: boolean | null;
  readonly go: BuildInfo | null;
  /** The file ends before what its headers name. */
  readonly truncated: boolean;
}

/** Looks into a file. Reads some kilobytes of it, and of programs without sections the data segment. Never throws on any bytes. */
export function inspectExecutable(source: ByteSource): Executable {
  const elf = readElf(source);
  return elf ? inspectElf(source, elf) : inspectOther(source);
}

const types: Readonly<Record<number, Executable['type']>> = { 1: 'relocatable', 2: 'executable', 4: 'core' };
const symbolTable = 2;

function inspectElf(source: ByteSource, elf: Elf): Executable {
  const interpreter = readInterpreter(source, elf);
  const dynamic = readDynamic(source, elf);
  const go = readBuildInfo(source, elf) ?? null;
  const needed = dynamic?.needed ?? [];
  const isDynamic = interpreter !== undefined || needed.length > 0;
  const goarch = goarchOf(elf) ?? null;
  return {
    format: 'elf',
    size: source.size,
    type: elf.type === 3 ? sharedType(interpreter, dynamic) : (types[elf.type] ?? null),
    goos: go?.settings['GOOS'] ?? goosOf(elf) ?? null,
    goarch,
    variant: variantOf(go, goarch),
    linkage: elf.type === 2 || elf.type === 3 ? (isDynamic ? 'dynamic' : 'static') : null,
    interpreter: interpreter ?? null,
    libc: (interpreter === undefined ? libcOfLibraries(needed) : libcOfLoader(interpreter)) ?? null,
    needed,
    glibc: highestGlibc(dynamic?.versionsNeeded ?? []),
    runPath: dynamic?.runPath ?? null,
    stripped: !elf.sections.some(({ type }) => type === symbolTable),
    dwarf: elf.sections.some(({ name }) => name === '.debug_info' || name === '.zdebug_info'),
    ...fromSettings(go),
    go,
    truncated: elf.truncated,
  };
}

/** A shared object is a program if its linker says so (DF_1_PIE, since binutils 2.26), or has a loader and no soname. */
function sharedType(interpreter: string | undefined, dynamic: Dynamic | undefined): Executable['type'] {
  if (dynamic?.pie) return 'pie';
  return interpreter !== undefined && dynamic?.soname === undefined ? 'pie' : 'shared-library';
}

function variantOf(go: BuildInfo | null, goarch: string | null): string | null {
  return go?.settings[variantSettings[goarch ?? ''] ?? ''] ?? null;
}

/** A library has no loader; which C library it wants follows from the names of what it needs. */
function libcOfLibraries(needed: readonly string[]): 'glibc' | 'musl' | undefined {
  if (needed.some((name) => /^libc\.musl-|^libc\.so$/.test(name))) return 'musl';
  return needed.includes('libc.so.6') ? 'glibc' : undefined;
}

/** The highest of `GLIBC_2.34` and the like, as `2.34`; null if there is none. */
function highestGlibc(versions: readonly string[]): string | null {
  const numbers = versions.flatMap((version) => /^GLIBC_(\d+(?:\.\d+)+)$/.exec(version)?.[1] ?? []);
  return numbers.sort(compareVersions).at(-1) ?? null;
}

/** Of glibc itself: the highest version of symbols that it offers, which is its own; undefined if it is no glibc. */
export function glibcVersionOf(source: ByteSource): string | undefined {
  const elf = readElf(source);
  const dynamic = elf && readDynamic(source, elf);
  return highestGlibc(dynamic?.versionsDefined ?? []) ?? undefined;
}

/** Build settings are there since Go 1.18; `-race` only if it is on. */
function fromSettings(go: BuildInfo | null): Pick<Executable, 'race' | 'cgo'> {
  const settings = go?.settings ?? {};
  if (Object.keys(settings).length === 0) return { race: null, cgo: null };
  const cgo = settings['CGO_ENABLED'];
  return { race: settings['-race'] === 'true', cgo: cgo === undefined ? null : cgo === '1' };
}

function inspectOther(source: ByteSource): Executable {
  const start = slice(source, 0, 4096);
  const isScript = startsWith(start, '#!');
  const other = otherFormat(source);
  const go = ['pe', 'mach-o', 'mach-o-fat'].includes(other.format) ? (searchBuildInfo(source) ?? null) : null;
  const goarch = other.goarch ?? null;
  return {
    format: isScript ? 'script' : other.format,
    size: source.size,
    type: null,
    goos: go?.settings['GOOS'] ?? other.goos ?? null,
    goarch,
    variant: variantOf(go, goarch),
    linkage: null,
    interpreter: isScript ? (decode(start).slice(2).split('\n')[0] ?? '').trim() : null,
    libc: null,
    needed: [],
    glibc: null,
    runPath: null,
    stripped: null,
    dwarf: null,
    ...fromSettings(go),
    go,
    truncated: false,
  };
}
