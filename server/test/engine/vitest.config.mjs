import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Apart from the unit tests: it needs a Docker engine, and minutes. */
export default defineConfig({
  // There is no such module outside of VS Code.
  resolve: { alias: { vscode: fileURLToPath(new URL('../../../client/test/support/vscode.ts', import.meta.url)) } },
  test: {
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    include: ['server/test/engine/**/*.test.ts', 'client/test/engine/**/*.test.ts'],
    // The first case on a machine fetches the images.
    testTimeout: 600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
