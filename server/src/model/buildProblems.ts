import { evidence, isSettled, known, valueOf, weakest, type Fact } from '../facts/fact';
import { effectiveFlag, flagValue, linkerFlagsOf } from '../golang/flagValues';
import { classify } from '../golang/decideLinkage';
import type { BuildFailure, Linkage } from '../golang/linkage';
import { beforePackages } from '../golang/linkErrors';
import { findModules } from '../golang/modules';
import { findModule } from '../golang/program';
import { findNewerFlags } from '../golang/newerFlags';
import { addedInMinor, droppedInMinor, goNameOf, isPort, isPortSystem, isSupportedPort } from '../golang/ports';
import { splitDefinition } from '../golang/splitDefinition';
import { findStrayLinkerFlags } from '../golang/strayLinkerFlags';
import type { GoCommand, GoVersion } from '../golang/types';
import { formatGoVersion, isAtLeast } from '../golang/version';
import type { RunInstruction } from '../dockerfile/instruction';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { GoBuild, Problem, ProblemKind } from './buildModel';
import { unwritableCache } from './buildCache';
import { join, type Span } from '../text/span';
import { whyAbsent, whyEmpty, whyPackageAbsent } from './contextOrigin';
import { storedSetting } from './goEnvironment';
import { asTree, isRewritten, listDirectory, lookUp, mayBePutIntoContext, resolvePath } from './files';
import type { GoSettings } from './goSettings';
import { mayFetchToolchain, moduleFileProblem } from './moduleProblems';
import { refusedDefinition } from './linkerDefinitions';
import { missingLibrary } from './missingLibrary';
import { muslProblem } from './muslProblems';
import type { StageState, Walk } from './stageState';

const failureKinds: Readonly<Record<BuildFailure, ProblemKind>> = {
  'race-unsupported': 'build-error',
  'race-without-cgo': 'race-without-cgo',
  'external-link-without-cgo': 'external-link-without-cgo',
  'cgo-required-but-disabled': 'cgo-required-but-disabled',
  'cgo-without-compiler': 'cgo-without-compiler',
  'foreign-compiler': 'cgo-without-compiler',
  'linkshared-without-std': 'linkshared-runtime-missing',
  'static-internal-link': 'build-error',
};

type LinkFailure = Extract<Linkage, { readonly kind: 'fails' }>;

const absentModules: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'workspace-module-not-copied',
  'local-replace-not-copied',
  'vendor-out-of-use',
]);

