import {
  evidence,
  isSettled,
  known,
  presumed,
  unknown,
  valueOf,
  weakest,
  type Evidence,
  type Fact,
} from '../facts/fact';
import type { RunInstruction } from '../dockerfile/instruction';
import type { Platform } from '../dockerfile/platform';
import { flagValue, linkerFlagsOf, tagsOf } from '../golang/flagValues';
import { parseGoCommand } from '../golang/goCommand';
import {
  type BuildFailure,
  classify,
  decideCgo,
  decideLinkage,
  type Linkage,
  type LinkQuestion,
} from '../golang/linkage';
import { parseLinkerFlags } from '../golang/linkerFlags';
import { buildOutputs } from '../golang/outputs';
import { findModule, matchPackages, scanProgram } from '../golang/program';
import type { BuildContext, CgoUse, GoCommand, GoFront, GoVersion, LinkerFlags, ProgramFacts } from '../golang/types';
import { isAtLeast } from '../golang/version';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { SourceTree } from '../workspace/sourceTree';
import type { GoBuild, Output } from './buildModel';
import { buildProblems, moduleProblems } from './buildProblems';
import { asTree, isDirectory, lookUp, resolvePath, type FileEntry } from './files';
import { changeGoEnvironment, storedSetting } from './goEnvironment';
import { installProblems } from './installProblems';
import { sharedStandardLibraryOf } from './loading';
import { presumeBuild } from './makeCommand';
import { writeLayer, type StageState, type Walk } from './stageState';
import {
  armVersion,
  crossCompiles,
  findCompiler,
  glibcOf,
  hasGlibcLoader,
  platformPart,
  readGoSettings,
  type GoSettings,
} from './goSettings';

/** What goes wrong only once everything is compiled. */
const linkFailures: ReadonlySet<BuildFailure> = new Set<BuildFailure>([
  'external-link-without-cgo',
  'linkshared-without-std',
  'static-internal-link',
]);

const buildingVerbs = new Set(['build', 'install', 'test', 'run']);

/** If the command is a go command: what it builds, what goes wrong, and the files it writes. Returns whether it was one. */
export function applyGoCommand(
  walk: Walk,
  state: StageState,
  instruction: RunInstruction,
  asWritten: ExecutedCommand,
): boolean {
  const command = whereItRuns(state, asWritten);
  const words = command.argv.map(({ value }) => valueOf(value));
  if (words[0] === 'xx-go' && (words[1] === '--wrap' || words[1] === '--unwrap')) {
    state.wrapsGo = words[1] === '--wrap';
    return true;
  }
  const parsed = parseGoCommand(withStoredFlags(state, command));
  if (!parsed) return false;
  const go: GoCommand = parsed.front ? parsed : { ...parsed, front: frontOfStage(state, parsed) };
  if (go.verb === 'env') {
    changeGoEnvironment(state, go, command);
    return true;
  }
  const asked = readGoSettings(state, command);
  if (!buildingVerbs.has(go.verb)) {
    const modules = asked.value('GO111MODULE');
    if (modules === undefined || valueOf(modules) === 'on')
      state.problems.push(
        ...moduleProblems(walk, state, go, command, asked, instruction),
        ...installProblems(walk, state, go, command, asked, instruction),
      );
    applyOtherVerb(state, go, command);
    return true;
  }
  const described = describeBuild(walk, state, instruction, command, go, asked);
  const build = walk.makeDepth === undefined ? described : presumeBuild(described);
  (walk.makeDepth === undefined ? walk.goBuilds : walk.recipeBuilds).push(build);
  const refused = installProblems(walk, state, go, command, asked, instruction, build.index);
  state.problems.push(...(refused.length > 0 ? refused : buildProblems(walk, state, build, asked)));
  if (build.buildmode === 'shared') {
    state.sharedStandardLibrary = true;
    const library: FileEntry = { kind: 'file', span: go.verbSpan, executable: true };
    writeLayer(state, { kind: 'entry', path: sharedStandardLibraryOf(build), entry: library });
  }
  build.outputs.forEach((output, index) => writeOutput(state, build, output, index));
  // `go run mage.go` writes what it likes, `go test -coverprofile=…` where its flags say.
  if (
    go.verb === 'run' ||
    (go.verb === 'test' && go.flags.some(({ name }) => /profile$|^trace$|^outputdir$/.test(name)))
  ) {
    const says = say`what go ${go.verb} writes cannot be told`;
    writeLayer(state, { kind: 'opaque', path: '/', span: command.span, says });
  }
  return true;
}

