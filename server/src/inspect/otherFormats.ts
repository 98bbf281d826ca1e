import { fieldsOf, slice, startsWith, type ByteSource } from './bytes';

/** A file that is no ELF file, and what it was made for as far as its header says. */
interface OtherFormat {
  readonly format: 'pe' | 'mach-o' | 'mach-o-fat' | 'wasm' | 'archive' | 'empty' | 'other';
  readonly goos?: string;
  readonly goarch?: string | undefined;
}

/** IMAGE_FILE_HEADER.Machine: Microsoft, "PE Format", Machine Types. */
const windowsMachines: Readonly<Record<number, string>> = {
  0x14c: '386',
  0x8664: 'amd64',
  0xaa64: 'arm64',
  0x1c4: 'arm',
};

/** cputype of mach_header: Apple's mach/machine.h. */
const appleMachines: Readonly<Record<number, string>> = { 7: '386', 0x1000007: 'amd64', 12: 'arm', 0x100000c: 'arm64' };

/** Tells formats by their first bytes. Never throws on any bytes. */
export function otherFormat(source: ByteSource): OtherFormat {
  const start = slice(source, 0, 64);
  if (start.length === 0) return { format: 'empty' };
  if (startsWith(start, 'MZ')) {
    const place = fieldsOf(start, true).u32(60);
    const header = slice(source, place, 6);
    if (!startsWith(header, 'PE\0\0')) return { format: 'other' };
    return { format: 'pe', goos: 'windows', goarch: windowsMachines[fieldsOf(header, true).u16(4)] };
  }
  if (startsWith(start, '\0asm')) return { format: 'wasm', goarch: 'wasm' };
  if (startsWith(start, '!<arch>\n')) return { format: 'archive' };
  const first = fieldsOf(start, false).u32(0);
  // The class files of Java begin as universal binaries do; their version is where those have the number of programs.
  if ((first === 0xcafebabe || first === 0xcafebabf) && fieldsOf(start, false).u32(4) < 30) {
    return { format: 'mach-o-fat', goos: 'darwin' };
  }
  const littleEndian = [0xcefaedfe, 0xcffaedfe].includes(first);
  if (!littleEndian && first !== 0xfeedface && first !== 0xfeedfacf) return { format: 'other' };
  return { format: 'mach-o', goos: 'darwin', goarch: appleMachines[fieldsOf(start, littleEndian).u32(4)] };
}