/** What makes this go build, install, test or run end in an error. */
export function buildProblems(walk: Walk, state: StageState, build: GoBuild, settings: GoSettings): readonly Problem[] {
  const { command, go, instruction } = build;
  const problems: Problem[] = [];
  const add = (
    kind: ProblemKind,
    certainty: 'known' | 'presumed',
    rest: Partial<Problem> & Pick<Problem, 'because'>,
  ): void => {
    const problem: Problem = {
      kind,
      phase: 'build',
      certainty,
      stage: state.index,
      span: go.verbSpan,
      error: undefined,
      build: build.index,
      details: {},
      ...rest,
    };
    problems.push(atCommand(problem, command, build.outputs.length > 0));
  };
  const stray = findStrayLinkerFlags(go, command);
  if (stray) {
    const unknown = go.problems.find(({ isUnknownFlag }) => isUnknownFlag);
    const error = unknown?.message ?? strayValueError(stray.words);
    add('malformed-linker-flag', 'known', {
      span: stray.span,
      error,
      because: [evidence(stray.span, say`${stray.words.join(' ')} stands outside of -ldflags`)],
      details: { problem: 'stray', words: stray.words.join(' ') },
    });
    // Whatever else go makes of these words is not what was meant.
    return problems;
  }
  const release = valueOf(build.goVersion);
  for (const { span, message } of release ? findNewerFlags(go, release) : []) {
    add('build-error', build.goVersion.certainty === 'known' ? 'known' : 'presumed', {
      span,
      error: message,
      because: [evidence(span, message)],
    });
  }
  for (const problem of go.problems) {
    const linker = go.flags.some(({ name, span }) => name === 'ldflags' && span === problem.span);
    add(linker ? 'malformed-linker-flag' : 'build-error', 'known', {
      span: problem.span,
      error: problem.message,
      because: [evidence(problem.span, problem.message)],
    });
  }
  // go stops at its flags before it looks for packages; a flag behind a package is one mistake, whatever the words after it are taken for.
  if (go.problems.length > 0) return problems;
  const unwritable = unwritableCache(state, build, settings);
  if (unwritable) add('build-cache-not-writable', unwritable.certainty, unwritable);
  const inGoPath = moduleInGoPath(state, command, go, build.goVersion);
  if (inGoPath) problems.push(atCommand({ ...inGoPath, build: build.index }, command, build.outputs.length > 0));
  const cache = settings.entry('GOCACHE');
  if (cache && release && valueOf(cache.value) === 'off' && isAtLeast(release, 1, 12)) {
    const span = cache.span ?? go.verbSpan;
    add('obsolete-go-setting', weakest(cache.value, build.goVersion) === 'known' ? 'known' : 'presumed', {
      span,
      error: 'build cache is disabled by GOCACHE=off, but required as of Go 1.12',
      because: [
        evidence(span, say`GOCACHE is off here`),
        evidence(go.verbSpan, say`this go command asks for the build cache`),
      ],
      details: { setting: 'GOCACHE' },
    });
  }
  const installs = ['build', 'install'].includes(go.verb) ? go.flags.find(({ name }) => name === 'i') : undefined;
  if (installs && release && isAtLeast(release, 1, 20) && go.front?.via !== 'prefix') {
    add('obsolete-go-setting', build.goVersion.certainty === 'known' ? 'known' : 'presumed', {
      span: installs.span,
      error: 'flag provided but not defined: -i',
      because: [evidence(installs.span, say`Go 1.20 dropped the flag -i`)],
      details: { setting: '-i' },
    });
  }
  const port = unsupportedPort(build);
  if (port) {
    const span = command.environment.get(port.name)?.origin ?? go.verbSpan;
    add('retired-port', port.certainty, {
      span,
      error: port.error,
      because: [evidence(span, port.says), evidence(go.verbSpan, say`this go command builds for it`)],
      details: port.details,
    });
  }
  if (hasUnreadableModule(walk)) {
    add('build-error', 'presumed', {
      because: [{ span: undefined, says: say`go.mod of the build context cannot be read`, file: 'go.mod' }],
      details: { source: 'unreadable' },
    });
  }
  const inModules = build.programs.find((program) => program.module ?? program.workspace);
  const packages = build.programs.flatMap((program) => program.packages ?? []);
  const moduleProblem = inModules && moduleFileProblem(state, command, go, settings, { ...inModules, packages });
  if (moduleProblem) {
    const isAbsent = absentModules.has(moduleProblem.kind);
    const problem = isAbsent ? { ...moduleProblem, build: build.index } : moduleProblem;
    problems.push(atCommand(problem, command, build.outputs.length > 0));
  }
  // Modules that are not there: nothing else can be said of them.
  if (moduleProblem && absentModules.has(moduleProblem.kind)) return problems;
  const failure = isSettled(build.linkage) && build.linkage.value.kind === 'fails' ? build.linkage.value : undefined;
  const reportFailure = ({ failure: what, culprit, error }: LinkFailure): void =>
    add(failureKinds[what], build.linkage.certainty === 'known' ? 'known' : 'presumed', {
      error,
      because: build.linkage.because,
      details: {
        failure: what,
        ...(culprit && { package: culprit.importPath, importedBy: culprit.importedBy.join(' ') }),
      },
    });
  if (failure && problems.length === 0 && beforePackages.has(failure.failure)) {
    reportFailure(failure);
    return problems;
  }
  for (const program of build.programs) {
    if (!program.problem) continue;
    // What tests are for: these verbs take packages that have nothing else (cmd/go, `load.PackagesAndErrors`).
    if (program.problem.kind === 'only-tests' && (go.verb === 'test' || go.verb === 'vet')) continue;
    // Another file stands for go.mod, and one beside it for go.sum.
    if (program.problem.kind === 'no-such-package' && flagValue(go, 'modfile')) continue;
    // `go get`, `go mod tidy`: go.mod names modules now that it did not name.
    const module = program.module?.directory;
    if (program.problem.kind === 'no-such-package' && module !== undefined) {
      if (isRewritten(state.files, resolvePath(module, 'go.mod'))) continue;
    }
    if (program.problem.byRelease && mayFetchToolchain(state, settings, program)) continue;
    // The linkage table knows the reason better, and in which order Go would complain.
    if (program.problem.kind === 'excluded-by-constraints' && valueOf(build.linkage)?.kind === 'fails') continue;
    if (program.problem.embed) {
      const { file, path, empty } = program.problem.embed;
      const { certainty, ...why } = (empty ? whyEmpty : whyAbsent)(state.files, file, path);
      add('embed-not-in-image', certainty, {
        error: program.problem.message,
        because: [evidence(go.verbSpan, program.problem.message)],
        ...why,
      });
      continue;
    }
    if (program.problem.lacks) {
      const { file, path, error } = program.problem.lacks;
      const isSums = path.endsWith('/go.sum');
      const why = isSums ? whyAbsent(state.files, file, path) : whyPackageAbsent(state.files, file, path);
      const isAbsent = why.details['cause'] === 'absent';
      // Examples and fresh projects have none.
      if (isSums && isAbsent) continue;
      add(isAbsent ? 'build-error' : 'source-not-copied', why.certainty, {
        error,
        ...(why.madeBefore && { madeBefore: true }),
        because: [evidence(go.verbSpan, isSums ? say`no ${path} has been brought` : say`no Go file is in ${path}`)],
        details: isAbsent ? { lacks: path, module: file } : { ...why.details, need: isSums ? 'go.sum' : 'package' },
      });
      continue;
    }
    if (program.problem.kind === 'files-left-out') {
      const words = go.args.map(({ span }) => span);
      const span = words[0] ? join(words[0], ...words.slice(1)) : go.verbSpan;
      add('build-error', 'presumed', {
        span,
        error: program.problem.message,
        because: [evidence(span, say`go compiles these files alone, without the others of their package`)],
        details: { source: 'files', directory: program.directory },
      });
      continue;
    }
    const missing = program.problem.kind === 'no-go-mod';
    // Where a module is in sight that is not this command's, the build context is the right one.
    const isOutside = program.problem.kind === 'outside-modules' || program.problem.inSight === true;
    const absence = isOutside ? 'known' : absenceOfModule(walk, state, instruction, program.directory);
    if (absence === 'unknown') continue;
    const rests = program.problem.byRelease && build.goVersion.certainty !== 'known';
    add(missing ? 'module-not-in-workdir' : 'build-error', missing ? absence : rests ? 'presumed' : 'known', {
      error: program.problem.message,
      because: [evidence(go.verbSpan, program.problem.message)],
      details: { directory: program.directory, problem: program.problem.kind },
    });
  }
  const pattern = unmatchedPattern(state, build);
  const absence = pattern === undefined ? 'unknown' : absenceOfModule(walk, state, instruction);
  if (pattern !== undefined && absence !== 'unknown') {
    const error = `pattern ${pattern}: directory prefix . does not contain main module or its selected dependencies`;
    add('module-not-in-workdir', absence, {
      error,
      because: [evidence(go.verbSpan, error)],
      details: { directory: valueOf(command.workdir) ?? '', problem: 'no-go-mod' },
    });
  }
  const profile = problems.length === 0 ? absentProfile(state, build) : undefined;
  if (profile) {
    const error = `open ${profile.path}: no such file or directory`;
    add('build-error', profile.certainty, { span: profile.span, error, because: [evidence(profile.span, error)] });
  }
  if (build.outputProblem) {
    const { span, message, refusal } = build.outputProblem;
    add('output-not-a-program', 'known', {
      span,
      error: message,
      because: [evidence(span, message)],
      details: { problem: 'refused', ...(refusal && { refusal }) },
    });
  }
  // The linker is what refuses these flags.
  const malformed = linksNothing(build) ? undefined : build.linker.malformed;
  if (malformed && !problems.some(({ error }) => error === malformed.message)) {
    const span = linkerFlagsOf(go)?.flag.valueSpan ?? go.verbSpan;
    add('malformed-linker-flag', 'known', {
      span,
      error: malformed.message,
      because: [evidence(span, malformed.message)],
    });
  }
  const split = problems.length === 0 && !linksNothing(build) ? splitDefinition(go) : undefined;
  if (split) {
    const span = split.flag.valueSpan;
    add('malformed-linker-flag', 'known', {
      span,
      error: split.error,
      because: [evidence(span, say`go splits the value of -ldflags at the blanks that a command in it prints`)],
      details: { problem: 'split' },
    });
  }
  const refused = problems.length === 0 ? refusedDefinition(state, build) : undefined;
  if (refused) {
    const span = linkerFlagsOf(go)?.flag.valueSpan ?? go.verbSpan;
    add('malformed-linker-flag', 'known', {
      span,
      error: refused.error,
      because: [
        evidence(span, say`-X sets ${refused.name} here`),
        { ...evidence(undefined, say`${refused.name} is no string`), file: refused.file },
      ],
      details: { problem: 'not-a-string', name: refused.name },
    });
  }
  if (problems.length === 0 && failure) reportFailure(failure);
  const needs = problems.length === 0 ? missesLibcDevelopment(state, build) : undefined;
  if (needs) {
    const { name } = build.compiler;
    const isCompiled = needs === 'compile';
    add(
      'cgo-without-compiler',
      weakest(...build.programs.map((program) => program.cgo)) === 'known' ? 'known' : 'presumed',
      {
        error: isCompiled
          ? 'fatal error: stdlib.h: No such file or directory'
          : `link: running ${name} failed: exit status 1`,
        because: [
          ...build.cgo.because,
          evidence(
            go.verbSpan,
            isCompiled
              ? say`the headers of the C library are not installed, and ${name} needs them`
              : say`the C library’s files for linking are not installed, and ${name} needs them`,
          ),
        ],
        details: { failure: isCompiled ? 'headers-missing' : 'library-missing' },
      },
    );
  }
  const library = problems.length === 0 ? missingLibrary(state, build, settings) : undefined;
  if (library) {
    add('cgo-without-compiler', 'known', { ...library, because: [...build.cgo.because, ...(library.because ?? [])] });
  }
  const onMusl = problems.length === 0 ? muslProblem(state, build, settings) : undefined;
  if (onMusl) problems.push(atCommand(onMusl, command, build.outputs.length > 0));
  return problems;
}