/** `cd nosuch; go build`: a `cd` that surely fails leaves the command somewhere else, if it runs at all. */
function whereItRuns(state: StageState, command: ExecutedCommand): ExecutedCommand {
  // The stage's own working directory is there, be it by WORKDIR or in the base image.
  if (!isSettled(command.workdir) || command.workdir.value === valueOf(state.workdir)) return command;
  if (lookUp(state.files, command.workdir.value).state !== 'absent') return command;
  return {
    ...command,
    workdir: unknown('not-modelled', evidence(command.span, say`${command.workdir.value} is not there`)),
  };
}

/** The command as go sees it: GOFLAGS may come from an earlier `go env -w`. */
function withStoredFlags(state: StageState, command: ExecutedCommand): ExecutedCommand {
  const stored = storedSetting(state, command, 'GOFLAGS');
  const own = command.environment.get('GOFLAGS');
  if (!stored || (own && valueOf(own.value) !== '')) return command;
  const variable = { value: stored.value, exported: true, origin: stored.span };
  return { ...command, environment: new Map([...command.environment, ['GOFLAGS', variable]]) };
}

/** `go mod vendor`, `go generate` and the like change the sources; the rest writes to caches only. */
function applyOtherVerb(state: StageState, go: GoCommand, command: ExecutedCommand): void {
  const workdir = valueOf(command.workdir) ?? '/';
  const directory = go.directory && isSettled(go.directory) ? resolvePath(workdir, go.directory.value) : workdir;
  if (go.verb === 'mod vendor' || go.verb === 'work vendor') {
    writeLayer(state, {
      kind: 'opaque',
      path: resolvePath(directory, 'vendor'),
      span: command.span,
      says: say`go mod vendor writes it`,
    });
  } else if (go.verb === 'mod download' && lookUp(state.files, resolvePath(directory, 'go.sum')).state !== 'entry') {
    const path = resolvePath(directory, 'go.sum');
    writeLayer(state, { kind: 'opaque', path, span: command.span, says: say`go mod download writes it` });
  } else if (go.verb === 'generate' || go.verb === 'tool') {
    writeLayer(state, { kind: 'opaque', path: '/', span: command.span, says: say`go ${go.verb} may write files` });
  } else if (['mod init', 'mod tidy', 'mod edit', 'get', 'work init', 'work use'].includes(go.verb)) {
    for (const name of ['go.mod', 'go.sum', 'go.work']) {
      writeLayer(state, {
        kind: 'opaque',
        path: resolvePath(directory, name),
        span: command.span,
        says: say`go ${go.verb} writes it`,
      });
    }
    if (go.verb === 'mod init' || go.verb === 'mod edit') {
      const path = resolvePath(directory, 'go.mod');
      const name = go.verb === 'mod init' && go.args[0] ? valueOf(go.args[0].value) : undefined;
      const text = name === undefined ? {} : { text: `module ${name}\n` };
      writeLayer(state, {
        kind: 'entry',
        path,
        entry: { kind: 'file', span: command.span, executable: false, ...text },
      });
    }
  }
}

