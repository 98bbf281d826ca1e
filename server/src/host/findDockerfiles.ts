import { existsSync, readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { isDockerfileName } from '../workspace/dockerfileName';
import { leadsOut } from './diskTree';
import { gitIgnoreIn, isGitIgnored, type GitIgnore } from './gitIgnore';
import { upward } from './projectFile';
import { explainFileError } from './readDockerfile';

export interface FoundFiles {
  /** Absolute, sorted. */
  readonly files: readonly string[];
  /** Folders that could not be looked into. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

const skippedFolders = new Set(['.git', 'node_modules']);

/**
 * What go mod vendor writes. It copies the Dockerfiles of other modules along, but not their go.mod, nor packages that nothing
 * imports (Go Modules Reference, "go mod vendor"), so that nobody can build them there.
 */
function isVendored(name: string, path: string): boolean {
  return name === 'vendor' && existsSync(join(path, 'modules.txt'));
}

/**
 * The Dockerfiles in and below a folder, by name, and other files that are wanted. What .gitignore files of the repository keep out is left out, unless
 * the folder itself is such a thing: then it was named on purpose. So are the vendor folders of Go modules. Links to folders are not followed, nor are those out of the
 * repository, or out of the folder if it is in none.
 * @param folder absolute path
 * @param isWanted asked with the absolute path of each file that is no Dockerfile and not ignored
 */
export function findDockerfiles(folder: string, isWanted: (path: string) => boolean = () => false): FoundFiles {
  const files: string[] = [];
  const problems: { path: string; problem: string }[] = [];
  const visit = (current: string, inherited: readonly GitIgnore[]): void => {
    const entries = listFolder(current);
    if ('problem' in entries) {
      problems.push({ path: current, problem: entries.problem });
      return;
    }
    const ignores = [...inherited, ...gitIgnoreIn(current)];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        const isSkipped = skippedFolders.has(entry.name) || isVendored(entry.name, path);
        if (!isSkipped && !isGitIgnored(ignores, path, true)) visit(path, ignores);
      } else if (isFile(entry, path) && !isGitIgnored(ignores, path, false)) {
        const isDockerfile = isDockerfileName(entry.name);
        if (!entry.isSymbolicLink() || !leadsOut(path, [top])) {
          if (isDockerfile || isWanted(path)) files.push(path);
        } else if (isDockerfile) {
          const problem = `It is a link that leads out of ${top}, and was not read. Name the file itself if it is to be.`;
          problems.push({ path, problem });
        }
      }
    }
  };
  const folders = upward(folder, undefined);
  const top = folders.at(-1) ?? folder;
  const above = folders
    .slice(1)
    .reverse()
    .flatMap((each) => gitIgnoreIn(each));
  visit(folder, isGitIgnored(above, folder, true) ? [] : above);
  return { files, problems };
}

function listFolder(path: string): Dirent[] | { readonly problem: string } {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    return { problem: explainFileError(error) };
  }
}

function isFile(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return existsSync(path) && statSync(path).isFile();
}
