import { writeFileSync } from 'node:fs';
import { runTests } from './harness';

/** Runs the tests that were added, and leaves the result where the launcher looks for it, test by test: the window may not end. */
export async function runAndReport(): Promise<void> {
  const file = process.env['GO_DOCKERFILE_E2E_RESULTS'];
  const result = await runTests(process.env['GO_DOCKERFILE_E2E_GREP'], (sofar) => {
    if (file !== undefined) writeFileSync(file, JSON.stringify(sofar));
  });
  if (result.failed.length > 0) throw new Error(`${result.failed.length} end-to-end tests failed`);
}
