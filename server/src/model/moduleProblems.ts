import { evidence, isSettled, known, valueOf, type Evidence, type Fact } from '../facts/fact';
import { joinPath } from '../golang/modules';
import { flagValue } from '../golang/flagValues';
import { releaseInName } from '../golang/goCommand';
import { newerDirectives, oldGoProblems } from '../golang/moduleFile';
import type { GoCommand, GoVersion, ModuleFacts, ProgramPackage, Workspace } from '../golang/types';
import {
  compareGoVersions,
  formatGoVersion,
  goDirectiveSatisfied,
  isAtLeast,
  parseGoVersion,
  parseToolchainName,
} from '../golang/version';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { Problem } from './buildModel';
import { resolvePath } from './files';
import { absentVendor, inconsistentVendor } from './absentVendor';
import { absentFolders, findAbsentReplacement } from './absentModules';
import type { GoSettings } from './goSettings';
import { environmentValue, type StageState } from './stageState';

/** The files that a go command reads before all else. */
export interface ModuleFiles {
  readonly module: ModuleFacts | undefined;
  readonly workspace: Workspace | undefined;
  /** The packages that are built, as far as they could be read. */
  readonly packages?: readonly ProgramPackage[] | undefined;
}

/** What every check of these files is asked about. */
interface Reading extends ModuleFiles {
  readonly state: StageState;
  readonly command: ExecutedCommand;
  readonly go: GoCommand;
  readonly settings: GoSettings;
  readonly version: GoVersion;
}

/** The patch release behind a floating tag, if the tag moves no more. */
function frozenVersion({ image }: StageState, version: GoVersion): GoVersion {
  const { exactGoVersion: exact } = image;
  const isFloating = version.patch === undefined && version.prerelease === undefined;
  const frozen = isFloating && exact?.certainty === 'known' ? parseGoVersion(exact.value) : undefined;
  return frozen?.minor === version.minor ? frozen : version;
}

/** What ends a go command as it reads go.work and go.mod: the first complaint that go would make; undefined if it has none. */
export function moduleFileProblem(
  state: StageState,
  command: ExecutedCommand,
  go: GoCommand,
  settings: GoSettings,
  files: ModuleFiles,
): Problem | undefined {
  const tagged = valueOf(settings.goVersion);
  // Another file stands for go.mod.
  if (!tagged || go.flags.some((flag) => flag.name === 'modfile')) return undefined;
  // `go install PACKAGE@VERSION` heeds no module and no workspace around it (measured with Go 1.19, 1.22 and 1.26).
  const isVersioned = go.args.some(({ value }) => valueOf(value)?.includes('@') === true);
  if (isVersioned && (go.verb === 'install' || go.verb === 'run')) return undefined;
  const reading: Reading = { state, command, go, settings, version: frozenVersion(state, tagged), ...files };
  for (const check of [
    unreadableFile,
    versionProblem,
    workspaceProblem,
    vendorProblem,
    vendorMismatch,
    absentReplacement,
    replacementProblem,
  ]) {
    const problem = check(reading);
    if (problem) return problem;
  }
  return undefined;
}

/**
 * A go.mod or go.work that no Go can parse. Syntax that only older versions refuse is another matter, see
 * `oldGoProblems`. The text is that of cmd/go/internal/modload (ReadModFile).
 */
function unreadableFile(reading: Reading): Problem | undefined {
  const { command, go, version, workspace, module } = reading;
  if (!isAtLeast(version, 1, 21)) return undefined;
  // A go line that asks for more than runs here is complained of first (modload.ReadModFile).
  const asked = module?.file.go?.version;
  const newer = module && (!asked || goDirectiveSatisfied(version, asked)) ? newerDirectives(module.file, version) : [];
  const files = [
    ...(workspace ? [{ name: 'go.work', directory: workspace.directory, problems: workspace.file.problems }] : []),
    ...(module ? [{ name: 'go.mod', directory: module.directory, problems: [...module.file.problems, ...newer] }] : []),
  ];
  for (const { name, directory, problems } of files) {
    const [first] = problems.toSorted((a, b) => a.line - b.line);
    if (!first) continue;
    const says = say`line ${first.line + 1} of ${name} cannot be parsed: ${first.message}`;
    const shown = shortPath(command, resolvePath(directory, name));
    return buildError(reading, `go: errors parsing ${shown}:\n${shown}:${first.line + 1}: ${first.message}`, [
      { span: undefined, says, file: name },
      evidence(go.verbSpan, say`every go command reads it first`),
    ]);
  }
  return undefined;
}

