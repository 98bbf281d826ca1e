import { evidence, isSettled, known, mapFact, presumed, unknown, valueOf, type Fact } from '../facts/fact';
import { say } from '../text/say';
import { booleanFlag, effectiveFlag, flagValue, isDryRun } from './flagValues';
import { joinPath } from './modules';
import type { GoCommand, ProgramFacts } from './types';
import type { Span } from '../text/span';

/** What a go command's outputs depend on. */
export interface OutputRequest {
  readonly command: GoCommand;
  /** What each package of the command line is, in order; empty if that cannot be told. */
  readonly programs: readonly ProgramFacts[];
  /** Working directory of the command, -C not yet applied. */
  readonly workdir: Fact<string>;
  /** A variable as the go command sees it; undefined if it is not set. */
  readonly environment: (name: string) => Fact<string> | undefined;
  readonly goos: Fact<string>;
  readonly goarch: Fact<string>;
  /** GOOS and GOARCH of the go command itself. */
  readonly hostOs: string;
  readonly hostArchitecture: string | undefined;
  /** Whether a directory stands at the absolute path before the command runs; undefined if it cannot be told. */
  readonly isDirectory: (path: string) => boolean | undefined;
}

/** One file that a go command writes, or, with the kind 'none', a result that it throws away. */
export interface BuildOutput {
  /** Absolute. */
  readonly path: Fact<string>;
  readonly kind: 'program' | 'archive' | 'shared-library' | 'none';
  readonly program: ProgramFacts | undefined;
}

/** Why go writes nothing, where there is more to say of it than go says. */
export type OutputRefusal =
  | 'several-programs'
  /** Test binaries onto one file. */
  | 'several-tests'
  | 'no-main-packages'
  | 'directory-in-the-way'
  /** `go install` for another platform into GOBIN. */
  | 'cross-install';

/** What go says instead of writing anything. */
export interface OutputProblem {
  readonly span: Span;
  readonly message: string;
  readonly refusal?: OutputRefusal;
}

export interface BuildOutputs {
  readonly outputs: readonly BuildOutput[];
  readonly problem: OutputProblem | undefined;
}

/**
 * Where `go build`, `go install` and `go test -c` write, and what. Other verbs write nothing of interest.
 * Source: runBuild and InstallPackages in cmd/go/internal/work/build.go, Package.DefaultExecName and Package.load in
 * cmd/go/internal/load/pkg.go; measured with Go 1.26.
 */
export function buildOutputs(request: OutputRequest): BuildOutputs {
  if (isDryRun(request.command)) return nothing;
  switch (request.command.verb) {
    case 'build':
      return outputsOfBuild(request);
    case 'install':
      return outputsOfInstall(request);
    case 'test':
      return outputsOfTest(request);
    default:
      return nothing;
  }
}

/**
 * The name that a program gets: the last element of its import path, the one before if that is a major version
 * (`example.com/tool/v2`); for files the name of the first one. Undefined if the import path is not known.
 */
export function defaultExecutableName(program: ProgramFacts): string | undefined {
  const first = program.files?.[0];
  if (first !== undefined) return first.replace(/\.go$/, '');
  const elements = program.importPath?.split('/') ?? [];
  const last = elements.at(-1);
  return elements.length > 1 && last !== undefined && isVersionElement(last) ? elements.at(-2) : last;
}

const nothing: BuildOutputs = { outputs: [], problem: undefined };

/** isVersionElement of cmd/go/internal/load/pkg.go: `v2` and up. */
function isVersionElement(text: string): boolean {
  return /^v(?:[2-9]|[1-9]\d+)$/.test(text);
}

