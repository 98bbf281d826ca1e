import { evidence, isSettled, valueOf, type Fact } from '../facts/fact';
import type { GoCommand, GoVersion, ModuleFacts } from '../golang/types';
import { isAtLeast } from '../golang/version';
import type { ExecutedCommand } from '../shell/execution';
import type { Problem } from './buildModel';
import { resolvePath } from './files';
import type { StageState } from './stageState';

/**
 * A go.mod or go.work that no Go can parse. Syntax that only older versions refuse is another matter, see
 * `oldGoProblems`. The text is that of cmd/go/internal/modload (readModFile), which names the file as seen from the
 * working directory.
 */
export function unreadableModule(
  state: StageState,
  command: ExecutedCommand,
  go: GoCommand,
  goVersion: Fact<GoVersion | undefined>,
  module: ModuleFacts | undefined,
): Problem | undefined {
  const version = valueOf(goVersion);
  if (!module || !version || !isAtLeast(version, 1, 21)) return undefined;
  const files = [
    { name: 'go.mod', directory: module.directory, problems: module.file.problems },
    ...(module.workspace
      ? [{ name: 'go.work', directory: module.workspace.directory, problems: module.workspace.file.problems }]
      : []),
  ];
  for (const { name, directory, problems } of files) {
    const [first] = problems;
    if (!first) continue;
    const path = resolvePath(directory, name);
    const base = isSettled(command.workdir) ? `${command.workdir.value.replace(/\/$/, '')}/` : undefined;
    const shown = base !== undefined && path.startsWith(base) ? path.slice(base.length) : path;
    const says = `line ${first.line + 1} of ${name} cannot be parsed: ${first.message}`;
    return {
      kind: 'build-error',
      phase: 'build',
      certainty: 'known',
      stage: state.index,
      span: go.verbSpan,
      error: `go: errors parsing ${name}:\n${shown}:${first.line + 1}: ${first.message}`,
      because: [{ span: undefined, says, file: name }, evidence(go.verbSpan, 'every go command reads it first')],
      details: {},
    };
  }
  return undefined;
}
