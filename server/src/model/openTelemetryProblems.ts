import { evidence, isSettled, valueOf } from '../facts/fact';
import { readInstrumenter, type Instrumenter } from '../golang/instrumenter';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { GoBuild, Mount, Problem } from './buildModel';
import { atCommand } from './buildProblems';
import { resolvePath } from './files';
import { readGoSettings } from './goSettings';
import { readOnlyMount } from './mounts';
import type { StageState } from './stageState';

/**
 * What keeps OpenTelemetry's compile-time tools from working on a module that go itself would build.
 * @param build the build that the command is, if it is one
 */
export function openTelemetryProblems(
  state: StageState,
  command: ExecutedCommand,
  mounts: readonly Mount[],
  build: GoBuild | undefined,
): readonly Problem[] {
  const tool = readInstrumenter(command);
  if (!tool) return [];
  return [readOnlySource(state, command, tool, mounts, build), withoutModules(state, command, tool)].flatMap(
    (problem) =>
      problem
        ? [atCommand(build ? { ...problem, build: build.index } : problem, command, (build?.outputs.length ?? 0) > 0)]
        : [],
  );
}

/** The folders that the tool writes to, and what it writes there first. */
function written(
  command: ExecutedCommand,
  { name, go }: Instrumenter,
  build: GoBuild | undefined,
): readonly { readonly folder: string; readonly error: string; readonly says: string }[] {
  const folders: { folder: string; error: string; says: string }[] = [];
  const elsewhere =
    name === 'otelc' &&
    (command.environment.has('OTELC_WORK_DIR') ||
      command.argv.some(({ value }) => /^--?w(?:ork-dir)?(?:=|$)/.test(valueOf(value) ?? '-w')));
  if (isSettled(command.workdir) && !elsewhere) {
    const folder = name === 'otel' ? '.otel-build' : '.otelc-build';
    const path = resolvePath(command.workdir.value, folder);
    const error = `mkdir ${name === 'otel' ? folder : path}: read-only file system`;
    folders.push({ folder: command.workdir.value, error, says: say`${name} makes ${path}` });
  }
  const module = go && build?.programs[0]?.module?.directory;
  if (module !== undefined) {
    const path = resolvePath(module, 'go.mod');
    // go.mod may be mounted by itself.
    folders.push({ folder: path, error: 'read-only file system', says: say`${name} edits ${path}` });
  }
  return folders;
}

/** Both tools make a folder where they run and edit go.mod; a bind mount is read-only unless it says rw (Dockerfile reference). */
function readOnlySource(
  state: StageState,
  command: ExecutedCommand,
  tool: Instrumenter,
  mounts: readonly Mount[],
  build: GoBuild | undefined,
): Problem | undefined {
  for (const { folder, error, says } of written(command, tool, build)) {
    const mount = readOnlyMount(mounts, folder);
    if (!mount) continue;
    return {
      kind: 'otel-read-only-source',
      phase: 'build',
      certainty: 'known',
      stage: state.index,
      span: mount.span,
      error,
      because: [evidence(mount.span, say`a bind mount is read-only unless it says rw`), evidence(tool.span, says)],
      details: { tool: tool.name, title: tool.title, folder },
    };
  }
  return undefined;
}

/**
 * `otel` asks for GO111MODULE in its environment before anything else (precheck in tool/preprocess/preprocess.go); `otelc`
 * passes over packages without a module and then has none left (getBuildPackages in tool/internal/setup/setup.go).
 */
function withoutModules(state: StageState, command: ExecutedCommand, tool: Instrumenter): Problem | undefined {
  const set =
    tool.name === 'otel' ? command.environment.get('GO111MODULE') : readGoSettings(state, command).entry('GO111MODULE');
  if (!set || !isSettled(set.value) || set.value.value !== 'off') return undefined;
  const span = ('origin' in set ? set.origin : set.span) ?? tool.span;
  const files = tool.go?.args.some(({ value }) => !isSettled(value) || value.value.endsWith('.go')) === true;
  return {
    kind: 'otel-modules-only',
    phase: 'build',
    certainty: tool.name === 'otelc' && (files || tool.go === undefined) ? 'presumed' : 'known',
    stage: state.index,
    span,
    error: tool.name === 'otel' ? 'GO111MODULE is off' : 'no valid packages found in build targets',
    because: [evidence(span, say`GO111MODULE is off here`), evidence(tool.span, say`${tool.title} asks for a module`)],
    details: { tool: tool.name, title: tool.title },
  };
}