function describeBuild(
  walk: Walk,
  state: StageState,
  instruction: RunInstruction,
  command: ExecutedCommand,
  go: GoCommand,
  settings: GoSettings,
): GoBuild {
  const host = state.platform;
  const xx = go.front?.name === 'xx-go';
  const goos = platformPart(walk, settings, host, 'GOOS', xx);
  const goarch = platformPart(walk, settings, host, 'GOARCH', xx);
  const tagsFact = tagsOf(go);
  const tags = valueOf(tagsFact) ?? [];
  const linkerFlag = linkerFlagsOf(go);
  const linker: LinkerFlags = linkerFlag?.flags ?? parseLinkerFlags('');
  const buildmode = flagText(go, 'buildmode') ?? 'default';
  const race = flagText(go, 'race') === 'true';
  const compiler = findCompiler(state, settings, 'CC', 'gcc');
  const cgoSetting = settings.entry('CGO_ENABLED');
  const goVersion = settings.goVersion;
  const version = valueOf(goVersion);
  const cross = crossCompiles(goos, goarch, host);
  const cgoEnabled = cgoSetting === undefined ? undefined : valueOf(cgoSetting.value);
  const cgoUnknown = (cgoSetting !== undefined && cgoEnabled === undefined) || cross === undefined;
  const decision =
    cgoUnknown && cgoEnabled !== '0' && cgoEnabled !== '1'
      ? {
          on: undefined,
          says:
            cross === undefined
              ? say`whether this is a cross build cannot be told`
              : say`the value of CGO_ENABLED cannot be told`,
        }
      : decideCgo({
          go: version,
          cross: cross ?? false,
          cgoEnabled: cgoEnabled === '0' || cgoEnabled === '1' ? cgoEnabled : undefined,
          ccSet: settings.value('CC') !== undefined,
          compiler,
        });
  const cgoEvidence = evidence(cgoSetting?.span ?? go.verbSpan, decision.says);
  const cgo: Fact<boolean> =
    decision.on === undefined
      ? unknown('not-modelled', cgoEvidence)
      : cgoSetting === undefined &&
          (compiler.certainty === 'presumed' ||
            (goVersion.certainty === 'presumed' && compiler.found === false && !movesOnlyUp(version)))
        ? presumed(decision.on, cgoEvidence)
        : known(decision.on, cgoEvidence);

  const context: BuildContext = {
    goos: valueOf(goos) ?? 'linux',
    goarch: valueOf(goarch) ?? 'amd64',
    cgo: decision.on ?? true,
    tags,
    compiler: flagText(go, 'compiler') === 'gccgo' ? 'gccgo' : 'gc',
    go: version,
    mod: modFlag(go),
    race,
  };
  const programs = findPrograms(walk, state, command, go, context, settings);
  const question = (program: ProgramFacts | undefined, use: CgoUse): LinkQuestion => ({
    go: version,
    goarch: context.goarch,
    goos: valueOf(goos),
    cross: cross ?? false,
    cgoEnabled:
      decision.on === undefined ? undefined : cgoEnabled === '0' || cgoEnabled === '1' ? cgoEnabled : undefined,
    ccSet: settings.value('CC') !== undefined,
    compiler,
    cxxCompiler: findCompiler(state, settings, 'CXX', 'g++'),
    use,
    tags,
    linker,
    linkmodeSpelling: /-linkmode=external/.test(linkerFlag ? (valueOf(linkerFlag.flag.value) ?? '') : '')
      ? '-linkmode=external'
      : '-linkmode',
    buildmode,
    race,
    sanitizer: (['msan', 'asan'] as const).find((name) => flagText(go, name) === 'true'),
    linkshared: flagText(go, 'linkshared') === 'true' || linker.linkshared,
    rebuildsStandard: rebuildsStandard(go),
    boringcrypto: (valueOf(settings.value('GOEXPERIMENT') ?? known('')) ?? '').split(',').includes('boringcrypto'),
    cgoLdflagsStatic: (valueOf(settings.value('CGO_LDFLAGS') ?? known('')) ?? '').split(/\s+/).includes('-static'),
    stageLibc: valueOf(state.image.libc)?.kind ?? 'none',
    stageGlibc: glibcOf(state),
    glibcLoaderOnMusl: valueOf(state.image.libc)?.kind === 'musl' && hasGlibcLoader(state),
    sharedStandardLibrary: state.sharedStandardLibrary,
    importPath: program?.importPath ?? 'command-line-arguments',
    directory: program?.directory ?? '',
  });
  const platformKnown = isSettled(goos) && isSettled(goarch);
  const linkageOf = (program: ProgramFacts | undefined): Fact<Linkage> => {
    const fact = linkageOnLinux(program);
    const system = valueOf(goos);
    // Binaries for darwin always load libSystem, those for Windows its libraries, and wasm has no linkage at all.
    const isOther = isSettled(fact) && (fact.value.kind === 'static' || fact.value.kind === 'dynamic');
    return system === undefined || system === 'linux' || !isOther
      ? fact
      : unknown('not-modelled', evidence(go.verbSpan, say`how programs for ${system} are linked is not followed`));
  };
  const linkageOnLinux = (program: ProgramFacts | undefined): Fact<Linkage> => {
    const because = (linkage: Linkage): Evidence[] => (linkage.row ? [evidence(go.verbSpan, linkage.row.says)] : []);
    if (!isSettled(tagsFact) && decision.on !== false)
      return unknown('shell-computed', evidence(go.verbSpan, say`which build tags are set cannot be told`));
    if (context.compiler === 'gccgo' && decision.on !== false)
      return unknown('not-modelled', evidence(command.span, say`gccgo with cgo is not followed`));
    if (xx && decision.on !== false) {
      const links = decision.on && program?.cgo.certainty === 'known' && isSettled(state.image.libc);
      const linkage = links ? decideLinkage(withXx(question(program, program.cgo.value))) : undefined;
      const says = say`xx-go links against what xx-apk or xx-apt installs: presumably the C library that this image has too`;
      return linkage && linkage.kind !== 'fails' && linkage.kind !== 'unknown'
        ? presumed(linkage, ...cgo.because, evidence(go.verbSpan, says))
        : unknown('not-modelled', evidence(command.span, say`xx-go with cgo is not followed`));
    }
    if (decision.on === undefined) {
      // Static whatever cgo is, if no package asks for it.
      if (program && program.cgo.certainty === 'known') {
        const { program: kind } = classify(program.cgo.value, tags);
        const withCgo = decideLinkage({ ...question(program, program.cgo.value), cgoEnabled: '1' });
        if (kind === 'P' && withCgo.kind === 'static') return known(withCgo, ...because(withCgo));
      }
      return unknown('not-modelled', cgoEvidence);
    }
    // Without cgo a program is static everywhere, but whether -race does without depends on the platform.
    if (!platformKnown && (valueOf(cgo) !== false || race))
      return unknown('build-arg', evidence(command.span, say`the platform it is built for cannot be told`));
    const use =
      program?.cgo ??
      presumed<CgoUse>(
        { standard: new Set(['net']), foreign: [], requiring: [] },
        evidence(command.span, say`which package is built cannot be told; nearly all programs use net`),
      );
    if (!isSettled(use)) return unknown(use.why, ...use.because);
    const linkage = decideLinkage(question(program, use.value));
    const name = program && valueOf(program.packageName);
    // What is no program is compiled, and not linked.
    if (name !== undefined && name !== 'main' && linkage.kind === 'fails' && linkFailures.has(linkage.failure))
      return unknown(
        'not-modelled',
        evidence(go.verbSpan, say`package ${name} is no program, so that nothing is linked`),
      );
    if (linkage.kind === 'unknown') {
      // With cgo off, flags that cannot be read could only make the build fail.
      const asked = question(program, use.value);
      const plain = decideLinkage({ ...asked, linker: { ...linker, incomplete: false } });
      if (linker.incomplete && valueOf(cgo) === false && plain.kind === 'static')
        return presumed(plain, ...cgo.because, ...because(plain));
      return unknown('not-modelled', ...because(linkage));
    }
    // With cgo off, imports do not matter but for packages that need it.
    const importsMatter = !(linkage.kind === 'static' && valueOf(cgo) === false);
    const certainty = weakest(
      importsMatter ? use : known(0),
      // With cgo on, what is linked against is the compiler's doing.
      importsMatter && compiler.certainty === 'presumed' ? presumed(0) : known(0),
      // A module that cannot be read may hold C code, and then gcc links, to which -static means something.
      linkage.row.id === 'static-flag-ignored' && use.value.complete === false ? presumed(0) : known(0),
      cgo,
      versionMatters(question(program, use.value), linkage) ? goVersion : known(0),
    );
    const reasons = [...cgo.because, ...(importsMatter ? use.because : []), ...because(linkage)];
    return certainty === 'known'
      ? known(linkage, ...reasons)
      : certainty === 'presumed'
        ? presumed(linkage, ...reasons)
        : unknown('not-modelled', ...reasons);
  };

  const alternativesOf = (program: ProgramFacts | undefined): readonly Linkage[] | undefined => {
    const use = program?.cgo;
    const foreign = cgoSetting === undefined || cgoSetting.source === 'image';
    if (decision.on !== undefined || !foreign || !use || !isSettled(use) || !platformKnown) return undefined;
    const asked = question(program, use.value);
    // Without CGO_ENABLED cgo is on only where a compiler is found.
    const on = { ...asked, cgoEnabled: '1' as const, compiler: { ...compiler, found: true } };
    const answers = [decideLinkage(on), decideLinkage({ ...asked, cgoEnabled: '0' })];
    return answers.every((answer) => answer.kind === 'static' || answer.kind === 'dynamic') ? answers : undefined;
  };

  const { outputs, problem: outputProblem } = describeOutputs(state, command, go, settings, {
    goos,
    goarch,
    host,
    buildmode,
    programs,
    linkageOf,
    alternativesOf,
  });
  const linkages = outputs.length > 0 ? outputs.map((output) => output.linkage) : [linkageOf(programs[0])];
  return {
    index: walk.makeDepth === undefined ? walk.goBuilds.length : -1 - walk.recipeBuilds.length,
    stage: state.index,
    instruction,
    command,
    go,
    goVersion,
    goos,
    goarch,
    ...(valueOf(goarch) === 'arm' && { goarm: armVersion(walk, state, settings, xx) }),
    host,
    cgo,
    cgoSetting,
    cgoDecision: decision,
    compiler,
    tags,
    linker,
    buildmode,
    race,
    programs,
    linkage: summarise(linkages),
    outputs,
    outputProblem,
    strips: linker.stripsSymbols,
    because: summarise(linkages).because,
  };
}

