/** Runs a script in this worker and returns once it has run. */
declare function importScripts(url: string): void;

interface Module {
  readonly exports: object;
}

type Require = (path: string) => object;

declare global {
  /** Called by the worker's bundle for what it has left to others; see bundles.mjs. */
  var goDockerfileRequire: Require | undefined;
  /** Called by each of those as it starts: what Node would hand it. */
  var goDockerfileModule: (() => readonly [Module, object, Require]) | undefined;
}

/**
 * Has the bundles that the language server shares with the one on Node come from an address. Each is fetched and run when it is
 * first required.
 * @param base address of their folder, with a slash at the end
 */
export function requireFrom(base: string): void {
  const loaded = new Map<string, Module>();
  const require: Require = (path) => {
    const known = loaded.get(path);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    globalThis.goDockerfileModule = () => [module, module.exports, require];
    importScripts(new URL(path, base).href);
    // Only now: one that could not be fetched is asked for again.
    loaded.set(path, module);
    return module.exports;
  };
  globalThis.goDockerfileRequire = require;
}