/** Whether what is built is surely no program: `go build ./...` over libraries compiles, and asks no linker (tried with Go 1.26). */
function linksNothing({ go, programs }: GoBuild): boolean {
  if (go.verb !== 'build' && go.verb !== 'install') return false;
  return (
    programs.length > 0 &&
    programs.every(({ packageName: name }) => name.certainty === 'known' && name.value !== 'main')
  );
}

/**
 * The profile of `-pgo=cpu.pprof` if it is not there: the compiler wants to read it, or go's preprofile does since Go 1.23. `auto`
 * takes a default.pgo only where there is one (cmd/go/internal/load, setPGOProfilePath). A profile is often fetched before a build.
 */
function absentProfile(
  state: StageState,
  { go, command }: GoBuild,
): { readonly path: string; readonly span: Span; readonly certainty: 'known' | 'presumed' } | undefined {
  const flag = effectiveFlag(go, 'pgo')?.flag;
  const value = flag?.value.certainty === 'known' ? flag.value.value : '';
  if (!flag || ['', 'auto', 'off'].includes(value) || go.directory !== undefined || !isSettled(command.workdir))
    return undefined;
  const path = resolvePath(command.workdir.value, value);
  if (lookUp(state.files, path).state !== 'absent') return undefined;
  const span = flag.from === 'command line' ? flag.valueSpan : go.verbSpan;
  return { path, span, certainty: mayBePutIntoContext(state.files, path) ? 'presumed' : 'known' };
}

