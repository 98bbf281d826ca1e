import { evidence, isSettled, known, valueOf } from '../facts/fact';
import type { RunInstruction } from '../dockerfile/instruction';
import { flagValue } from '../golang/flagValues';
import { findModules } from '../golang/modules';
import { isRemotePackage } from '../golang/remotePackage';
import type { GoCommand } from '../golang/types';
import { isAtLeast } from '../golang/version';
import type { ExecutedCommand } from '../shell/execution';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import type { Problem } from './buildModel';
import { absenceOfModule, atCommand } from './buildProblems';
import { asTree, resolvePath } from './files';
import type { GoSettings } from './goSettings';
import type { StageState, Walk } from './stageState';

/** What go says where there is no module (cmd/go/internal/modget and work). Measured with Go 1.26; 1.18 has the same texts. */
const errors: Readonly<Record<string, string>> = {
  get: "go: go.mod file not found in current directory or any parent directory.\n\t'go get' is no longer supported outside a module.",
  install: "go: 'go install' requires a version when current directory is not in a module",
};

/** `go get PACKAGE`, or `go install PACKAGE` without a version, where no module is: from Go 1.18 on both end in an error. */
export function installProblems(
  walk: Walk,
  state: StageState,
  go: GoCommand,
  command: ExecutedCommand,
  settings: GoSettings,
  instruction: RunInstruction,
  build?: number,
): readonly Problem[] {
  const error = ownValue(errors, go.verb);
  const version = valueOf(settings.goVersion);
  if (error === undefined || go.front?.via === 'prefix' || !isSettled(command.workdir)) return [];
  if (!version || !isSettled(settings.goVersion) || !isAtLeast(version, 1, 18)) return [];
  const packages = go.args.map(({ value }) => valueOf(value) ?? '');
  const isRemote = packages.length > 0 && packages.every(isRemotePackage);
  if (!isRemote || go.incomplete || flagValue(go, 'modfile')) return [];
  if (go.verb === 'install' && packages.some((path) => path.includes('@'))) return [];
  const modules = settings.value('GO111MODULE');
  const goWork = settings.value('GOWORK') ?? known('');
  if ((modules && valueOf(modules) !== 'on') || !isSettled(goWork) || (go.directory && !isSettled(go.directory)))
    return [];
  const directory = go.directory ? resolvePath(command.workdir.value, go.directory.value) : command.workdir.value;
  const found = findModules({
    tree: asTree(state.files),
    moduleCache: undefined,
    directory,
    context: {
      goos: 'linux',
      goarch: 'amd64',
      cgo: true,
      tags: [],
      compiler: 'gc',
      go: version,
      mod: undefined,
      race: false,
    },
    goPath: '/go',
    goWork: goWork.value,
  });
  if (!found.certain || found.current || found.workspace) return [];
  const absence = absenceOfModule(walk, state, instruction);
  if (absence === 'unknown') return [];
  const problem: Problem = {
    kind: 'go-get-as-installer',
    phase: 'build',
    certainty: absence === 'known' ? settings.goVersion.certainty : 'presumed',
    stage: state.index,
    span: go.verbSpan,
    error,
    because: [evidence(go.verbSpan, say`no go.mod has been brought into ${directory} or above`)],
    details: { verb: go.verb, directory, packages: packages.join(' ') },
    ...(build !== undefined && { build }),
  };
  return [atCommand(problem, command)];
}