function outputsOfBuild(request: OutputRequest): BuildOutputs {
  const { command, programs, isDirectory } = request;
  const directory = workingDirectory(request);
  const buildmode = valueOf(flagValue(command, 'buildmode') ?? known('default')) ?? 'default';
  const wrong = refuseBuildmode(request, buildmode);
  if (wrong) return wrong;
  const chosen = chooseOutput(request);
  if (chosen === 'unknown')
    return { outputs: perhapsMany(programs, unknown('shell-computed'), buildmode), problem: undefined };

  if (chosen === undefined) {
    // Without -o a single program lands in the working directory; whatever else is built is thrown away.
    const [program] = programs;
    if (command.incomplete || !program)
      return { outputs: perhapsMany(programs, unknown('shell-computed'), buildmode), problem: undefined };
    if (programs.length > 1 || isLibrary(program)) return { outputs: programs.map(discarded), problem: undefined };
    const name = executableName(program, buildmode, request.goos);
    const path = inDirectory(directory, name);
    const text = valueOf(path);
    if (text !== undefined && isDirectory(text)) {
      const written = JSON.stringify(valueOf(name) ?? '');
      return {
        outputs: [],
        problem: {
          span: command.verbSpan,
          message: `go: build output ${written} already exists and is a directory`,
          refusal: 'directory-in-the-way',
        },
      };
    }
    return {
      outputs: [{ path: unlessLibrary(path, program), kind: kindOf(program, buildmode), program }],
      problem: undefined,
    };
  }

  const { text, span } = chosen;
  if (text === '/dev/null') return { outputs: programs.map(discarded), problem: undefined };
  const target = mapFact(directory, (base) => joinPath(base, text));
  const absolute = valueOf(target);
  const existing = absolute === undefined ? undefined : isDirectory(absolute);
  const because = evidence(span, `-o ${text}`);
  if (text.endsWith('/') || existing === true) {
    const mains = programs.filter((program) => !isLibrary(program));
    if (programs.length > 0 && mains.length === 0)
      return { outputs: [], problem: { span, message: 'go: no main packages to build', refusal: 'no-main-packages' } };
    if (mains.length === 0)
      return { outputs: perhapsMany([], unknown('unreadable', because), buildmode), problem: undefined };
    const outputs = mains.map((program): BuildOutput => {
      const path = inDirectory(target, executableName(program, buildmode, request.goos));
      return { path: unlessLibrary(path, program), kind: kindOf(program, buildmode), program };
    });
    return { outputs, problem: undefined };
  }
  if (programs.length > 1) {
    return {
      outputs: [],
      problem: {
        span,
        message: `go: cannot write multiple packages to non-directory ${text}`,
        refusal: 'several-programs',
      },
    };
  }
  const [program] = programs;
  const path = isSettled(target) ? { ...target, because: [...target.because, because] } : target;
  const certain = existing === false && !command.incomplete;
  return {
    outputs: [
      {
        path: certain || !isSettled(path) ? path : presumed(path.value, ...path.because),
        kind: kindOf(program, buildmode),
        program,
      },
    ],
    problem: undefined,
  };
}

/** The value of -o; undefined if there is none, an empty one counts as none. */
function chooseOutput(request: OutputRequest): { readonly text: string; readonly span: Span } | 'unknown' | undefined {
  const found = effectiveFlag(request.command, 'o');
  if (!found) return undefined;
  if (!isSettled(found.flag.value)) return 'unknown';
  const text = found.flag.value.value;
  return text === '' ? undefined : { text, span: found.flag.span };
}

/** BuildModeInit of cmd/go/internal/work/init.go. */
function refuseBuildmode(request: OutputRequest, buildmode: string): BuildOutputs | undefined {
  const flag = effectiveFlag(request.command, 'buildmode')?.flag;
  if (!flag) return undefined;
  const refuse = (message: string): BuildOutputs => ({ outputs: [], problem: { span: flag.span, message } });
  const output = chooseOutput(request);
  if (!['default', 'archive', 'c-archive', 'c-shared', 'exe', 'pie', 'shared', 'plugin'].includes(buildmode)) {
    return refuse(`buildmode=${buildmode} not supported`);
  }
  if (buildmode === 'shared') {
    return output === undefined ? nothing : refuse('-buildmode=shared and -o not supported together');
  }
  const one = ['c-archive', 'c-shared', 'plugin'].includes(buildmode) || (buildmode === 'exe' && output !== undefined);
  const { programs } = request;
  if (one && programs.length > 0 && (programs.length > 1 || programs.some(isLibrary))) {
    return refuse(`-buildmode=${buildmode} requires exactly one main package`);
  }
  return undefined;
}

