/** The same promise for every call, until it fails: then the next call tries again. */
export function loadOnce<A extends readonly unknown[], T>(
  load: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  let loaded: Promise<T> | undefined;
  return (...args) => {
    loaded ??= load(...args).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
