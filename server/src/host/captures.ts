import { closeSync, mkdtempSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { ByteSource } from '../inspect/bytes';
import type { Sink } from '../inspect/tar';

/** Files taken out of an image, in a temporary folder that is removed in any case. */
export interface Captures {
  /** Undefined if there are too many already, or one of so many bytes cannot be taken. */
  readonly take: (key: string, size: number) => Sink | undefined;
  /** Why a file of so many bytes cannot be taken, as what it has; undefined if it can. */
  readonly obstacleTo: (size: number) => string | undefined;
  readonly get: (key: string) => ByteSource | undefined;
  readonly remove: () => void;
}

/** No program is bigger, as linkers address no more; what is, is not written to the disk. */
const largest = 2 * 2 ** 30;
/** Images that hold hundreds of files of one name are passed over. */
const most = 200;

/**
 * @param room in bytes, for all of them together: half of what is free, so that others are not left without
 * @param limit in bytes, for each
 */
export function createCaptures(room = freeBytes() / 2, limit = largest): Captures {
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
  let left = room;
  const obstacleTo = (size: number): string | undefined => {
    if (size > limit) {
      const most = `${Number((limit / 2 ** 30).toPrecision(2))} GiB`;
      return `${size} bytes. Files of more than ${most} are not taken out of an image: take it out with docker cp, and name the file instead`;
    }
    if (size > left) {
      return `${size} bytes, for which there is no room in the temporary folder. Free some space there, or set TMPDIR`;
    }
    return undefined;
  };
  const take = (key: string, size: number): Sink | undefined => {
    if (taken >= most || obstacleTo(size) !== undefined) return undefined;
    left -= size;
    if (folder === undefined) {
      folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-inspect-'));
      process.once('exit', remove);
    }
    const file = { fd: openSync(join(folder, String(taken)), 'w+', 0o600), size: 0 };
    taken += 1;
    files.set(key, file);
    return {
      write: (piece) => {
        if (file.size + piece.length > size) return;
        for (let at = 0; at < piece.length;) at += writeSync(file.fd, piece, at, piece.length - at, file.size + at);
        file.size += piece.length;
      },
    };
  };
  const get = (key: string): ByteSource | undefined => {
    const file = files.get(key);
    return file && fileSource(file.fd, file.size);
  };
  return { take, obstacleTo, get, remove };
}

/** Of the disk of the temporary folder. */
function freeBytes(): number {
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize;
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