/** A go.mod that is there and cannot be read: no permission, a broken link, too big. */
function hasUnreadableModule({ input: { context } }: Walk): boolean {
  const kind = context?.kind('go.mod');
  return kind === 'unknown' || (kind === 'file' && context?.read('go.mod') === undefined);
}

interface UnsupportedPort {
  readonly error: string;
  readonly says: string;
  /** The variable at fault. */
  readonly name: 'GOOS' | 'GOARCH';
  readonly certainty: 'known' | 'presumed';
  readonly details: Readonly<Record<string, string>>;
}

/** GOOS and GOARCH that this Go does not build for (work.CheckGOOSARCHPair). */
function unsupportedPort({ goos, goarch, goVersion, go, command }: GoBuild): UnsupportedPort | undefined {
  if (!isSettled(goos) || !isSettled(goarch) || !isSettled(goVersion) || !goVersion.value) return undefined;
  if (go.front?.name === 'xx-go' || flagValue(go, 'compiler')) return undefined;
  if (isSupportedPort(goos.value, goarch.value, goVersion.value) !== false) return undefined;
  const pair = `${goos.value}/${goarch.value}`;
  const rightGoos = goNameOf(goos.value);
  const rightGoarch = goNameOf(goarch.value);
  const isMisspelt = rightGoos !== undefined || rightGoarch !== undefined;
  const isGoos = isMisspelt ? rightGoos !== undefined : !isPortSystem(goos.value) || !command.environment.has('GOARCH');
  const wrong = isGoos ? goos.value : goarch.value;
  const right = isGoos ? rightGoos : rightGoarch;
  const removed = droppedInMinor(goos.value, goarch.value);
  const says =
    right !== undefined
      ? say`what is called ${wrong} elsewhere is ${right} in Go`
      : isPort(goos.value, goarch.value) || removed !== undefined
        ? say`this Go does not build for ${pair}`
        : say`no Go builds for ${pair}`;
  const certainty = isPort(goos.value, goarch.value) ? weakest(goos, goarch, goVersion) : weakest(goos, goarch);
  const added = addedInMinor(goos.value, goarch.value);
  return {
    error: `go: unsupported GOOS/GOARCH pair ${pair}`,
    says,
    name: isGoos ? 'GOOS' : 'GOARCH',
    certainty: certainty === 'known' ? 'known' : 'presumed',
    details: {
      pair,
      name: isGoos ? 'GOOS' : 'GOARCH',
      version: formatGoVersion(goVersion.value),
      ...(isMisspelt && { goos: rightGoos ?? goos.value, goarch: rightGoarch ?? goarch.value }),
      ...(removed !== undefined && { removed: `1.${String(removed)}` }),
      ...(added !== undefined && { added: `1.${String(added)}` }),
    },
  };
}

