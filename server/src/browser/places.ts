import { nameOf, type Places } from '../lsp/places';
import { dirname, resolve } from './paths';

/**
 * Paths for documents of any file system: the scheme and the authority are the first segment.
 * `vscode-vfs://github/owner/repo/a%20b` is `/vscode-vfs:github/owner/repo/a b`, `memfs:/go.mod` is `/memfs:/go.mod`.
 */
export const places: Places = {
  toPath: (uri) => {
    const parts = /^([a-z][a-z\d+.-]*):(?:\/\/([^/?#]*))?(\/[^?#]*)/i.exec(uri);
    if (!parts) return undefined;
    const [, scheme = '', authority = '', path = ''] = parts;
    if (scheme === 'untitled') return undefined;
    return resolve(`/${scheme}:${authority}`, ...path.split('/').map((segment) => `./${nameOf(segment)}`));
  },
  toUri: (path) => {
    const [, root = '', ...segments] = resolve(path).split('/');
    const colon = root.indexOf(':');
    const scheme = root.slice(0, colon);
    const authority = root.slice(colon + 1);
    const start = authority === '' && scheme !== 'file' ? `${scheme}:` : `${scheme}://${authority}`;
    return `${start}/${segments.map(encode).join('/')}`;
  },
  dirname,
  resolve,
};

/** As VS Code writes them, so that the URIs of open documents are found again. */
function encode(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
