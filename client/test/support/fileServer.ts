import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

/** A folder whose files are at addresses with a prefix. */
export interface ServedFolder {
  /** Starts and ends with a slash. */
  readonly prefix: string;
  readonly folder: string;
  /** Another text for a file, or undefined. */
  readonly change?: (path: string, text: () => string) => string | undefined;
}

export interface FileServer {
  /** Without a path: `http://localhost:PORT`. */
  readonly origin: string;
  /** Has a page come for a path. */
  serve(path: string, html: string): void;
  /** What was last posted to `/results`, if anything was. */
  posted(): string | undefined;
  stop(): void;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Serves files on a free port of this machine, and takes a result. */
export async function startFileServer(folders: readonly ServedFolder[]): Promise<FileServer> {
  const pages = new Map<string, string>();
  let posted: string | undefined;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const html = pages.get(path);
    if (request.method === 'POST' && path === '/results') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        posted = Buffer.concat(chunks).toString('utf8');
        response.end();
      });
    } else if (html === undefined) sendFile(folders, path, response);
    else response.setHeader('Content-Type', 'text/html').end(html);
  };
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system named no free port.');
  return {
    // VS Code lets its workers load scripts from this name, and from no other name of this machine.
    origin: `http://localhost:${address.port}`,
    serve: (path, html) => pages.set(path, html),
    posted: () => posted,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function sendFile(folders: readonly ServedFolder[], path: string, response: ServerResponse): void {
  const served = folders.find(({ prefix }) => path.startsWith(prefix));
  const root = resolve(served?.folder ?? '.');
  const file = join(root, path.slice(served?.prefix.length));
  if (!served || !file.startsWith(root + sep) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
  const changed = served.change?.(path, () => readFileSync(file, 'utf8'));
  if (changed === undefined) createReadStream(file).pipe(response);
  else response.end(changed);
}