/**
 * A compiler without the files of its C library (`apk add gcc` without musl-dev) cannot compile runtime/cgo for lack of headers,
 * nor link for lack of crt1.o.
 */
function missesLibcDevelopment(state: StageState, build: GoBuild): 'compile' | 'link' | undefined {
  const { libcHeaders } = state.image;
  if (libcHeaders?.certainty !== 'known' || libcHeaders.value) return undefined;
  if (build.compiler.found !== true || !['gcc', 'clang'].includes(build.compiler.name)) return undefined;
  const version = valueOf(build.goVersion);
  const external = build.linker.linkmode === 'external';
  // Up to Go 1.21 the linker is called whatever cgo is.
  if (valueOf(build.cgo) === false) return external && version && !isAtLeast(version, 1, 22) ? 'link' : undefined;
  if (valueOf(build.cgo) !== true) return undefined;
  // Before Go 1.20 runtime/cgo and net came compiled.
  const isPrebuilt = version !== undefined && !isAtLeast(version, 1, 20);
  for (const { cgo } of build.programs) {
    if (!isSettled(cgo)) continue;
    if (cgo.value.foreign.length > 0) return 'compile';
    // The race detector and an external link bring runtime/cgo into every program.
    const hasCgo =
      build.race || external || classify(cgo.value, build.tags, valueOf(build.goos), version).program !== 'P';
    if (!hasCgo || version === undefined) continue;
    if (!isPrebuilt) return 'compile';
    if (external) return 'link';
  }
  return undefined;
}

