/** What a made-up ELF file holds. */
export interface MadeElf {
  readonly bits?: 32 | 64;
  readonly bigEndian?: boolean;
  readonly machine?: number;
  readonly type?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly versions?: readonly string[];
  readonly pie?: boolean;
  readonly soname?: string;
  readonly symbols?: boolean;
  readonly debug?: boolean;
  /** Go's build information: the version, and lines about modules and settings. */
  readonly go?: { readonly version: string; readonly modules: string; readonly format: 'inline' | 'pointers' };
}

const base = 0x400000;

/** Makes a small ELF file: one PT_LOAD segment over all of it, and sections behind it. */
export function makeElf(made: MadeElf): Uint8Array {
  const { bits = 64, bigEndian = false } = made;
  const out = new Uint8Array(1 << 16);
  const view = new DataView(out.buffer);
  const little = !bigEndian;
  const u16 = (at: number, value: number): void => view.setUint16(at, value, little);
  const u32 = (at: number, value: number): void => view.setUint32(at, value, little);
  const word = (at: number, value: number): void =>
    bits === 64 ? view.setBigUint64(at, BigInt(value), little) : u32(at, value);
  const wordSize = bits / 8;
  const text = (at: number, value: string): void => out.set(new TextEncoder().encode(value), at);

  let end = 0x400;
  const place = (length: number, alignment = 16): number => {
    const at = Math.ceil(end / alignment) * alignment;
    end = at + length;
    return at;
  };
  const string = (value: string): number => {
    const at = place(new TextEncoder().encode(value).length + 1, 1);
    text(at, value);
    return at;
  };

  const strings = place(1);
  const nameAt = (value: string): number => string(value) - strings;
  const needed = (made.needed ?? []).map(nameAt);
  const versions = (made.versions ?? []).map(nameAt);
  const soname = made.soname === undefined ? undefined : nameAt(made.soname);
  const stringsSize = end - strings;

  const interpreter = made.interpreter === undefined ? undefined : string(made.interpreter);
  let versionTable = 0;
  if (versions.length > 0) {
    versionTable = place(16 + versions.length * 16);
    u16(versionTable, 1);
    u16(versionTable + 2, versions.length);
    u32(versionTable + 8, 16);
    for (const [index, name] of versions.entries()) {
      const at = versionTable + 16 + index * 16;
      u32(at + 8, name);
      u32(at + 12, index === versions.length - 1 ? 0 : 16);
    }
  }
  const tags: [number, number][] = [
    ...needed.map((at): [number, number] => [1, at]),
    ...(soname === undefined ? [] : [[14, soname] as [number, number]]),
    [5, base + strings],
    [10, stringsSize],
    ...(versionTable === 0
      ? []
      : ([
          [0x6ffffffe, base + versionTable],
          [0x6fffffff, 1],
        ] as [number, number][])),
    ...(made.pie ? [[0x6ffffffb, 0x08000000] as [number, number]] : []),
    [0, 0],
  ];
  const isDynamic = needed.length > 0 || made.pie || soname !== undefined || versions.length > 0;
  const dynamic = isDynamic ? place(tags.length * 2 * wordSize) : 0;
  if (isDynamic) {
    for (const [index, [tag, value]] of tags.entries()) {
      word(dynamic + index * 2 * wordSize, tag);
      word(dynamic + index * 2 * wordSize + wordSize, value);
    }
  }
  const dynamicSize = end - dynamic;

  let info = 0;
  if (made.go) {
    const { version, modules, format } = made.go;
    const framed = modules === '' ? '' : `0123456789abcdef${modules}0123456789abcdef`;
    const bytes = [version, framed].map((value) => new TextEncoder().encode(value));
    if (format === 'inline') {
      info = place(32 + bytes.reduce((sum, part) => sum + part.length + 3, 0));
      out[info + 15] = 2;
      let at = info + 32;
      for (const part of bytes) {
        for (let length = part.length; ; length >>>= 7) {
          out[at] = (length & 0x7f) | (length > 0x7f ? 0x80 : 0);
          at += 1;
          if (length <= 0x7f) break;
        }
        out.set(part, at);
        at += part.length;
      }
    } else {
      info = place(32);
      out[info + 14] = wordSize;
      out[info + 15] = bigEndian ? 1 : 0;
      for (const [index, part] of bytes.entries()) {
        const at = place(part.length);
        out.set(part, at);
        const header = place(2 * wordSize);
        word(header, base + at);
        word(header + wordSize, part.length);
        word(info + 16 + index * wordSize, base + header);
      }
    }
    out[info] = 0xff;
    text(info + 1, ' Go buildinf:');
  }
  const infoSize = end - info;

  const segments: readonly (readonly [number, number, number, number])[] = [
    [1, 6, 0, end],
    ...(interpreter === undefined ? [] : [[3, 4, interpreter, (made.interpreter ?? '').length + 1] as const]),
    ...(isDynamic ? [[2, 6, dynamic, dynamicSize] as const] : []),
  ];
  const sections: readonly (readonly [string, number, number, number])[] = [
    ['', 0, 0, 0],
    ...(made.go ? [['.go.buildinfo', 1, info, infoSize] as const] : []),
    ...(made.symbols ? [['.symtab', 2, 0x400, 16] as const] : []),
    ...(made.debug ? [['.debug_info', 1, 0x400, 16] as const] : []),
  ];
  const names = place(1);
  const nameOffsets = sections.map(([name]) => string(name) - names);
  const shstrtab = string('.shstrtab') - names;
  const namesSize = end - names;
  const size = bits === 64 ? { header: 64, segment: 56, section: 64 } : { header: 52, segment: 32, section: 40 };
  const table = place((sections.length + 1) * size.section);

  text(0, '\u007fELF');
  out[4] = bits === 64 ? 2 : 1;
  out[5] = bigEndian ? 2 : 1;
  out[6] = 1;
  u16(16, made.type ?? 2);
  u16(18, made.machine ?? 62);
  const at = bits === 64 ? { segments: 32, sections: 40, sizes: 54 } : { segments: 28, sections: 32, sizes: 42 };
  word(at.segments, size.header);
  word(at.sections, table);
  u16(at.sizes, size.segment);
  u16(at.sizes + 2, segments.length);
  u16(at.sizes + 4, size.section);
  u16(at.sizes + 6, sections.length + 1);
  u16(at.sizes + 8, sections.length);
  for (const [index, [type, flags, offset, length]] of segments.entries()) {
    const row = size.header + index * size.segment;
    u32(row, type);
    if (bits === 64) {
      u32(row + 4, flags);
      word(row + 8, offset);
      word(row + 16, base + offset);
      word(row + 32, length);
      word(row + 40, length);
    } else {
      u32(row + 4, offset);
      u32(row + 8, base + offset);
      u32(row + 16, length);
      u32(row + 20, length);
      u32(row + 24, flags);
    }
  }
  const rows = [
    ...sections.map((section, index) => [...section, nameOffsets[index] ?? 0] as const),
    ['.shstrtab', 3, names, namesSize, shstrtab] as const,
  ];
  for (const [index, [, type, offset, length, name]] of rows.entries()) {
    const row = table + index * size.section;
    u32(row, name);
    u32(row + 4, type);
    if (bits === 64) {
      word(row + 16, type === 1 ? base + offset : 0);
      word(row + 24, offset);
      word(row + 32, length);
    } else {
      u32(row + 12, type === 1 ? base + offset : 0);
      u32(row + 16, offset);
      u32(row + 20, length);
    }
  }
  return out.slice(0, end);
}
