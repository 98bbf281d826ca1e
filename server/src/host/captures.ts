import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { ByteSource } from '../inspect/bytes';
import type { Sink } from '../inspect/tar';

/** Files taken out of an image, in a temporary folder that is removed in any case. */
export interface Captures {
  /** Undefined if there are too many already. */
  readonly take: (key: string) => Sink | undefined;
  readonly get: (key: string) => ByteSource | undefined;
  readonly remove: () => void;
}

/** No program is bigger; more is not written to the disk. */
const largest = 4 * 2 ** 30;
/** Images that hold hundreds of files of one name are passed over. */
const most = 200;

export function createCaptures(): Captures {
  let folder: string | undefined;
  const files = new Map<string, { readonly fd: number; size: number }>();
  const remove = (): void => {
    for (const { fd } of files.values()) closeSync(fd);
    files.clear();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
    process.off('exit', remove);
  };
  let taken = 0;
  const take = (key: string): Sink | undefined => {
    if (taken >= most) return undefined;
    if (folder === undefined) {
      folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-inspect-'));
      process.once('exit', remove);
    }
    const file = { fd: openSync(join(folder, String(taken)), 'w+', 0o600), size: 0 };
    taken += 1;
    files.set(key, file);
    return {
      write: (piece) => {
        if (file.size + piece.length > largest) return;
        for (let at = 0; at < piece.length;) at += writeSync(file.fd, piece, at, piece.length - at, file.size + at);
        file.size += piece.length;
      },
    };
  };
  const get = (key: string): ByteSource | undefined => {
    const file = files.get(key);
    return file && fileSource(file.fd, file.size);
  };
  return { take, get, remove };
}

/** An open file, read by place. */
export function fileSource(fd: number, size: number): ByteSource {
  return {
    size,
    read: (offset, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
    },
  };
}