/** A floating tag's version is presumed, but it never goes back: from 1.22 on nothing about linking has changed. */
function movesOnlyUp(version: GoVersion | undefined): boolean {
  return version !== undefined && isAtLeast(version, 1, 22);
}

/** `xx-go --wrap` puts itself in the place of go; in ARMS's builder images go is instgo. */
function frontOfStage(state: StageState, { verbSpan }: GoCommand): GoFront | undefined {
  if (state.wrapsGo) return { name: 'xx-go', via: 'image', span: verbSpan };
  return state.image.family === 'instgo' ? { name: 'instgo', via: 'image', span: verbSpan } : undefined;
}

/** xx-go sets CC to a clang for the target, which has the packages of the target's root (tonistiigi/xx, xx-go and xx-clang). */
function withXx(question: LinkQuestion): LinkQuestion {
  const { goarch, stageLibc, stageGlibc } = question;
  const compiler = {
    name: 'xx-clang',
    found: true,
    libc: stageLibc,
    glibc: stageGlibc,
    goarch,
    certainty: 'known',
  } as const;
  return { ...question, ccSet: true, compiler, cxxCompiler: compiler };
}

/** Whether another Go version would link otherwise: only then does a floating tag make the answer less than certain. */
function versionMatters(question: LinkQuestion, linkage: Linkage): boolean {
  if (movesOnlyUp(question.go)) return false;
  const other = decideLinkage({ ...question, go: { major: 1, minor: 26, patch: undefined, prerelease: undefined } });
  return (
    other.kind !== linkage.kind ||
    (other.kind === 'dynamic' && linkage.kind === 'dynamic' && other.libc !== linkage.libc)
  );
}

