import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import type { SuiteRun } from './runTests';

/** Fetches the newest VS Code into `.vscode-test/`, or finds it there. */
export async function fetchDesktop(): Promise<string> {
  return downloadAndUnzipVSCode({ extractSync: true });
}

/**
 * Runs the suite in a desktop VS Code.
 * @param executable of VS Code
 * @returns its exit code; 0 means that every test passed
 */
export async function runDesktop(suite: SuiteRun, executable: string): Promise<number> {
  // A short path: VS Code puts a socket into it, whose path may have about a hundred characters.
  const userData = mkdtempSync(join(tmpdir(), 'go-dockerfile-'));
  const launchArgs = [suite.workspace, '--disable-extensions', '--disable-workspace-trust'];
  // The environment of a login shell would hide the suite's.
  launchArgs.push('--user-data-dir', userData, '--force-disable-user-env');
  if (process.getuid?.() === 0) launchArgs.push('--no-sandbox');
  try {
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: [suite.extension, ...suite.others],
      extensionTestsPath: suite.tests,
      extensionTestsEnv: suite.environment,
      launchArgs,
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  } finally {
    rmSync(userData, { recursive: true, force: true, maxRetries: 3 });
  }
}