function outputsOfInstall(request: OutputRequest): BuildOutputs {
  const { command, programs } = request;
  const buildmode = valueOf(flagValue(command, 'buildmode') ?? known('default')) ?? 'default';
  if (buildmode === 'shared') return nothing;
  const wrong = refuseBuildmode(request, buildmode);
  if (wrong) return wrong;
  const gobin = nonEmpty(request.environment('GOBIN'));
  const gobinText = gobin && valueOf(gobin);
  const at = command.verbSpan;
  if (gobinText !== undefined && !gobinText.startsWith('/')) {
    return { outputs: [], problem: { span: at, message: 'cannot install, GOBIN must be an absolute path' } };
  }
  const mains = programs.filter((program) => !isLibrary(program));
  if (['c-archive', 'c-shared', 'plugin'].includes(buildmode)) {
    const directory = mains[0]?.directory ?? '';
    const message = `go: no install location for directory ${directory} outside GOPATH\n\tFor more details see: 'go help gopath'`;
    return mains.length === 0 ? nothing : { outputs: [], problem: { span: at, message } };
  }
  const cross = isCross(request);
  if (gobin && cross === true && mains.some((program) => program.files === undefined)) {
    return {
      outputs: [],
      problem: {
        span: at,
        message: 'go: cannot install cross-compiled binaries when GOBIN is set',
        refusal: 'cross-install',
      },
    };
  }
  const bin = gobin ?? goPathBin(request);
  const outputs = programs.map((program): BuildOutput => {
    if (isLibrary(program)) return discarded(program);
    const name = executableName(program, buildmode, request.goos);
    // Files of the command line go to bin itself, cross-compiled or not (GoFilesPackage).
    const place =
      program.files || gobin
        ? bin
        : cross === undefined
          ? undecided(request)
          : cross
            ? platformDirectory(bin, request)
            : bin;
    return { path: unlessLibrary(inDirectory(place, name), program), kind: 'program', program };
  });
  return { outputs, problem: undefined };
}

function outputsOfTest(request: OutputRequest): BuildOutputs {
  const { command, programs } = request;
  const output = chooseOutput(request);
  if (output === undefined && valueOf(booleanFlag(command, 'c')) !== true) return nothing;
  if (output === 'unknown') return nothing;
  const directory = workingDirectory(request);
  const target = output && mapFact(directory, (base) => joinPath(base, output.text));
  const existing = target && isSettled(target) ? request.isDirectory(target.value) : undefined;
  const intoDirectory = output !== undefined && (output.text.endsWith('/') || existing === true);
  if (output && programs.length > 1 && !intoDirectory && output.text !== '/dev/null') {
    return {
      outputs: [],
      problem: {
        span: output.span,
        message: 'with multiple packages, -o must refer to a directory or /dev/null',
        refusal: 'several-tests',
      },
    };
  }
  const outputs = programs.map((program): BuildOutput => {
    const name = mapFact(nameOf(program), (text) => `${text}.test${exeSuffix(request.goos)}`);
    const path = target && !intoDirectory ? target : inDirectory(target ?? directory, name);
    // A package without test files yields nothing, which is not looked into here.
    return { path: isSettled(path) ? presumed(path.value, ...path.because) : path, kind: 'program', program };
  });
  return { outputs, problem: undefined };
}

function workingDirectory(request: OutputRequest): Fact<string> {
  const { workdir, command } = request;
  if (!command.directory) return workdir;
  if (!isSettled(workdir)) return workdir;
  return mapFact(command.directory, (directory) => joinPath(workdir.value, directory));
}

