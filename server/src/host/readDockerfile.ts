import { readFileSync, statSync } from 'node:fs';

/** Docker reads bigger ones, but no person writes them. */
const sizeLimit = 1024 * 1024;

/** A text, or the reason why there is none and what to do next. */
export type ReadOutcome =
  | {
      readonly text: string;
      /** Whether the file starts with a byte order mark, which `text` does not. */ readonly byteOrderMark: boolean;
    }
  | { readonly problem: string };

/** Reads a Dockerfile from the disk. Never throws. */
export function readDockerfile(path: string): ReadOutcome {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { problem: 'This is a folder. Name the Dockerfile in it.' };
    if (!stats.isFile() && !stats.isFIFO()) return { problem: 'This is neither a file nor a folder. Check the path.' };
    if (stats.size > sizeLimit) return tooBig;
    return decodeDockerfile(readFileSync(path));
  } catch (error) {
    return { problem: explainFileError(error) };
  }
}

/** Decodes the bytes of a Dockerfile, or says why they are not one. */
export function decodeDockerfile(bytes: Uint8Array): ReadOutcome {
  if (bytes.length > sizeLimit) return tooBig;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { problem: 'This file is encoded as UTF-16, which Docker does not read. Save it as UTF-8.' };
  }
  if (bytes.includes(0)) return { problem: 'This is a binary file, not a Dockerfile. Check the path.' };
  const text = decode(bytes);
  if (text === undefined) return { problem: 'This file is not valid UTF-8. Save it as UTF-8.' };
  const byteOrderMark = text.startsWith('\uFEFF');
  const content = byteOrderMark ? text.slice(1) : text;
  if (/^\s*$/.test(content))
    return { problem: 'This file is empty, and Docker refuses an empty Dockerfile. Start it with a FROM instruction.' };
  if (content.split(/\r\n|\n|\r/).every((line) => /^\s*(?:#.*)?$/.test(line))) {
    return {
      problem:
        'This file holds comments only, and Docker refuses a Dockerfile without instructions. Add a FROM instruction.',
    };
  }
  return { text: content, byteOrderMark };
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

const tooBig = { problem: 'This file is bigger than 1 MB, which no Dockerfile should be. Check the path.' };

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
