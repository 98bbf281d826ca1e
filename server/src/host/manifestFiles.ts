import { isDockerfileName } from '../workspace/dockerfileName';
import { entriesIn, readSmallFile } from './diskTree';
import { join } from './paths';

const skipped = /^(?:\..*|node_modules|vendor|testdata)$/;

/** Enough for a repository that is one project; a folder with everything in it is not searched through. */
const limit = 5000;

/** What a manifest of a workload that runs something has in it. */
const mayRun = /(?:^|[\s{,"'])image["']?\s*:/m;

/** Whether a file of this name may hold Kubernetes manifests. */
export function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name);
}

/**
 * The YAML and JSON files in and below a folder that may hold workloads, by path, and the paths of the Dockerfiles there. Links that
 * lead out of it are not followed. Never throws; looks at so many entries at most.
 */
export function manifestFiles(top: string): {
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
  readonly dockerfiles: readonly string[];
} {
  const manifests: { path: string; text: string }[] = [];
  const dockerfiles: string[] = [];
  const folders = [top];
  let seen = 0;
  for (let folder = folders.shift(); folder !== undefined && seen < limit; folder = folders.shift()) {
    for (const entry of entriesIn(folder)) {
      if (++seen > limit) break;
      const path = join(folder, entry.name);
      if (entry.isFolder) {
        if (!skipped.test(entry.name)) folders.push(path);
      } else if (isDockerfileName(entry.name)) {
        dockerfiles.push(path);
      } else if (isManifestName(entry.name)) {
        const text = readSmallFile(path, [top]);
        if (text !== undefined && mayRun.test(text)) manifests.push({ path, text });
      }
    }
  }
  return { manifests, dockerfiles };
}
