import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import { createTarReader, type Sink } from '../inspect/tar';
import { InspectProblem } from './engine';

/** The files of an image layout, which can be gone through as often as it takes. */
export interface ImageArchive {
  /**
   * Goes through the files in their order. `want` is asked about each, by its name in the layout, and gives a sink for its
   * contents or passes it over. Throws InspectProblem.
   */
  readonly pass: (want: (name: string, size: number) => ArchiveSink | undefined) => Promise<void>;
  /** A pass costs so much that the first one takes along what may be needed. */
  readonly costly: boolean;
  /** Names that are links to others in it: layers that images share, in archives of Docker before 25. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** A sink that may ask for time: the pass goes on when the promise that `wait` gives is fulfilled. */
export interface ArchiveSink extends Sink {
  readonly wait?: () => Promise<void> | undefined;
}

/** A tar archive, compressed or not, from a file or an engine. */
export function tarArchive(open: () => AsyncIterable<Uint8Array>, costly: boolean): ImageArchive {
  const aliases = new Map<string, string>();
  const pass: ImageArchive['pass'] = async (want) => {
    let current: ArchiveSink | undefined;
    const ending: ArchiveSink[] = [];
    const reader = createTarReader((entry) => {
      const name = cleanName(entry.name);
      if (entry.type === 'symlink' || entry.type === 'hard-link') {
        const base = entry.type === 'symlink' ? `${name}/../${entry.target}` : entry.target;
        if (aliases.size < 10_000) aliases.set(name, cleanName(base));
        return undefined;
      }
      const sink = entry.type === 'file' ? want(name, entry.size) : undefined;
      current = sink;
      if (!sink) return undefined;
      return {
        write: sink.write,
        end: () => {
          sink.end?.();
          ending.push(sink);
        },
      };
    });
    const unpacked = unpackInto((piece) => reader.push(piece));
    for await (const piece of open()) {
      unpacked.write(piece);
      // A piece is small, so that what several sinks hold back is, too.
      await unpacked.wait();
      for (const sink of ending.splice(0)) await sink.wait?.();
      await current?.wait?.();
    }
    unpacked.end();
    await unpacked.wait();
    for (const sink of ending.splice(0)) await sink.wait?.();
    const state = unpacked.problem() === undefined ? reader.state() : 'truncated';
    if (state === 'no-tar') throw new InspectProblem('this is no tar archive');
    if (state === 'truncated') throw new InspectProblem('the archive is cut off. Make or fetch it again');
  };
  return { pass, costly, aliases };
}

/** An OCI image layout in a folder. */
export function folderArchive(folder: string): ImageArchive {
  const pass: ImageArchive['pass'] = async (want) => {
    for (const name of layoutNames(folder)) {
      const path = join(folder, name);
      const sink = want(name, sizeOf(path));
      if (!sink) continue;
      for await (const piece of createReadStream(path)) {
        sink.write(piece as Uint8Array);
        await sink.wait?.();
      }
      sink.end?.();
      await sink.wait?.();
    }
  };
  return { pass, costly: false, aliases: new Map() };
}

/** Whether a folder holds an image layout. */
export function isLayout(folder: string): boolean {
  return ['index.json', 'manifest.json'].some((name) => sizeOf(join(folder, name)) >= 0);
}

function layoutNames(folder: string): readonly string[] {
  const listed = (name: string): readonly string[] => {
    try {
      return readdirSync(join(folder, name), { encoding: 'utf8' }).map((entry) => `${name}/${entry}`);
    } catch {
      return [];
    }
  };
  const names = ['index.json', 'manifest.json', ...listed('blobs').flatMap(listed)];
  return names.filter((name) => sizeOf(join(folder, name)) >= 0);
}

/** -1 if it is no file. */
function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats.size : -1;
  } catch {
    return -1;
  }
}

/** Without `./`, and with `..` taken back. */
function cleanName(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

export interface Unpacking {
  readonly write: (piece: Uint8Array) => void;
  readonly end: () => void;
  /** Until what was written has been worked off, as far as it needs; after `end`, all of it. */
  readonly wait: () => Promise<void>;
  /** Why it could not be unpacked. */
  readonly problem: () => string | undefined;
}

/** Unpacks gzip and zstd as the first bytes tell, and lets through what is neither. */
export function unpackInto(take: (piece: Uint8Array) => void): Unpacking {
  let start: Buffer | undefined = Buffer.alloc(0);
  let stream: Transform | undefined;
  let pending: Promise<void> | undefined;
  let release = (): void => undefined;
  const hold = (): void => {
    pending ??= new Promise((resolve) => (release = resolve));
  };
  let problem: string | undefined;
  let isEnding = false;
  /** What `take` threw: whoever waits is told. */
  let fault: Error | undefined;
  const begin = (bytes: Buffer): void => {
    start = undefined;
    const unpacker = unpackerFor(bytes);
    if (typeof unpacker === 'string') problem = unpacker;
    else if (unpacker) {
      stream = unpacker;
      unpacker.on('data', (piece: Uint8Array) => {
        try {
          if (fault === undefined) take(piece);
        } catch (error) {
          fault = error instanceof Error ? error : new Error(String(error));
          release();
        }
      });
      unpacker.on('error', (error: Error) => (problem = error.message));
      for (const event of ['drain', 'end', 'close', 'error']) unpacker.on(event, () => release());
    }
    pass(bytes);
  };
  const pass = (bytes: Uint8Array): void => {
    if (problem !== undefined) return;
    if (!stream) return take(bytes);
    // The piece may change after it was given.
    if (!stream.write(Buffer.from(bytes))) hold();
  };
  return {
    write: (piece) => {
      if (!start) return pass(piece);
      start = Buffer.concat([start, piece]);
      if (start.length >= 4) begin(start);
    },
    end: () => {
      if (start) begin(start);
      if (!stream || problem !== undefined) return;
      isEnding = true;
      stream.end();
    },
    wait: async () => {
      await pending;
      pending = undefined;
      // What is left comes after the last drain.
      while (isEnding && stream && !stream.readableEnded && !stream.destroyed && fault === undefined) {
        hold();
        await pending;
        pending = undefined;
      }
      if (fault !== undefined) throw fault;
    },
    problem: () => problem,
  };
}

function unpackerFor(bytes: Buffer): Transform | string | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return zlib.createGunzip();
  if (bytes.length < 4 || bytes.readUInt32LE(0) !== 0xfd2fb528) return undefined;
  const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Transform };
  return (
    createZstdDecompress?.() ?? 'it is compressed with zstd, which Node reads from version 22.15 on. Use a newer Node'
  );
}
