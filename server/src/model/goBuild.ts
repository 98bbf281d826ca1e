import { evidence, isSettled, unknown, valueOf } from '../facts/fact';
import type { RunInstruction } from '../dockerfile/instruction';
import { parseGoCommand, releaseInName } from '../golang/goCommand';
import { newestKnownRelease } from '../golang/standardPackages';
import type { GoCommand, GoFront } from '../golang/types';
import { isAtLeast } from '../golang/version';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { GoBuild, Output, Problem } from './buildModel';
import { atCommand, buildProblems, moduleProblems } from './buildProblems';
import { describeBuild } from './describeBuild';
import { lookUp, resolvePath, type FileEntry } from './files';
import { withFileNames } from './globArguments';
import { changeGoEnvironment, storedSetting } from './goEnvironment';
import { readGoSettings, type GoSettings } from './goSettings';
import { installProblems } from './installProblems';
import { initialModulePath, initProblem } from './moduleInit';
import { sharedStandardLibraryOf } from './loading';
import { presumeBuild } from './makeCommand';
import { writeLayer, type StageState, type Walk } from './stageState';

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
  const alone = parseGoCommand(command);
  if (!alone) return false;
  const asRead = withStoredFlags(state, withFileNames(state.files, command));
  const parsed = asRead === command ? alone : (parseGoCommand(asRead) ?? alone);
  const go: GoCommand = parsed.front ? parsed : { ...parsed, front: frontOfStage(state, parsed) };
  if (go.verb === 'env') {
    changeGoEnvironment(state, go, command);
    return true;
  }
  const asked = readGoSettings(state, command);
  if (!buildingVerbs.has(go.verb)) {
    state.problems.push(...unknownCommand(state, go, command, asked));
    const modules = asked.value('GO111MODULE');
    if (modules === undefined || valueOf(modules) === 'on')
      state.problems.push(
        ...moduleProblems(walk, state, go, command, asked, instruction),
        ...installProblems(walk, state, go, command, asked, instruction),
        ...[initProblem(state, go, command, asked) ?? []].flat(),
      );
    applyOtherVerb(state, go, command, asked);
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

/**
 * `go biuld`, `go mod donwload` (cmd/go, main). A newer Go than the tables know may have more commands, and `go1.26.1 download` is one
 * of golang.org/dl.
 */
function unknownCommand(
  state: StageState,
  go: GoCommand,
  command: ExecutedCommand,
  settings: GoSettings,
): readonly Problem[] {
  const [first] = command.argv;
  const isRelease = first !== undefined && releaseInName(valueOf(first.value) ?? '') !== undefined;
  const found =
    go.front || isRelease ? undefined : go.problems.find(({ message }) => message.endsWith(': unknown command'));
  const { goVersion } = settings;
  const version = valueOf(goVersion);
  if (!found || !isSettled(goVersion) || !version || isAtLeast(version, 1, newestKnownRelease + 1)) return [];
  const problem: Problem = {
    kind: 'build-error',
    phase: 'build',
    certainty: goVersion.certainty,
    stage: state.index,
    span: found.span,
    error: found.message,
    because: [evidence(found.span, found.message)],
    details: {},
  };
  return [atCommand(problem, command)];
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
function applyOtherVerb(state: StageState, go: GoCommand, command: ExecutedCommand, settings: GoSettings): void {
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
  } else if (go.verb === 'mod init' && lookUp(state.files, resolvePath(directory, 'go.mod')).state === 'entry') {
    // It fails and leaves the file as it is.
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
      const name = go.verb === 'mod init' ? initialModulePath(go, directory, settings) : undefined;
      const text = name === undefined ? {} : { text: `module ${name}\n` };
      writeLayer(state, {
        kind: 'entry',
        path,
        entry: { kind: 'file', span: command.span, executable: false, ...text },
      });
    }
  }
}

/** `xx-go --wrap` puts itself in the place of go; in ARMS's builder images go is instgo. */
function frontOfStage(state: StageState, { verbSpan }: GoCommand): GoFront | undefined {
  if (state.wrapsGo) return { name: 'xx-go', via: 'image', span: verbSpan };
  return state.image.family === 'instgo' ? { name: 'instgo', via: 'image', span: verbSpan } : undefined;
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
