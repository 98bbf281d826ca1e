import { writeFileSync } from 'node:fs';
import './buildGraph.test';
import './dockerfile.test';
import './hintsAndLenses.test';
import { runTests } from './harness';

/** Called by the extension host of VS Code under test, on the desktop and in the browser alike. */
export async function run(): Promise<void> {
  const result = await runTests();
  const file = process.env['GO_DOCKERFILE_E2E_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(result));
  if (result.failed.length > 0) throw new Error(`${result.failed.length} end-to-end tests failed`);
}
