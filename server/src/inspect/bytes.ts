/**
 * Bytes that are read by place, so that a file of hundreds of megabytes need not be in memory. Numbers that a file claims
 * are never trusted: `slice` gives at most what is there, and at most `limit`.
 */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset`, at most `length`; fewer at the end. Both are whole, not negative, and inside the source. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** What is in memory already. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** No structure of a program that is looked at is bigger; what is, is cut. */
const defaultLimit = 1 << 20;

/** At most `length` bytes from `offset`, whatever these are: NaN, negative, far beyond the end. */
export function slice(source: ByteSource, offset: number, length: number, limit = defaultLimit): Uint8Array {
  if (!(offset >= 0 && offset < source.size && length > 0)) return new Uint8Array(0);
  return source.read(Math.floor(offset), Math.min(Math.floor(length), limit, source.size - Math.floor(offset)));
}

/** Numbers of a structure; 0 for what lies behind its end, as in a file that is cut off. */
export interface Fields {
  readonly length: number;
  readonly u8: (at: number) => number;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  /** Above 2^53 it is near enough: such a place is in no file. */
  readonly u64: (at: number) => number;
}

/** Reads the numbers of a structure in the byte order given. */
export function fieldsOf(bytes: Uint8Array, littleEndian: boolean): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const holds = (at: number, size: number): boolean => at >= 0 && at + size <= bytes.length;
  const u32 = (at: number): number => (holds(at, 4) ? view.getUint32(at, littleEndian) : 0);
  return {
    length: bytes.length,
    u8: (at) => (holds(at, 1) ? view.getUint8(at) : 0),
    u16: (at) => (holds(at, 2) ? view.getUint16(at, littleEndian) : 0),
    u32,
    u64: (at) => (littleEndian ? u32(at + 4) * 2 ** 32 + u32(at) : u32(at) * 2 ** 32 + u32(at + 4)),
  };
}

/** The text up to the first zero byte, or to the end. */
export function cString(bytes: Uint8Array, at = 0): string {
  const end = bytes.indexOf(0, at);
  return decode(bytes.subarray(at, end < 0 ? undefined : end));
}

/** Text from bytes; what is no UTF-8 becomes U+FFFD. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Whether the bytes begin with these letters, each one byte. */
export function startsWith(bytes: Uint8Array, letters: string, at = 0): boolean {
  return [...letters].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
}
