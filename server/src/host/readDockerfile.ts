import { readFileSync, statSync } from 'node:fs';

/** What is called what in front of users, and how big it may be: bigger ones no person writes. */
const dockerfile = { name: 'Dockerfile', reader: 'Docker', megabytes: 1 } as const;
const manifest = { name: 'manifest', reader: 'Kubernetes', megabytes: 2 } as const;
type Kind = typeof dockerfile | typeof manifest;

/** A text, or the reason why there is none and what to do next. */
export type ReadOutcome =
  | {
      readonly text: string;
      /** Whether the file starts with a byte order mark, which `text` does not. */ readonly byteOrderMark: boolean;
    }
  | { readonly problem: string };

/** Reads a Dockerfile from the disk. Never throws. */
export function readDockerfile(path: string): ReadOutcome {
  return read(path, dockerfile, decodeDockerfile);
}

/** Reads a manifest from the disk. Never throws. */
export function readManifest(path: string): ReadOutcome {
  return read(path, manifest, (bytes) => decode(bytes, manifest));
}

function read(path: string, kind: Kind, decodeBytes: (bytes: Uint8Array) => ReadOutcome): ReadOutcome {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { problem: `This is a folder. Name the ${kind.name} in it.` };
    if (!stats.isFile() && !stats.isFIFO()) return { problem: 'This is neither a file nor a folder. Check the path.' };
    if (stats.size > sizeLimit(kind)) return tooBig(kind);
    return decodeBytes(readFileSync(path));
  } catch (error) {
    return { problem: explainFileError(error) };
  }
}

/** Decodes the bytes of a Dockerfile, or says why they are not one. */
export function decodeDockerfile(bytes: Uint8Array): ReadOutcome {
  const outcome = decode(bytes, dockerfile);
  if ('problem' in outcome) return outcome;
  const { text } = outcome;
  if (/^\s*$/.test(text))
    return { problem: 'This file is empty, and Docker refuses an empty Dockerfile. Start it with a FROM instruction.' };
  if (text.split(/\r\n|\n|\r/).every((line) => /^\s*(?:#.*)?$/.test(line))) {
    return {
      problem:
        'This file holds comments only, and Docker refuses a Dockerfile without instructions. Add a FROM instruction.',
    };
  }
  return outcome;
}

function decode(bytes: Uint8Array, kind: Kind): ReadOutcome {
  if (bytes.length > sizeLimit(kind)) return tooBig(kind);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { problem: `This file is encoded as UTF-16, which ${kind.reader} does not read. Save it as UTF-8.` };
  }
  if (bytes.includes(0)) return { problem: `This is a binary file, not a ${kind.name}. Check the path.` };
  const text = decodeUtf8(bytes);
  if (text === undefined) return { problem: 'This file is not valid UTF-8. Save it as UTF-8.' };
  const byteOrderMark = text.startsWith('\uFEFF');
  return { text: byteOrderMark ? text.slice(1) : text, byteOrderMark };
}

/** Why a file or folder could not be read or written, and what to do next, for people. */
export function explainFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return sentences[code] ?? `It cannot be read or written (${code || 'unknown error'}). Check the file and its disk.`;
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder. Check the path.',
  ENOTDIR: 'There is no such file or folder. Check the path.',
  EACCES: 'Permission is denied. Check the permissions of the file and the folders it is in.',
  EPERM: 'Permission is denied. Check the permissions of the file and the folders it is in.',
  ELOOP: 'The symbolic links lead in a circle. Check where they point.',
  EROFS: 'The disk is read-only. Make it writable, or run without --fix.',
  ENOSPC: 'The disk is full. Free some space.',
  ENAMETOOLONG: 'The name is too long. Check the path.',
};

function sizeLimit({ megabytes }: Kind): number {
  return megabytes * 1024 * 1024;
}

function tooBig({ name, megabytes }: Kind): ReadOutcome {
  return { problem: `This file is bigger than ${megabytes} MB, which no ${name} should be. Check the path.` };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
