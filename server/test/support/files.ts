import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with the given files; names ending in `/` are folders. */
export interface Scratch {
  readonly root: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): void;
  remove(): void;
}

export function createScratch(files: Readonly<Record<string, string | Uint8Array>> = {}): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'go-dockerfile-'));
  const scratch: Scratch = {
    root,
    path: (name) => join(root, name),
    write: (name, content) => {
      const path = join(root, name);
      mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
      if (!name.endsWith('/')) writeFileSync(path, content);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) scratch.write(name, content);
  return scratch;
}
