import { findOnPath } from '../prepare';
import { runProgram } from '../process';

/** The short hash of the commit that a folder is at; undefined if it is in no repository, or there is no git. */
export async function findCommit(folder: string): Promise<string | undefined> {
  const executable = findOnPath('git');
  if (executable === undefined) return undefined;
  const { code, stdout } = await runProgram({ executable, args: ['rev-parse', '--short', 'HEAD'], folder });
  const hash = stdout.trim();
  return code === 0 && /^[0-9a-f]{4,64}$/.test(hash) ? hash : undefined;
}
