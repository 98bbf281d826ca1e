import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerfileOf, sources } from './documents';

/** What checks Dockerfiles on the command line. */
export interface Checker {
  readonly name: string;
  readonly executable: string;
  /** Where it takes many files at once. */
  readonly many: ((files: readonly string[], folder: string) => readonly string[]) | undefined;
  /** Where it takes one: these are measured for a few, and the time of all is reckoned. */
  readonly one: ((file: string, folder: string) => readonly string[]) | undefined;
  /** Whether it is there. */
  readonly version: readonly string[];
}

/** Files of which each is measured alone where a checker takes but one. */
const sample = 20;

/** A folder for each: Dockerfiles that differ, with a module beside each. */
export function writeDockerfiles(folder: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const own = join(folder, `service-${index}`);
    mkdirSync(own);
    const file = join(own, 'Dockerfile');
    writeFileSync(file, dockerfileOf(14 + (index % 30)));
    for (const name of ['go.mod', 'main.go']) writeFileSync(join(own, name), sources[name] ?? '');
    return file;
  });
}

/**
 * @returns the milliseconds for all files, and of how many it was reckoned; undefined if the checker is not here
 */
export function measureChecker(
  checker: Checker,
  files: readonly string[],
  folder: string,
): { readonly time: number; readonly measured: number } | undefined {
  if (spawnSync(checker.executable, checker.version).status !== 0) return undefined;
  const { one, many } = checker;
  if (many) return { time: timeOf(checker.executable, many(files, folder)), measured: files.length };
  if (!one) return undefined;
  const few = files.slice(0, sample);
  const time = few.reduce((sum, file) => sum + timeOf(checker.executable, one(file, folder)), 0);
  return { time: (time / few.length) * files.length, measured: few.length };
}

/** Findings make them fail; a process that could not start is an error of the measurement. */
export function timeOf(executable: string, args: readonly string[]): number {
  const started = performance.now();
  const { error, signal } = spawnSync(executable, args, { stdio: 'ignore' });
  if (error) throw error;
  if (signal) throw new Error(`${executable} was ended by ${signal}`);
  return performance.now() - started;
}

/** The first line that a program prints of its version. */
export function versionOf({ executable, version }: Checker): string {
  const said = execFileSync(executable, version, { encoding: 'utf8' });
  return /\d+\.\d+[\w.+-]*/.exec(said)?.[0] ?? '';
}