/**
 * go.mod or go.work asks for a newer Go than runs. Since Go 1.21 that ends the command under GOTOOLCHAIN=local, which the
 * golang images set (docker-library/golang, Dockerfile-linux.template); older versions fail on syntax they do not know.
 */
function versionProblem(reading: Reading): Problem | undefined {
  const { state, command, go, version, module, workspace } = reading;
  const { goVersion } = reading.settings;
  const directory = module?.directory ?? workspace?.directory ?? '';
  // One finding for each stage and module is enough.
  const isReported = state.problems.some(
    ({ kind, details, goesOn }) =>
      kind === 'go-version-behind-module' && details['directory'] === directory && goesOn !== true,
  );
  if (isReported || !isSettled(goVersion)) return undefined;
  const word = valueOf(command.argv[0]?.value ?? known(''));
  const named = word !== undefined && releaseInName(word) ? word : undefined;
  const base = {
    kind: 'go-version-behind-module' as const,
    phase: 'build' as const,
    certainty: goVersion.certainty,
    stage: state.index,
    span: go.verbSpan,
    details: { directory, version: formatGoVersion(version), ...(named !== undefined && { command: named }) },
  };
  if (!isAtLeast(version, 1, 21)) {
    const [first] = module ? oldGoProblems(module.file, version) : [];
    if (!first || !module) return undefined;
    const error = `go: errors parsing go.mod:\n${resolvePath(module.directory, 'go.mod')}:${first.line + 1}: ${first.message}`;
    return {
      ...base,
      error,
      because: [
        evidence(undefined, first.message),
        evidence(go.verbSpan, say`Go ${formatGoVersion(version)} cannot read this go.mod`),
      ],
      details: { ...base.details, required: module.file.go?.text ?? '', file: 'go.mod', cause: first.message },
    };
  }
  if (!keepsToolchain(reading)) return undefined;
  // In a workspace a go.mod that asks for more than go.work is go.work's fault, see workspaceProblem.
  const asking = workspace
    ? { name: 'go.work', at: workspace.directory, line: workspace.file.go }
    : { name: 'go.mod', at: directory, line: module?.file.go };
  const required = asking.line?.version;
  if (!asking.line || !required || goDirectiveSatisfied(version, required)) return undefined;
  const path = shortPath(command, resolvePath(asking.at, asking.name));
  return {
    ...base,
    error: `go: ${path} requires go >= ${asking.line.text}${runningVersion(version)}`,
    because: [
      { span: undefined, says: say`${asking.name} asks for go ${asking.line.text}`, file: asking.name },
      ...goVersion.because,
      stays(go, version),
    ],
    details: { ...base.details, required: asking.line.text, file: asking.name },
  };
}

/**
 * A go.work whose modules are not all there, or ask for a newer Go than it lists (modload.loadModFile, errWorkTooOld).
 * Measured with Go 1.19, 1.22 and 1.26.
 */
