import { evidence, isSettled } from '../facts/fact';
import { flagValue } from '../golang/flagValues';
import { say } from '../text/say';
import type { GoBuild, Mount, Problem } from './buildModel';
import { atCommand } from './buildProblems';
import { lookUp, resolvePath, type Files } from './files';
import { readOnlyMount } from './mounts';

/**
 * `RUN --mount=type=bind,target=. go build -o app .`: the program is linked, and cannot be copied to where it belongs. What go
 * prints was measured with Go 1.19 and 1.26.
 * @param files as they are when the command runs
 */
export function readOnlyOutput(build: GoBuild, mounts: readonly Mount[], files: Files): Problem | undefined {
  const { command, go, outputs } = build;
  if (go.verb !== 'build' && go.verb !== 'install') return undefined;
  for (const { path } of outputs) {
    if (!isSettled(path) || path.value.startsWith('/dev/')) continue;
    const mount = readOnlyMount(mounts, path.value);
    if (!mount) continue;
    const problem: Problem = {
      kind: 'build-error',
      phase: 'build',
      certainty: path.certainty,
      stage: build.stage,
      span: go.verbSpan,
      error: errorOf(build, path.value, files),
      build: build.index,
      because: [
        evidence(mount.span, say`a bind mount is read-only unless it says rw`),
        evidence(go.verbSpan, say`go ${go.verb} writes the binary`),
      ],
      details: {},
    };
    return atCommand(problem, command);
  }
  return undefined;
}

function errorOf({ go, command }: GoBuild, path: string, files: Files): string {
  const folder = lookUp(files, path.slice(0, path.lastIndexOf('/')) || '/');
  // A folder that is not there would be made before.
  if (folder.state !== 'entry' || folder.entry.kind !== 'directory' || !isSettled(command.workdir))
    return 'read-only file system';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const written = flagValue(go, 'o');
  if (written === undefined) return `open ${name}: read-only file system`;
  if (!isSettled(written)) return 'read-only file system';
  const isFile = resolvePath(command.workdir.value, written.value) === path;
  return `open ${isFile ? written.value : `${written.value.replace(/\/$/, '')}/${name}`}: read-only file system`;
}
