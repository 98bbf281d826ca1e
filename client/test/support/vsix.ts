import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** A file in a package, by its name with slashes. */
export interface PackedFile {
  readonly name: string;
  readonly contents: Buffer;
}

/**
 * Reads a .vsix, which is a zip archive (PKWARE's APPNOTE, sections 4.3.7 to 4.3.16): the directory at its end names
 * every file. Stored and deflated files are read, which is all that a .vsix holds.
 * @throws Error if the file is no such archive
 */
export function readVsix(path: string): readonly PackedFile[] {
  const archive = readFileSync(path);
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error(`${path} is no zip archive`);
  const files: PackedFile[] = [];
  let entry = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const method = archive.readUInt16LE(entry + 10);
    const size = archive.readUInt32LE(entry + 20);
    const nameLength = archive.readUInt16LE(entry + 28);
    const header = archive.readUInt32LE(entry + 42);
    const name = archive.toString('utf8', entry + 46, entry + 46 + nameLength);
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const packed = archive.subarray(start, start + size);
    if (method !== 0 && method !== 8) throw new Error(`${path}: ${name} is compressed by the unknown method ${method}`);
    if (!name.endsWith('/')) files.push({ name, contents: method === 0 ? packed : inflateRawSync(packed) });
    entry += 46 + nameLength + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
  }
  return files;
}

/** Unpacks the extension of a .vsix into the folder, which is emptied first. */
export function unpackVsix(path: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const { name, contents } of readVsix(path)) {
    if (!name.startsWith('extension/')) continue;
    const target = join(folder, name.slice('extension/'.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contents);
  }
}
