import { cString, fieldsOf, slice, startsWith, type ByteSource, type Fields } from './bytes';

/**
 * The parts of an ELF file that tell how a program starts. Layouts: the gABI ("Object Files", "Program Loading and Dynamic
 * Linking") and, for symbol versions, the LSB Core Specification, "Symbol Versioning".
 */
export interface Elf {
  readonly is64: boolean;
  readonly littleEndian: boolean;
  /** e_ident[EI_OSABI] */
  readonly osAbi: number;
  /** e_type: 1 relocatable, 2 executable, 3 shared object or position-independent executable, 4 core. */
  readonly type: number;
  readonly machine: number;
  readonly flags: number;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
  /** The file ends before what its headers name. */
  readonly truncated: boolean;
}

export interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

export interface Section {
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

/** What the dynamic section says. */
export interface Dynamic {
  readonly needed: readonly string[];
  readonly soname: string | undefined;
  /** DF_1_PIE of DT_FLAGS_1. */
  readonly pie: boolean;
  /** DT_RUNPATH, or else DT_RPATH. */
  readonly runPath: string | undefined;
  /** Symbol versions asked of the libraries: `GLIBC_2.34`. */
  readonly versionsNeeded: readonly string[];
  /** Symbol versions that a library offers. */
  readonly versionsDefined: readonly string[];
}

const load = 1;
const dynamic = 2;
const interpreter = 3;
const noBits = 8;

/** More than any linker writes; what goes beyond is left out. */
const most = { segments: 2000, sections: 4000, entries: 4000, versions: 4000 } as const;

/** Reads the headers, or undefined if it is no ELF file. Never throws on any bytes. */
export function readElf(source: ByteSource): Elf | undefined {
  const ident = slice(source, 0, 64);
  if (!startsWith(ident, '\u007fELF')) return undefined;
  const is64 = ident[4] === 2;
  const littleEndian = ident[5] !== 2;
  const header = fieldsOf(ident, littleEndian);
  const at = is64
    ? { segments: header.u64(32), sections: header.u64(40), flags: 48, sizes: 54 }
    : { segments: header.u32(28), sections: header.u32(32), flags: 36, sizes: 42 };
  const segmentSize = header.u16(at.sizes);
  const sectionSize = header.u16(at.sizes + 4);
  const first = readSections(source, at.sections, sectionSize, 1, is64, littleEndian)[0];
  // Numbers that do not fit stand in the first section.
  const segmentCount = header.u16(at.sizes + 2) === 0xffff ? (first?.info ?? 0) : header.u16(at.sizes + 2);
  const sectionCount = header.u16(at.sizes + 6) || (at.sections > 0 ? (first?.size ?? 0) : 0);
  const nameIndex = header.u16(at.sizes + 8) === 0xffff ? (first?.link ?? 0) : header.u16(at.sizes + 8);

  const segments = readSegments(source, at.segments, segmentSize, segmentCount, is64, littleEndian);
  const raw = readSections(source, at.sections, sectionSize, sectionCount, is64, littleEndian);
  const table = raw[nameIndex];
  const names = table ? slice(source, table.offset, table.size) : new Uint8Array(0);
  const sections = raw.map((section) => ({
    name: section.nameAt < names.length ? cString(names.subarray(0, section.nameAt + 256), section.nameAt) : '',
    type: section.type,
    address: section.address,
    offset: section.offset,
    size: section.size,
  }));
  const truncated =
    ident.length < (is64 ? 64 : 52) ||
    segments.length < Math.min(segmentCount, most.segments) ||
    sections.length < Math.min(sectionCount, most.sections) ||
    segments.some(({ offset, fileSize }) => fileSize > 0 && offset + fileSize > source.size) ||
    raw.some(({ type, offset, size }) => type !== noBits && type !== 0 && size > 0 && offset + size > source.size);
  return {
    is64,
    littleEndian,
    osAbi: header.u8(7),
    type: header.u16(16),
    machine: header.u16(18),
    flags: header.u32(at.flags),
    segments,
    sections,
    truncated,
  };
}

function readSegments(
  source: ByteSource,
  offset: number,
  size: number,
  count: number,
  is64: boolean,
  littleEndian: boolean,
): readonly Segment[] {
  return readRows(source, offset, size, is64 ? 56 : 32, Math.min(count, most.segments), littleEndian, (row) =>
    is64
      ? {
          type: row.u32(0),
          flags: row.u32(4),
          offset: row.u64(8),
          address: row.u64(16),
          fileSize: row.u64(32),
          memorySize: row.u64(40),
        }
      : {
          type: row.u32(0),
          offset: row.u32(4),
          address: row.u32(8),
          fileSize: row.u32(16),
          memorySize: row.u32(20),
          flags: row.u32(24),
        },
  );
}

interface RawSection extends Omit<Section, 'name'> {
  readonly nameAt: number;
  readonly link: number;
  readonly info: number;
}

function readSections(
  source: ByteSource,
  offset: number,
  size: number,
  count: number,
  is64: boolean,
  littleEndian: boolean,
): readonly RawSection[] {
  if (offset === 0) return [];
  return readRows(source, offset, size, is64 ? 64 : 40, Math.min(count, most.sections), littleEndian, (row) =>
    is64
      ? {
          nameAt: row.u32(0),
          type: row.u32(4),
          address: row.u64(16),
          offset: row.u64(24),
          size: row.u64(32),
          link: row.u32(40),
          info: row.u32(44),
        }
      : {
          nameAt: row.u32(0),
          type: row.u32(4),
          address: row.u32(12),
          offset: row.u32(16),
          size: row.u32(20),
          link: row.u32(24),
          info: row.u32(28),
        },
  );
}

/** Rows of a table; those that the file holds wholly. */
function readRows<T>(
  source: ByteSource,
  offset: number,
  size: number,
  atLeast: number,
  count: number,
  littleEndian: boolean,
  read: (row: Fields) => T,
): readonly T[] {
  if (size < atLeast) return [];
  const bytes = slice(source, offset, size * count, size * count);
  const rows: T[] = [];
  for (let at = 0; at + atLeast <= bytes.length && rows.length < count; at += size)
    rows.push(read(fieldsOf(bytes.subarray(at, at + atLeast), littleEndian)));
  return rows;
}

/** The program that the kernel starts in front of this one: PT_INTERP. */
export function readInterpreter(source: ByteSource, elf: Elf): string | undefined {
  const segment = elf.segments.find(({ type }) => type === interpreter);
  return segment ? cString(slice(source, segment.offset, segment.fileSize, 4096)) : undefined;
}

/** Where an address of the running program is in the file; undefined if nowhere. */
export function offsetOf(elf: Elf, address: number): number | undefined {
  const segment = elf.segments.find(
    (candidate) =>
      candidate.type === load && candidate.address <= address && address < candidate.address + candidate.fileSize,
  );
  return segment && segment.offset + (address - segment.address);
}

/** Reads the dynamic section; undefined if there is none. */
export function readDynamic(source: ByteSource, elf: Elf): Dynamic | undefined {
  const segment = elf.segments.find(({ type }) => type === dynamic);
  if (!segment) return undefined;
  const size = elf.is64 ? 16 : 8;
  const bytes = slice(source, segment.offset, segment.fileSize, most.entries * size);
  const row = fieldsOf(bytes, elf.littleEndian);
  const values = new Map<number, number>();
  const neededAt: number[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    const tag = elf.is64 ? row.u64(at) : row.u32(at);
    const value = elf.is64 ? row.u64(at + 8) : row.u32(at + 4);
    if (tag === tags.null) break;
    if (tag === tags.needed) neededAt.push(value);
    else if (!values.has(tag)) values.set(tag, value);
  }
  const text = (at: number | undefined): string | undefined => {
    const base = offsetOf(elf, values.get(tags.strings) ?? 0);
    if (at === undefined || base === undefined || at >= (values.get(tags.stringsSize) ?? 0)) return undefined;
    return cString(slice(source, base + at, 1024));
  };
  const isText = (value: string | undefined): value is string => value !== undefined && value !== '';
  return {
    needed: neededAt.map(text).filter(isText),
    soname: text(values.get(tags.soname)),
    pie: ((values.get(tags.flags1) ?? 0) & 0x08000000) !== 0,
    runPath: text(values.get(tags.runPath)) ?? text(values.get(tags.rPath)),
    versionsNeeded: readVersions(source, elf, values, needLayout, text),
    versionsDefined: readVersions(source, elf, values, definitionLayout, text),
  };
}

const tags = {
  null: 0,
  needed: 1,
  strings: 5,
  stringsSize: 10,
  soname: 14,
  rPath: 15,
  runPath: 29,
  flags1: 0x6ffffffb,
  definitions: 0x6ffffffc,
  definitionCount: 0x6ffffffd,
  needs: 0x6ffffffe,
  needCount: 0x6fffffff,
} as const;

interface VersionLayout {
  readonly table: number;
  readonly count: number;
  /** Offsets of the 16-bit number of names, of the 32-bit place of the first, and of that of the next row. */
  readonly names: number;
  readonly first: number;
  readonly next: number;
  /** The same of a name: its text, and the next one. */
  readonly text: number;
  readonly nextName: number;
}

/** Elf64_Verneed and Elf64_Vernaux; those of 32 bits are the same. */
const needLayout: VersionLayout = {
  table: tags.needs,
  count: tags.needCount,
  names: 2,
  first: 8,
  next: 12,
  text: 8,
  nextName: 12,
};
/** Elf64_Verdef and Elf64_Verdaux. */
const definitionLayout: VersionLayout = {
  table: tags.definitions,
  count: tags.definitionCount,
  names: 6,
  first: 12,
  next: 16,
  text: 0,
  nextName: 4,
};

function readVersions(
  source: ByteSource,
  elf: Elf,
  values: ReadonlyMap<number, number>,
  layout: VersionLayout,
  text: (at: number) => string | undefined,
): readonly string[] {
  const start = offsetOf(elf, values.get(layout.table) ?? 0);
  if (start === undefined) return [];
  const found = new Set<string>();
  let steps = 0;
  let at = start;
  // Rows lead forwards only, and there is an end of steps: no file keeps this going in a circle.
  for (let rows = values.get(layout.count) ?? 0; rows > 0 && steps < most.versions; rows -= 1, steps += 1) {
    const row = fieldsOf(slice(source, at, 20), elf.littleEndian);
    let nameAt = at + row.u32(layout.first);
    for (let names = row.u16(layout.names); names > 0 && steps < most.versions; names -= 1, steps += 1) {
      const name = fieldsOf(slice(source, nameAt, 16), elf.littleEndian);
      const version = text(name.u32(layout.text));
      if (version) found.add(version);
      const next = name.u32(layout.nextName);
      if (next === 0) break;
      nameAt += next;
    }
    const next = row.u32(layout.next);
    if (next === 0) break;
    at += next;
  }
  return [...found].sort();
}
