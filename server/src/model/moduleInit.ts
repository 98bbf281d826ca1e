import { evidence, known, valueOf } from '../facts/fact';
import type { GoCommand } from '../golang/types';
import { isAtLeast } from '../golang/version';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { SourceTree } from '../workspace/sourceTree';
import type { Problem } from './buildModel';
import { asTree, lookUp, resolvePath } from './files';
import type { GoSettings } from './goSettings';
import type { StageState } from './stageState';

/**
 * The path that `go mod init` gives a module: as it is told, else that of the directory below GOPATH/src. Undefined if it cannot be
 * told (modload, CreateModFile and findModulePath).
 */
export function initialModulePath(go: GoCommand, directory: string, settings: GoSettings): string | undefined {
  const [name] = go.args;
  if (name) return valueOf(name.value);
  const goPath = settings.value('GOPATH') ?? known('/root/go');
  const roots = valueOf(goPath)?.split(':') ?? [];
  const sources = roots.map((root) => `${resolvePath('/', root)}/src/`).find((each) => directory.startsWith(each));
  return sources && directory.slice(sources.length);
}

/**
 * `go mod init` where a go.mod is, or without a path where none can be found. Measured with Go 1.26. Nothing is said of one that a
 * condition or `|| true` guards.
 */
export function initProblem(
  state: StageState,
  go: GoCommand,
  command: ExecutedCommand,
  settings: GoSettings,
): Problem | undefined {
  const workdir = valueOf(command.workdir);
  const version = valueOf(settings.goVersion);
  if (go.verb !== 'mod init' || workdir === undefined || !version || !isAtLeast(version, 1, 16)) return undefined;
  if (command.runs !== 'always' || !command.failureIsFatal || go.incomplete || go.front?.via === 'prefix')
    return undefined;
  if (go.directory ?? go.flags.find(({ name }) => name === 'modfile')) return undefined;
  const file = lookUp(state.files, resolvePath(workdir, 'go.mod'));
  const problem = (error: string, says: string): Problem => ({
    kind: 'build-error',
    phase: 'build',
    certainty: 'known',
    stage: state.index,
    span: go.verbSpan,
    error,
    because: [evidence(go.verbSpan, says)],
    details: {},
  });
  if (file.state === 'entry') {
    const path = resolvePath(workdir, 'go.mod');
    return problem(`go: ${path} already exists`, say`${path} is there already`);
  }
  if (go.args.length > 0 || initialModulePath(go, workdir, settings) !== undefined) return undefined;
  if (settings.value('GOPATH')?.certainty === 'unknown' || mayNameModule(asTree(state.files), workdir))
    return undefined;
  const reason = 'outside GOPATH, module path must be specified';
  return problem(
    `go: cannot determine module path for source directory ${workdir} (${reason})`,
    say`go mod init is given no module path, and ${workdir} is not below GOPATH/src`,
  );
}

/** Whether a Go file may tell the path: `package app // import "example.com/app"`, here or one folder below. */
function mayNameModule(tree: SourceTree, directory: string, below = true): boolean {
  const names = tree.list(directory);
  if (!names || tree.isComplete?.(directory) === false) return true;
  return names.some((name) => {
    const path = resolvePath(directory, name);
    if (tree.kind(path) === 'directory') return below && mayNameModule(tree, path, false);
    if (!name.endsWith('.go')) return false;
    const text = tree.read(path);
    return text === undefined || /^package[ \t]+[^\s/]+[ \t]+\/\/[ \t]+import[ \t]/m.test(text);
  });
}