function workspaceProblem(reading: Reading): Problem | undefined {
  const { command, go, version, workspace } = reading;
  if (!workspace) return undefined;
  const refused = refusedMod(go, version);
  if (refused !== undefined) {
    const allowed = isAtLeast(version, 1, 22) ? 'readonly or vendor' : 'readonly';
    const error = `go: -mod may only be set to ${allowed} when in workspace mode, but it is set to "${refused}"`;
    const says = say`go.work in ${workspace.directory} makes this a workspace`;
    return buildError(reading, error, [{ span: undefined, says, file: 'go.work' }]);
  }
  const listed = workspace.file.go;
  const absent = workspace.members.filter(({ missing }) => missing).map(({ directory }) => directory);
  for (const { directory, file, missing } of workspace.members) {
    const path = shortPath(command, resolvePath(directory, 'go.mod'));
    if (missing) {
      const cause = `open ${path}: no such file or directory`;
      const error = isAtLeast(version, 1, 21)
        ? `go: cannot load module ${shortPath(command, directory)} listed in go.work file: ${cause}`
        : `go: ${cause}`;
      const says = say`go.work uses ${directory}, where no go.mod has been brought`;
      return {
        ...buildError(reading, error, [{ span: undefined, says, file: 'go.work' }]),
        kind: 'workspace-module-not-copied',
        details: absentFolders(reading.state, go, resolvePath(workspace.directory, 'go.work'), absent),
      };
    }
    const required = file?.go?.version;
    // Stricter than before only from 1.21 on (gover.GoStrictVersion).
    if (!required || !isAtLeast(required, 1, 21) || !isAtLeast(version, 1, 21)) continue;
    const accepts = listed?.version ?? { major: 1, minor: 18, patch: undefined, prerelease: undefined };
    if (compareGoVersions(required, accepts) <= 0) continue;
    const verb = listed ? 'lists' : 'implicitly requires';
    const error = `go: module ${shortPath(command, directory)} listed in go.work file requires go >= ${file.go?.text ?? ''}, but go.work ${verb} go ${listed?.text ?? '1.18'}; to update it:\n\tgo work use`;
    const says = say`${directory}/go.mod asks for a newer Go than go.work, which ${verb} ${listed?.text ?? '1.18'}`;
    return buildError(reading, error, [
      { span: undefined, says, file: 'go.work' },
      evidence(go.verbSpan, say`every go command reads both first`),
    ]);
  }
  return undefined;
}

/** A value of -mod that a workspace does not allow (modload.setDefaultBuildMod); vendor is allowed since Go 1.22. */
function refusedMod(go: GoCommand, version: GoVersion): string | undefined {
  const flag = flagValue(go, 'mod');
  const mod = flag && valueOf(flag);
  if (mod === 'mod') return mod;
  return mod === 'vendor' && !isAtLeast(version, 1, 22) ? mod : undefined;
}

/** A module taken from a folder of the sources that asks for a newer Go than runs. */
function replacementProblem(reading: Reading): Problem | undefined {
  const { state, go, version, module, workspace } = reading;
  const { goVersion } = reading.settings;
  if (!module || workspace || module.vendored || !isAtLeast(version, 1, 21) || !isSettled(goVersion)) return undefined;
  if (!keepsToolchain(reading)) return undefined;
  for (const { path, version: named, target, file } of module.replacements) {
    const required = file.go?.version;
    if (!required || goDirectiveSatisfied(version, required)) continue;
    // With a pruned module graph (go 1.17) a module that nothing imports is not read.
    const isPruned = module.file.go?.version !== undefined && isAtLeast(module.file.go.version, 1, 17);
    const reads = !isPruned || go.verb.startsWith('mod ');
    const of = reads ? `${path}@${named}: ` : '';
    return {
      kind: 'go-version-behind-module',
      phase: 'build',
      certainty: reads ? goVersion.certainty : 'presumed',
      stage: state.index,
      span: go.verbSpan,
      error: `go: ${of}module ${target} requires go >= ${file.go?.text ?? ''}${runningVersion(version)}`,
      because: [
        { span: undefined, says: say`go.mod of ${target} asks for go ${file.go?.text ?? ''}` },
        ...goVersion.because,
        stays(go, version),
      ],
      details: {
        directory: module.directory,
        version: formatGoVersion(version),
        required: file.go?.text ?? '',
        file: joinPath(target, 'go.mod').slice(1),
      },
    };
  }
  return undefined;
}

/** Whether a newer Go than the stage's may run because go.mod or go.work asks for it (cmd/go/internal/toolchain, Select). */
export function mayFetchToolchain(
  state: StageState,
  settings: GoSettings,
  { module, workspace }: ModuleFiles,
): boolean {
  const version = valueOf(settings.goVersion);
  if (!version || !isAtLeast(version, 1, 21) || keepsToolchain({ state, settings })) return false;
  return [module?.file, workspace?.file].some((file) => {
    const asked = [file?.go?.version, parseToolchainName(file?.toolchain?.text ?? '')];
    return asked.some((release) => release !== undefined && !goDirectiveSatisfied(version, release));
  });
}