function summarise(linkages: readonly Fact<Linkage>[]): Fact<Linkage> {
  const [first] = linkages;
  if (!first) return unknown('not-modelled');
  const failing = linkages.find((fact) => isSettled(fact) && fact.value.kind === 'fails');
  if (failing) return failing;
  const kinds = new Set(linkages.map((fact) => (isSettled(fact) ? fact.value.kind : 'unknown')));
  return kinds.size === 1
    ? first
    : (linkages.find((fact) => !isSettled(fact)) ??
        unknown('not-modelled', evidence(undefined, say`its programs are linked differently`)));
}

function flagText(go: GoCommand, name: string): string | undefined {
  const value = flagValue(go, name);
  return value && valueOf(value);
}

function modFlag(go: GoCommand): BuildContext['mod'] {
  const value = flagText(go, 'mod');
  return value === 'vendor' || value === 'mod' || value === 'readonly' ? value : undefined;
}

function rebuildsStandard(go: GoCommand): boolean {
  if (flagText(go, 'a') === 'true' || flagText(go, 'trimpath') === 'true') return true;
  return ['gcflags', 'asmflags'].some((name) => /^(all|std)=/.test(flagText(go, name) ?? ''));
}

function findPrograms(
  walk: Walk,
  state: StageState,
  command: ExecutedCommand,
  go: GoCommand,
  context: BuildContext,
  settings: GoSettings,
): readonly ProgramFacts[] {
  if (!isSettled(command.workdir)) return [];
  const tree = asTree(state.files);
  const directory =
    go.directory && isSettled(go.directory)
      ? resolvePath(command.workdir.value, go.directory.value)
      : command.workdir.value;
  if (go.directory && !isSettled(go.directory)) return [];
  const words = go.args.length > 0 ? go.args.map((argument) => argument.value) : [known('.')];
  if (go.incomplete && go.args.length === 0) return [];
  const goPath = valueOf(settings.value('GOPATH') ?? known('/root/go')) ?? '/root/go';
  const modulesOff = ignoresModules(tree, directory, settings.value('GO111MODULE'), context.go);
  const goWork = valueOf(settings.value('GOWORK') ?? known(''));
  const base = { tree, moduleCache: walk.input.moduleCache, directory, context, goPath, goWork, modulesOff };
  const settled = words.map((word) => (isSettled(word) ? word.value : undefined));
  if (settled.some((word) => word === undefined)) return [];
  const packages = settled.map((word) => word ?? '');
  // Names of sets of packages (cmd/go, "Package lists and patterns"); none of those is a program of its own.
  if (packages.some((word) => ['all', 'std', 'cmd', 'tool', 'work'].includes(word))) return [];
  if (packages.every((word) => word.endsWith('.go'))) return [scanProgram({ ...base, packageArgument: packages })];
  const matched = packages.flatMap((word) =>
    word.includes('...') ? matchPackages({ ...base, pattern: word }) : [word],
  );
  return matched.slice(0, 100).map((word) => scanProgram({ ...base, packageArgument: word }));
}

