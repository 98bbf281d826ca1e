import { writeFileSync } from 'node:fs';
import { runTests } from './harness';

/** Runs the tests that were added, and leaves the result where the launcher looks for it. */
export async function runAndReport(): Promise<void> {
  const result = await runTests();
  const file = process.env['GO_DOCKERFILE_E2E_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(result));
  if (result.failed.length > 0) throw new Error(`${result.failed.length} end-to-end tests failed`);
}