/** GOTOOLCHAIN=local: go does not fetch a newer version of itself. */
function keepsToolchain({ state, settings }: Pick<Reading, 'state' | 'settings'>): boolean {
  const toolchain: Fact<string> = settings.value('GOTOOLCHAIN') ?? environmentValue(state, 'GOTOOLCHAIN') ?? known('');
  return valueOf(toolchain) === 'local';
}

function stays(go: GoCommand, version: GoVersion): Evidence {
  const says = say`Go ${formatGoVersion(version)} runs here, and GOTOOLCHAIN=local keeps it from fetching a newer one`;
  return evidence(go.verbSpan, says);
}

/** -mod=vendor without a vendor folder, see `absentVendor`. */
function vendorProblem(reading: Reading): Problem | undefined {
  const { state, go, version, module, workspace } = reading;
  const found = module && !workspace ? absentVendor(state, go, version, module) : undefined;
  if (!found) return undefined;
  const says = say`no ${found.details['path'] ?? 'vendor'} has been brought, and -mod=vendor asks for it`;
  return {
    ...buildError(reading, found.error ?? '', [evidence(go.verbSpan, says)]),
    ...found,
    kind: 'vendor-out-of-use',
  };
}

/** A vendor folder that is not what go.mod asks for, see `inconsistentVendor`. */
function vendorMismatch(reading: Reading): Problem | undefined {
  const { state, go, version, module, workspace } = reading;
  const lines = module && !workspace ? inconsistentVendor(state, go, version, module) : [];
  if (!module || lines.length === 0) return undefined;
  const error = `go: inconsistent vendoring in ${module.directory}:\n\t${lines.join('\n\t')}`;
  const says = say`vendor/modules.txt and go.mod name different modules; go mod vendor brings them together`;
  return buildError(reading, error, [{ span: undefined, says, file: 'vendor/modules.txt' }]);
}

/**
 * A module that `replace` takes from a folder whose go.mod has not been brought. Measured with Go 1.19, 1.22 and 1.26;
 * what is read, and what go then says, depends on the command, see `findAbsentReplacement`.
 */
function absentReplacement(reading: Reading): Problem | undefined {
  const { state, command, go, version, module, workspace, packages } = reading;
  if (!module || workspace) return undefined;
  const found = findAbsentReplacement({ state, go, version, module, packages: packages ?? [] });
  if (!found) return undefined;
  const { path, named, target, directory, imports } = found;
  const file = resolvePath(directory, 'go.mod');
  const replaced = `${path}@${named}`;
  const error = imports
    ? `${replaced}: replacement directory ${target} does not exist`
    : `go: ${replaced} (replaced by ${target}): reading ${shortPath(command, file)}: open ${file}: no such file or directory`;
  const says = say`go.mod replaces ${path} by ${target}, and no go.mod has been brought to ${directory}`;
  return {
    ...buildError(reading, error, [{ span: undefined, says, file: 'go.mod' }]),
    kind: 'local-replace-not-copied',
    details: {
      ...absentFolders(state, go, resolvePath(module.directory, 'go.mod'), found.all),
      path,
      target,
    },
  };
}

function buildError(reading: Reading, error: string, because: readonly Evidence[]): Problem {
  return {
    kind: 'build-error',
    phase: 'build',
    certainty: 'known',
    stage: reading.state.index,
    span: reading.go.verbSpan,
    error,
    because,
    details: {},
  };
}

/** As go names files: from the working directory, if that is shorter (base.ShortPath). */
function shortPath(command: ExecutedCommand, path: string): string {
  const from = valueOf(command.workdir);
  if (from === undefined) return path;
  const [base, target] = [from, path].map((each) => each.split('/').filter((segment) => segment !== ''));
  if (!base || !target) return path;
  let shared = 0;
  while (shared < base.length && shared < target.length && base[shared] === target[shared]) shared++;
  const relative = [...base.slice(shared).map(() => '..'), ...target.slice(shared)].join('/') || '.';
  return relative.length < path.length ? relative : path;
}

/** How go goes on after the version that it asks for; a floating tag leaves open which patch release it would name. */
function runningVersion(version: GoVersion): string {
  if (version.patch === undefined && version.prerelease === undefined) return '';
  return ` (running go ${formatGoVersion(version)}; GOTOOLCHAIN=local)`;
}