function goPathBin(request: OutputRequest): Fact<string> {
  const path = nonEmpty(request.environment('GOPATH'));
  if (path) return mapFact(path, (text) => joinPath(text.split(':')[0] ?? '', 'bin'));
  const home = nonEmpty(request.environment('HOME'));
  if (home) return mapFact(home, (text) => joinPath(text, 'go/bin'));
  return presumed(
    '/root/go/bin',
    evidence(undefined, say`GOPATH is not set, so it is the folder go in the home directory`),
  );
}

function platformDirectory(bin: Fact<string>, request: OutputRequest): Fact<string> {
  const goos = valueOf(request.goos) ?? '';
  const goarch = valueOf(request.goarch) ?? '';
  const says = evidence(
    undefined,
    say`go install puts cross-compiled programs into a folder named after GOOS and GOARCH`,
  );
  const path = mapFact(bin, (text) => joinPath(text, `${goos}_${goarch}`));
  return isSettled(path) ? { ...path, because: [...path.because, says] } : path;
}

/** Whether GOOS or GOARCH differ from the machine's; undefined if it cannot be told. */
function isCross(request: OutputRequest): boolean | undefined {
  const goos = valueOf(request.goos);
  const goarch = valueOf(request.goarch);
  if (goos !== undefined && goos !== request.hostOs) return true;
  if (goarch !== undefined && request.hostArchitecture !== undefined && goarch !== request.hostArchitecture)
    return true;
  return goos === undefined || goarch === undefined || request.hostArchitecture === undefined ? undefined : false;
}

function undecided(request: OutputRequest): Fact<string> {
  if (!isSettled(request.goos)) return request.goos;
  return isSettled(request.goarch) ? unknown('not-modelled') : request.goarch;
}

function nonEmpty(fact: Fact<string> | undefined): Fact<string> | undefined {
  return fact && valueOf(fact) === '' ? undefined : fact;
}

function isLibrary(program: ProgramFacts): boolean {
  const name = valueOf(program.packageName);
  return name !== undefined && name !== 'main';
}

/** A package whose sources cannot be read is presumed to be a program. */
function unlessLibrary(path: Fact<string>, program: ProgramFacts): Fact<string> {
  return isSettled(program.packageName) || !isSettled(path) ? path : presumed(path.value, ...path.because);
}

function discarded(program: ProgramFacts): BuildOutput {
  return { path: unknown('not-modelled'), kind: 'none', program };
}

function perhapsMany(programs: readonly ProgramFacts[], path: Fact<string>, buildmode: string): readonly BuildOutput[] {
  if (programs.length === 0) return [{ path, kind: kindOf(undefined, buildmode), program: undefined }];
  return programs.map((program) => ({ path, kind: kindOf(program, buildmode), program }));
}

function kindOf(program: ProgramFacts | undefined, buildmode: string): BuildOutput['kind'] {
  if (buildmode === 'c-archive' || buildmode === 'archive') return 'archive';
  if (buildmode === 'c-shared' || buildmode === 'plugin') return 'shared-library';
  return program && isLibrary(program) ? 'archive' : 'program';
}

function nameOf(program: ProgramFacts): Fact<string> {
  const name = defaultExecutableName(program);
  return name === undefined ? unknown('unreadable') : known(name);
}

function executableName(program: ProgramFacts, buildmode: string, goos: Fact<string>): Fact<string> {
  const suffix =
    buildmode === 'c-archive' ? '.a' : buildmode === 'plugin' ? '.so' : buildmode === 'c-shared' ? '' : exeSuffix(goos);
  return mapFact(nameOf(program), (name) => name + suffix);
}

function exeSuffix(goos: Fact<string>): string {
  return valueOf(goos) === 'windows' ? '.exe' : '';
}

function inDirectory(directory: Fact<string>, name: Fact<string>): Fact<string> {
  if (!isSettled(directory)) return directory;
  if (!isSettled(name)) return name;
  const certainty = directory.certainty === 'known' && name.certainty === 'known' ? 'known' : 'presumed';
  return { certainty, value: joinPath(directory.value, name.value), because: [...directory.because, ...name.because] };
}
