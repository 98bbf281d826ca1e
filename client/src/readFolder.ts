import { FileType, Uri, workspace } from 'vscode';
import type { FolderFiles } from './protocol';

/** Beyond that nothing is looked into, and no text is read: the folder may be on a server of somebody else. */
const limits = { entries: 5000, texts: 800, bytes: 512 * 1024, allBytes: 8 * 1024 * 1024 };

/** How many questions a file system is asked at a time. */
const atOnce = 16;

/** Big, and never part of a Go program. */
const passedOver = new Set(['.git', 'node_modules']);

/** Files that the server looks into; of others it needs to know that they are there. */
const read =
  /(?:^|\/)(?:go\.(?:mod|sum|work)|modules\.txt|(?:GNU)?[Mm]akefile|\.go-dockerfile\.yaml|(?:.*\.)?dockerignore|.*(?:docker|container)file.*)$|\.(?:go|sh|ya?ml|json|hcl)$/i;

/**
 * The files in and below a folder of whatever file system, nearest first as far as the limits go. Null if there is no such
 * folder. Never rejects: what cannot be read is unknown, or has no text.
 */
export async function readFolder(folder: Uri): Promise<FolderFiles | null> {
  const files: string[] = [];
  const folders: string[] = [];
  const unknown: string[] = [];
  let left = limits.entries;
  let level = [''];
  while (level.length > 0) {
    const listings = await inTurns(level, async (path) => ({
      path,
      entries: left > 0 ? await list(Uri.joinPath(folder, path)) : undefined,
    }));
    level = [];
    for (const { path, entries } of listings) {
      if (entries === undefined || entries.length > left) {
        unknown.push(path);
        continue;
      }
      left -= entries.length;
      folders.push(path);
      for (const [name, type] of entries) {
        const inner = path === '' ? name : `${path}/${name}`;
        if (type === FileType.File) files.push(inner);
        else if (type === FileType.Directory && !passedOver.has(name)) level.push(inner);
        else unknown.push(inner);
      }
    }
  }
  return folders.includes('') ? { files: await withTexts(folder, files), folders, unknown } : null;
}

async function withTexts(folder: Uri, files: readonly string[]): Promise<[path: string, text: string | null][]> {
  const wanted = new Set(files.filter((path) => read.test(path)).slice(0, limits.texts));
  let left = limits.allBytes;
  return inTurns(files, async (path) => {
    if (!wanted.has(path) || left <= 0) return [path, null];
    const text = await readText(Uri.joinPath(folder, path));
    left -= text?.length ?? 0;
    return [path, text];
  });
}

async function readText(file: Uri): Promise<string | null> {
  try {
    const { size } = await workspace.fs.stat(file);
    return size > limits.bytes ? null : new TextDecoder().decode(await workspace.fs.readFile(file));
  } catch {
    return null;
  }
}

async function list(folder: Uri): Promise<readonly [string, FileType][] | undefined> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch {
    return undefined;
  }
}

/** Does the work for all items, so many at a time, and gives the results in the order of the items. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(work))));
  }
  return results;
}
