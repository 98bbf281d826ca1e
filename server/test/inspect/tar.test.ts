import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTarReader, type TarEntry } from '../../src/inspect/tar';
import { makeTar } from './tarBuilder';

interface Read {
  readonly entries: readonly (TarEntry & { readonly text: string })[];
  readonly state: string;
}

/** Reads an archive in pieces of a length. */
function read(archive: Uint8Array, step = archive.length || 1): Read {
  const entries: (TarEntry & { text: string })[] = [];
  const reader = createTarReader((entry) => {
    const found = { ...entry, text: '' };
    entries.push(found);
    return { write: (piece) => (found.text += Buffer.from(piece).toString('latin1')) };
  });
  for (let at = 0; at < archive.length; at += step) reader.push(archive.subarray(at, at + step));
  return { entries, state: reader.state() };
}

const long = `usr/${'long/'.repeat(60)}ümlaut`;

describe('archives', () => {
  const archive = makeTar([
    { name: 'etc/', type: '5' },
    { name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\n', mode: 0o644 },
    { name: 'empty' },
    { name: long, content: 'x'.repeat(1500) },
    { name: 'bin', type: '2', target: 'usr/bin' },
    { name: 'same', type: '1', target: long },
    { name: '././@LongLink', type: 'L', content: `${'gnu/'.repeat(50)}name\0` },
    { name: 'cut', content: 'z' },
    { name: 'device', type: '3' },
  ]);

  test.each([1, 7, 512, 700, 100_000])('in pieces of %i bytes', (step) => {
    const { entries, state } = read(archive, step);
    expect(state).toBe('whole');
    expect(entries.map(({ name, type, text }) => [name, type, text.length])).toEqual([
      ['etc/', 'directory', 0],
      ['etc/passwd', 'file', 22],
      ['empty', 'file', 0],
      [long, 'file', 1500],
      ['bin', 'symlink', 0],
      ['same', 'hard-link', 0],
      [`${'gnu/'.repeat(50)}name`, 'file', 1],
      ['device', 'other', 0],
    ]);
    expect(entries[1]?.mode).toBe(0o644);
    expect(entries[5]?.target).toBe(long);
  });

  test('cut off', () => {
    expect(read(archive.slice(0, 1600)).state).toBe('truncated');
    expect(read(new Uint8Array(0)).state).toBe('no-tar');
    expect(read(Buffer.from('hello '.repeat(200))).state).toBe('no-tar');
  });

  test('a sparse file is told to be one', () => {
    const entries = read(makeTar([{ name: 'a', type: 'S', content: 'x' }])).entries;
    expect(entries).toMatchObject([{ type: 'file', sparse: true }]);
  });

  test.each([
    { name: 'a size of 2^63', size: `\u0080${'\0'.repeat(3)}\u0080${'\0'.repeat(7)}` },
    { name: 'a size that is no number', size: 'zzzzzzzzzzz' },
    { name: 'a negative size', size: '\u00ff'.repeat(12) },
  ])('$name is the end', ({ size }) => {
    const { entries, state } = read(makeTar([{ name: 'a' }, { name: 'b', size }, { name: 'c' }]));
    expect(entries.map(({ name }) => name)).toEqual(['a']);
    expect(state).toBe('truncated');
  });

  test('a size of 8 GB takes no memory, and is missed', () => {
    const size = `\u0080${'\0'.repeat(6)}\u0002${'\0'.repeat(4)}`;
    expect(read(makeTar([{ name: 'b', size }])).state).toBe('truncated');
  });
});

test('never throws on any bytes, in any pieces', () => {
  const archive = makeTar([{ name: 'a', content: 'abc' }, { name: long }, { name: 'b', type: '2', target: 'a' }]);
  const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), fc.integer({ min: 1, max: 2000 }), (changes, step) => {
      const bytes = archive.slice();
      for (const [at, value] of changes) bytes[at] = value;
      expect(read(bytes, step)).toEqual(read(bytes));
    }),
    { numRuns: 300 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void read(bytes)));
});
