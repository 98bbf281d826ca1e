import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Places } from '../lsp/places';
import { dirname, resolve } from './paths';

/** The files of this machine's disk. Documents of other schemes have no path. */
export const places: Places = {
  toPath: (uri) => {
    if (!uri.startsWith('file:')) return undefined;
    try {
      return fileURLToPath(uri);
    } catch {
      return undefined;
    }
  },
  toUri: (path) => pathToFileURL(path).href,
  dirname,
  resolve,
};
