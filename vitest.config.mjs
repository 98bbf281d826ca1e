import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  // There is no such module outside of VS Code.
  resolve: { alias: { vscode: fileURLToPath(new URL('client/test/support/vscode.ts', import.meta.url)) } },
  test: {
    include: ['server/test/**/*.test.ts', 'client/test/unit/**/*.test.ts'],
    // They need a Docker engine, and minutes: a configuration of their own, and a step of `npm test`.
    exclude: [...configDefaults.exclude, 'server/test/engine/**'],
    // Property tests and the thousands of measured cases take longer than the default allows on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
  },
});
