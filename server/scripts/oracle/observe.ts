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
  /failed to (?:create endpoint|set up container networking)|context deadline exceeded|error reading from server: EOF|Cannot connect to the Docker daemon|no space left on device/;

/**
 * Builds the image of a case with the real engine, and runs it if it was built. The image is gone afterwards; the engine keeps
 * its cache.
 * @throws Error if the engine does not end its work in time, or is in trouble itself
 */
export async function observe(given: Pick<OracleCase, 'dockerfile' | 'files'>): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-oracle-'));
  const image = `go-dockerfile-oracle:${keyOf(given)}`;
  try {
    const context = join(folder, 'context');
    for (const [name, text] of Object.entries(given.files)) {
      const path = join(context, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const dockerfile = join(folder, 'Dockerfile');
    writeFileSync(dockerfile, given.dockerfile);
    const built = await buildImage(image, dockerfile, context, given.dockerfile.includes('apk add'));
    if (built.status === null) throw new Error(`the build took too long:\n${built.output}`);
    refuseTrouble(built.output);
    if (built.status !== 0) return { outcome: 'fails-to-build', output: built.output.slice(-kept) };
    const ran = await runImage(image);
    refuseTrouble(ran.output);
    const runs = ran.status === 0;
    return { outcome: runs ? 'runs' : 'fails-to-start', output: runs ? '' : ran.output.slice(-kept) };
  } finally {
    await removeImage(image);
    rmSync(folder, { recursive: true, force: true });
  }
}

function refuseTrouble(output: string): void {
  const found = engineTrouble.exec(output);
  if (found)
    throw new Error(`the engine is in trouble, so nothing can be compared: ${found[0]}\n${output.slice(-500)}`);
}
