/** Asked of clients that say `readsFolders` in their initialization options, by servers without a disk: the files of a folder. */
export const readFolderRequest = 'goDockerfile/readFolder';

/** The files in and below a folder. Paths are relative to it, with slashes. The client has a copy of this type. */
export interface FolderFiles {
  /** With their texts; null for those that were not read. */
  readonly files: readonly (readonly [path: string, text: string | null])[];
  /** Of which every entry is here; `''` is the folder itself. */
  readonly folders: readonly string[];
  /** Links, and folders that were not looked into. */
  readonly unknown: readonly string[];
}

/** What the rest of the program asks of the client while it is loaded; where there is no disk, the files too. */
export interface LoadingClient {
  /** The language of its user, as `zh-cn`. */
  locale(): string | undefined;
  /** Undefined if the client cannot, or the folder is not there. Never rejects. */
  readFolder(uri: string): Promise<FolderFiles | undefined>;
  /** Other files are known than before: what is open is looked at again. */
  changed(): void;
}

/** What the client sent, if it is what was asked for. */
export function toFolderFiles(sent: unknown): FolderFiles | undefined {
  if (typeof sent !== 'object' || sent === null) return undefined;
  if (!('files' in sent) || !('folders' in sent) || !('unknown' in sent)) return undefined;
  const { files, folders, unknown } = sent;
  return Array.isArray(files) && files.every(isFile) && areTexts(folders) && areTexts(unknown)
    ? { files, folders, unknown }
    : undefined;
}

function isFile(value: unknown): value is readonly [string, string | null] {
  if (!Array.isArray(value)) return false;
  const [path, text]: readonly unknown[] = value;
  return typeof path === 'string' && (typeof text === 'string' || text === null);
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