/** `-ldflags -X main.v=1`, `-ldflags -linkmode external`: go takes the value for a package. */
function strayValueError([word = '']: readonly string[]): string {
  return word.includes('=')
    ? `malformed import path ${JSON.stringify(word)}: invalid char '='`
    : `package ${word} is not in std`;
}

/** What makes `go mod download` and its like fail: no go.mod, or one that asks for a newer Go. */
export function moduleProblems(
  walk: Walk,
  state: StageState,
  go: GoCommand,
  command: ExecutedCommand,
  settings: GoSettings,
  instruction: RunInstruction,
): readonly Problem[] {
  const { goVersion } = settings;
  const needing = [
    'mod download',
    'mod tidy',
    'mod vendor',
    'mod verify',
    'mod graph',
    'mod why',
    'vet',
    'generate',
    'list',
  ];
  if (!needing.includes(go.verb) || !isSettled(command.workdir)) return [];
  const directory =
    go.directory && isSettled(go.directory)
      ? resolvePath(command.workdir.value, go.directory.value)
      : command.workdir.value;
  const context = {
    goos: 'linux',
    goarch: 'amd64',
    cgo: true,
    tags: [],
    compiler: 'gc',
    go: valueOf(goVersion),
    mod: undefined,
    race: false,
  } as const;
  const goWork = settings.value('GOWORK') ?? known('');
  if (!isSettled(goWork)) return [];
  const tree = asTree(state.files);
  const modules = findModules({
    tree,
    moduleCache: undefined,
    directory,
    context,
    goPath: '/go',
    goWork: goWork.value,
  });
  if (!modules.certain) return [];
  const found = modules.current;
  if (found === undefined && !modules.workspace) {
    const absence = absenceOfModule(walk, state, instruction);
    if (!go.verb.startsWith('mod ') || go.args.length > 0 || absence === 'unknown') return [];
    const message =
      go.verb === 'mod download'
        ? "go: no modules specified (see 'go help mod download')"
        : "go: go.mod file not found in current directory or any parent directory; see 'go help modules'";
    return [
      atCommand(
        {
          kind: 'module-not-in-workdir',
          phase: 'build',
          certainty: absence,
          stage: state.index,
          span: go.verbSpan,
          error: message,
          because: [evidence(go.verbSpan, say`no go.mod has been brought into ${directory} or above`)],
          details: { directory, problem: 'no-go-mod' },
        },
        command,
      ),
    ];
  }
  const inGoPath = moduleInGoPath(state, command, go, goVersion);
  if (inGoPath) return [atCommand(inGoPath, command)];
  const problem = moduleFileProblem(state, command, go, settings, { module: found, workspace: modules.workspace });
  return problem ? [atCommand(problem, command)] : [];
}

