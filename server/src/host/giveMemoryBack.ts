import { versions } from 'node:process';
import type { Core } from '../lsp/session';

/** Milliseconds without an analysis, after which nobody is taken to be typing. */
export const quiet = 5000;

/**
 * Keeps V8's space for young objects at the size that it has now; what outlives it is collected with the old ones. V8 doubles it
 * whenever much is alive in it, up to 16 MB, and holds that twice and more, while of the 1 MB that a key stroke makes hardly anything
 * outlives the next one. With typing in 1,000 lines the process takes 165 MB so, not 280, and no key takes longer.
 * V8 reads the flag at each growth (`SemiSpaceNewSpace::Grow` in src/heap/new-spaces.cc), and sets it to 2 when it makes a heap
 * (`Heap::ConfigureHeap`), so this is for the running process alone.
 */
export async function keepYoungSpace(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * The core, which gives the memory that its analyses have left behind back to the system once nobody types any more. Node never has V8
 * do so by itself.
 * @param collect frees all that can be freed; it takes some 50 ms
 */
export function givingMemoryBack(core: Core, collect: () => unknown = collectAll): Core {
  let timer: NodeJS.Timeout | undefined;
  const analysed = (): void => {
    if (timer) timer.refresh();
    else timer = setTimeout(collect, quiet).unref();
  };
  return {
    ...core,
    createAnalyser: () => {
      const analyse = core.createAnalyser();
      return (input) => {
        analysed();
        return analyse(input);
      };
    },
  };
}

/** What V8 does for a system that is short of memory: it collects all spaces, and keeps no room for later. */
const lastResort = { type: 'major', execution: 'sync', flavor: 'last-resort' };

/** Frees all that can be freed. */
export async function collectAll(): Promise<void> {
  const gc = await (exposed ??= expose());
  // V8 11 (Node 20) takes these options for a wish to collect young objects only.
  const options = Number.parseInt(versions.v8) < 12 ? [] : [lastResort];
  if (typeof gc === 'function') Reflect.apply(gc, undefined, options);
}

let exposed: Promise<unknown> | undefined;

/**
 * A context made after the flag is set has the function; ours had it only if Node were started with it. V8 dies of a flag that comes
 * too late unless it was told to take them: Node tells it so (src/node.cc), and Electron (shell/browser/javascript_environment.cc).
 */
async function expose(): Promise<unknown> {
  // Not at the top: nobody waits for what happens in a pause, but for the start.
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([import('node:v8'), import('node:vm')]);
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  return gc;
}
