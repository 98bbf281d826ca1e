import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildImage, removeImage, runImage } from './docker';
import type { Observed } from './compare';
import { keyOf, type OracleCase } from './sample';

/** Enough of an output to see why it failed. */
const kept = 6000;

/** What an engine says that is in trouble itself: nothing was learned about the Dockerfile. */
const engineTrouble =
  /failed to (?:create endpoint|set up container networking)|Device does not exist|context deadline exceeded|error reading from server: EOF|Cannot connect to the Docker daemon|no space left on device|Unable to find image|The container name \S+ is already in use|toomanyrequests|TLS handshake timeout/;

/** What came of asking the engine: it was in trouble itself, and what it said then is no observation. */
export type Answer = Observed | { readonly outcome: 'engine in trouble'; readonly output: string };

/**
 * Builds the image of a case with the real engine, and runs it if it was built. The image is gone afterwards; the engine keeps
 * its cache.
 */
export async function observe(given: Pick<OracleCase, 'dockerfile' | 'files'>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-oracle-'));
  // Two runs at once may build the same case; neither takes the image of the other away.
  const image = `go-dockerfile-oracle:${keyOf(given)}-${process.pid}`;
  try {
    const context = join(folder, 'context');
    for (const [name, text] of Object.entries(given.files)) {
      const path = join(context, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const dockerfile = join(folder, 'Dockerfile');
    writeFileSync(dockerfile, given.dockerfile);
    const online = given.dockerfile.includes('apk add');
    const built = await buildImage(image, dockerfile, context, online, [
      '--build-arg',
      cacheNamespace(given.dockerfile),
    ]);
    const failed = built.status !== 0;
    if (built.status === null || isTrouble(built.output, failed)) return inTrouble(built.output);
    if (failed) return { outcome: 'fails-to-build', output: built.output.slice(-kept) };
    const ran = await runImage(image);
    // Each program of the sample ends by itself.
    if (ran.state === 'still-running') return inTrouble(ran.output);
    const runs = ran.status === 0;
    if (isTrouble(ran.output, !runs)) return inTrouble(ran.output);
    return { outcome: runs ? 'runs' : 'fails-to-start', output: runs ? '' : ran.output.slice(-kept) };
  } catch (error) {
    return inTrouble(error instanceof Error ? error.message : String(error));
  } finally {
    await removeImage(image);
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The build argument that says where cache mounts are kept: one place for each image of a build stage and what is installed there.
 * Go would take what the gcc of one distribution has compiled for what that of another one makes, if both say that they are the
 * same version, and what was compiled with headers needs none any more.
 */
function cacheNamespace(dockerfile: string): string {
  const image = /\d+\.\d+-(?:alpine|bookworm)/.exec(dockerfile)?.[0] ?? 'other';
  const tools = dockerfile.match(/^RUN (?:apk|apt-get|rm) .*$/gm)?.join('\n') ?? '';
  const named = createHash('sha256').update(tools).digest('hex').slice(0, 8);
  return `BUILDKIT_CACHE_MOUNT_NS=go-dockerfile-oracle-${image}-${named}`;
}

function isTrouble(output: string, failed: boolean): boolean {
  return failed && engineTrouble.test(output);
}

function inTrouble(output: string): Answer {
  return { outcome: 'engine in trouble', output: output.slice(-kept) };
}