/** Before Go 1.22 no module may have its root at GOPATH; later versions only warn (measured with 1.21, 1.22, 1.23 and 1.26). */
function moduleInGoPath(
  state: StageState,
  command: ExecutedCommand,
  go: GoCommand,
  goVersion: Fact<GoVersion | undefined>,
): Problem | undefined {
  const version = valueOf(goVersion);
  if (!version || !isSettled(goVersion) || isAtLeast(version, 1, 22) || !isAtLeast(version, 1, 16)) return undefined;
  const setting = command.environment.get('GOPATH')?.value;
  const goPath = setting && valueOf(setting);
  const modules = command.environment.get('GO111MODULE');
  if (goPath === undefined || !goPath.startsWith('/') || goPath.includes(':') || modules !== undefined)
    return undefined;
  const found = lookUp(state.files, resolvePath(goPath, 'go.mod'));
  if (found.state !== 'entry' || found.entry.kind !== 'file') return undefined;
  const error = '$GOPATH/go.mod exists but should not';
  return {
    kind: 'module-not-in-workdir',
    phase: 'build',
    certainty: goVersion.certainty,
    stage: state.index,
    span: go.verbSpan,
    error,
    because: [
      evidence(found.entry.span, say`go.mod comes to ${goPath}, which is GOPATH`),
      evidence(go.verbSpan, say`Go ${formatGoVersion(version)} refuses to work there`),
    ],
    details: { directory: goPath, problem: 'module-in-gopath' },
  };
}

/** `./...` where there is no module; -C and other patterns are left alone. */
function unmatchedPattern(state: StageState, build: GoBuild): string | undefined {
  const { go, command } = build;
  const pattern = go.args
    .map(({ value }) => valueOf(value))
    .find((value) => value?.startsWith('./') && value.endsWith('...'));
  if (pattern !== './...' || build.programs.length > 0 || go.directory || !isSettled(command.workdir)) return undefined;
  const modules = command.environment.get('GO111MODULE') ?? storedSetting(state, command, 'GO111MODULE');
  const version = valueOf(build.goVersion);
  if (modules !== undefined || !version || !isAtLeast(version, 1, 16)) return undefined;
  return findModule(asTree(state.files), command.workdir.value) === undefined ? pattern : undefined;
}

/**
 * How certain it is that a go.mod is missing, where files of the build context are there. 'presumed' if the folder that was
 * looked at has Go files but no module, 'unknown' if it has neither: then it is not what is given to docker build.
 * @param directory the package that is built, if it is known
 */
export function absenceOfModule(
  walk: Walk,
  state: StageState,
  instruction: RunInstruction,
  directory?: string,
): 'known' | 'presumed' | 'unknown' {
  const { context } = walk.input;
  if (!context) return 'known';
  const sources = state.steps.flatMap((step) => (step.copy?.from.kind === 'context' ? step.copy.sources : []));
  const bound = instruction.flags.some(
    ({ name, value }) => name === 'mount' && !/type=(?:cache|secret|ssh|tmpfs)/.test(value ?? ''),
  );
  if (sources.length === 0 && !bound) return 'known';
  const folders = ['', ...sources.flatMap(({ path }) => valueOf(path) ?? [])];
  const names = folders.flatMap((folder) => [...(context.list(folder) ?? []), ...(context.ignoredIn?.(folder) ?? [])]);
  if (names.includes('go.mod') || names.includes('go.work')) return 'known';
  const own = directory === undefined ? [] : listDirectory(state.files, directory).names;
  return [...names, ...own].some((name) => name.endsWith('.go')) ? 'presumed' : 'unknown';
}

/** The problem as far as the script lets the failure of its command end the build. */
export function atCommand(problem: Problem, command: ExecutedCommand, writes = false): Problem {
  if (command.runs === 'always' && command.failureIsFatal) return problem;
  const goesOn = !command.failureIsFatal;
  return { ...problem, certainty: 'presumed', tolerated: goesOn && !writes, ...(goesOn && { goesOn }) };
}
