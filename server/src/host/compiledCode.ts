import module from 'node:module';

/**
 * Has Node keep the compiled form of the bundles that are loaded from now on, in its own folder for such things, so that
 * the next start is faster. Node before 22.1 cannot, and the environment variable NODE_DISABLE_COMPILE_CACHE forbids it.
 * https://nodejs.org/docs/latest-v22.x/api/module.html#module-compile-cache
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
  enableCompileCache?.();
}
