import {
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
  workspace,
} from 'vscode';

/** What the workspace of the tests holds at first: no Dockerfile, so that nothing is to start the extension. */
const initial = {
  '/app/go.mod': 'module example.com/app\n\ngo 1.26\n',
  '/app/main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
};

/** A file system in memory, as one whose files are on no disk. */
export function activate(context: ExtensionContext): void {
  const files = new MemoryFiles(initial);
  context.subscriptions.push(workspace.registerFileSystemProvider('memfs', files, { isCaseSensitive: true }));
}

class MemoryFiles implements FileSystemProvider {
  private readonly changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly texts: Map<string, Uint8Array>;

  constructor(texts: Readonly<Record<string, string>>) {
    const encoder = new TextEncoder();
    this.texts = new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)]));
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  stat(uri: Uri): FileStat {
    const text = this.texts.get(uri.path);
    if (text) return { type: FileType.File, ctime: 0, mtime: 0, size: text.length };
    if (this.namesIn(uri.path).size === 0) throw FileSystemError.FileNotFound(uri);
    return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  }

  readDirectory(uri: Uri): [string, FileType][] {
    return [...this.namesIn(uri.path)];
  }

  readFile(uri: Uri): Uint8Array {
    const text = this.texts.get(uri.path);
    if (!text) throw FileSystemError.FileNotFound(uri);
    return text;
  }

  writeFile(uri: Uri, content: Uint8Array): void {
    const type = this.texts.has(uri.path) ? FileChangeType.Changed : FileChangeType.Created;
    this.texts.set(uri.path, content);
    this.changed.fire([{ type, uri }]);
  }

  delete(uri: Uri): void {
    this.texts.delete(uri.path);
    this.changed.fire([{ type: FileChangeType.Deleted, uri }]);
  }

  createDirectory(): void {
    throw FileSystemError.NoPermissions('Folders come with their files.');
  }

  rename(): void {
    throw FileSystemError.NoPermissions('No test renames files.');
  }

  private namesIn(folder: string): Map<string, FileType> {
    const start = folder.endsWith('/') ? folder : `${folder}/`;
    const names = new Map<string, FileType>();
    for (const path of this.texts.keys()) {
      if (!path.startsWith(start)) continue;
      const [name = '', ...rest] = path.slice(start.length).split('/');
      names.set(name, rest.length > 0 ? FileType.Directory : FileType.File);
    }
    return names;
  }
}