/**
 * Whether the go command works without a module: GO111MODULE=off, or where it may be `auto` and there is no go.mod. That
 * is the default before Go 1.16 (Go 1.16 release notes, "Modules").
 */
export function ignoresModules(
  tree: SourceTree,
  directory: string,
  setting: Fact<string> | undefined,
  go: GoVersion | undefined,
): boolean {
  const value = setting === undefined ? '' : valueOf(setting);
  if (value === 'off') return true;
  const mayBeAuto = value === undefined || value === 'auto' || (value === '' && (!go || !isAtLeast(go, 1, 16)));
  return mayBeAuto && findModule(tree, directory) === undefined;
}

interface OutputRequest {
  readonly goos: Fact<string>;
  readonly goarch: Fact<string>;
  readonly host: Fact<Platform>;
  readonly buildmode: string;
  readonly programs: readonly ProgramFacts[];
  readonly linkageOf: (program: ProgramFacts | undefined) => Fact<Linkage>;
  readonly alternativesOf: (program: ProgramFacts | undefined) => readonly Linkage[] | undefined;
}

function describeOutputs(
  state: StageState,
  command: ExecutedCommand,
  go: GoCommand,
  settings: GoSettings,
  request: OutputRequest,
): { outputs: readonly Output[]; problem: GoBuild['outputProblem'] } {
  const written = buildOutputs({
    command: go,
    programs: request.programs,
    workdir: command.workdir,
    environment: (name) => settings.value(name),
    goos: request.goos,
    goarch: request.goarch,
    hostOs: valueOf(request.host)?.os ?? 'linux',
    hostArchitecture: valueOf(request.host)?.architecture,
    isDirectory: (path) => isDirectory(state.files, path),
  });
  const outputs = written.outputs.flatMap((output): Output[] => {
    if (output.kind === 'none') return [];
    const alternatives = request.alternativesOf(output.program);
    return [
      {
        path: output.path,
        kind: output.kind,
        program: output.program,
        linkage: request.linkageOf(output.program),
        ...(alternatives && { alternatives }),
      },
    ];
  });
  return { outputs, problem: written.problem };
}

function writeOutput(state: StageState, build: GoBuild, output: Output, index: number): void {
  const entry: FileEntry = {
    kind: 'file',
    span: build.go.verbSpan,
    executable: output.kind !== 'archive',
    artifact: { build: build.index, output: index },
  };
  if (isSettled(output.path)) {
    writeLayer(state, { kind: 'entry', path: output.path.value, entry });
    // A C library comes with a header of its name (cmd/go/internal/work, Builder.installHeader).
    if (build.buildmode === 'c-archive' || build.buildmode === 'c-shared') {
      const path = `${output.path.value.replace(/\.[^./]*$/, '')}.h`;
      writeLayer(state, { kind: 'entry', path, entry: { kind: 'file', span: build.go.verbSpan, executable: false } });
    }
  } else {
    const says = say`where go build writes cannot be told`;
    writeLayer(state, { kind: 'opaque', path: '/', span: build.command.span, says });
  }
}
