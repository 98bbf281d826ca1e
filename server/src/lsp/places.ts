/** How the documents of a client are named where the server runs: by paths, of a disk or of what stands in for one. */
export interface Places {
  /** Path of a document or folder; undefined for those that are in no folder, such as unsaved ones. */
  toPath(uri: string): string | undefined;
  toUri(path: string): string;
  /** The folder that a path is in; that of the root is the root. */
  dirname(path: string): string;
  /** A path relative to a folder, or an absolute one, as an absolute one. */
  resolve(folder: string, path: string): string;
}

/** The name of the file at the end of a URI. */
export function nameOf(uri: string): string {
  const last = uri.split(/[/\\]/).at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
