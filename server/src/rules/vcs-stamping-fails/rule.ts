import type { Instruction } from '../../dockerfile/instruction';
import { isSettled, valueOf } from '../../facts/fact';
import { flagValue } from '../../golang/flagValues';
import { isAtLeast } from '../../golang/version';
import type { GoBuild, Step } from '../../model/buildModel';
import { contextOrigin } from '../../model/contextOrigin';
import { lookUp, resolvePath, type Files } from '../../model/files';
import type { ExecutedCommand } from '../../shell/execution';
import { remembered } from '../../text/remembered';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { SourceTree } from '../../workspace/sourceTree';
import { byStage, stepsOf, type PlacedStep } from '../moduleCommands';
import { defineRule, type Finding } from '../rule';

export const vcsStampingFails = defineRule({
  id: 'vcs-stamping-fails',
  title: 'Git repository that go or git cannot read',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const builds = byStage(model.goBuilds);
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      const steps = stepsOf(model, stage);
      for (const build of builds.get(stage.index) ?? []) {
        const finding = refusedStamp(steps, build);
        if (finding) yield finding;
      }
      for (const step of stage.steps) {
        if (step.execution?.commands.some(isGit) !== true) continue;
        yield* withoutRepository(step);
        yield* emptyValues(step);
      }
    }
  },
});

function isGit({ argv: [first] }: ExecutedCommand): boolean {
  return first !== undefined && valueOf(first.value) === 'git';
}

/** Whether git is there and nothing tells it to trust other owners' folders. */
function hasGit({ image }: Step): boolean {
  return isSettled(image.tools) && image.tools.value.has('git');
}

const placesOf = remembered(
  (steps: readonly PlacedStep[]): ReadonlyMap<Instruction, number> =>
    new Map(steps.map(({ step: { instruction } }, index) => [instruction, index])),
);

/**
 * A repository of another owner than the user who runs go: `git status` refuses it, and go build with it. Measured with Go
 * 1.19 and 1.26 on Debian 12; older releases may have a git that does not look at owners. `go test` and `go run` do not ask git.
 */
function refusedStamp(steps: readonly PlacedStep[], build: GoBuild): Finding | undefined {
  const { command, go } = build;
  const { goVersion, programs } = build;
  if ((go.verb !== 'build' && go.verb !== 'install') || command.runs !== 'always' || go.incomplete) return undefined;
  if (!command.failureIsFatal) return undefined;
  if (flagValue(go, 'buildvcs') || goVersion.certainty === 'unknown') return undefined;
  if (!goVersion.value || !isAtLeast(goVersion.value, 1, 21)) return undefined;
  const [program] = programs;
  if (program?.module === undefined || valueOf(program.packageName) !== 'main' || program.files) return undefined;
  const index = placesOf(steps).get(build.instruction) ?? -1;
  const step = steps[index]?.step;
  const directory = valueOf(command.workdir);
  if (!step || directory === undefined || !hasGit(step)) return undefined;
  const folder = repositoryOf(step.files, directory);
  const head = folder === undefined ? undefined : lookUp(step.files, `${folder}/HEAD`);
  if (folder === undefined || head?.state !== 'entry' || !contextOrigin(step.files, `${folder}/HEAD`)) return undefined;
  const before = steps.slice(0, index);
  const brought = before.find(
    ({ step: { copy } }) => copy && copy.instruction.span.start === head.entry.span?.start,
  )?.step;
  const flag = brought?.copy?.instruction.flags.find(({ name }) => name === 'chown');
  const user = valueOf(step.user);
  const owner = flag ? flag.value : '0';
  if (!brought || user === undefined || owner === undefined || owner.includes('$')) return undefined;
  if (isRoot(user) === isRoot(owner) || changesAccess([...before.map((placed) => placed.step), step])) return undefined;
  const repository = folder.slice(0, -'/.git'.length) || '/';
  return {
    span: go.verbSpan,
    certainty: 'known',
    message: say`${repository} is a Git repository that belongs to ${isRoot(owner) ? 'root' : owner}, and go build asks git for its state as ${isRoot(user) ? 'root' : user}. The build stops with "error obtaining VCS status: exit status 128".`,
    related: [{ span: flag ? flag.span : brought.instruction.span, message: say`the repository is brought here` }],
    ...(command.approximate !== true &&
      !build.instruction.exec && {
        fixes: [
          {
            title: say`Set -buildvcs=false`,
            safety: 'review',
            edits: [{ span: { start: go.verbSpan.end, end: go.verbSpan.end }, newText: ' -buildvcs=false' }],
          },
        ],
      }),
  };
}

function isRoot(name: string): boolean {
  return ['', '0', 'root'].includes(name.split(':')[0] ?? '');
}

/** Commands and variables that change who owns what, or whom git trusts. */
function changesAccess(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    if ([...step.environment.keys()].some((name) => name.startsWith('GIT_'))) return true;
    if (step.instruction.kind !== 'RUN') return false;
    if (!step.execution) return true;
    return step.execution.commands.some(({ argv, environment }) => {
      const words = argv.map(({ value }) => valueOf(value));
      if (words.includes(undefined) || words[0] === 'chown' || words[0] === 'make' || /\.sh$|^\./.test(words[0] ?? ''))
        return true;
      return (
        words.some((word) => word?.includes('safe.directory')) ||
        [...environment.keys()].some((name) => name.startsWith('GIT_'))
      );
    });
  });
}

/** The nearest `.git` folder at or above a directory; undefined if there is none, or something cannot be seen. */
function repositoryOf(files: Files, directory: string): string | undefined {
  for (const at of upwards(directory)) {
    const found = lookUp(files, resolvePath(at, '.git'));
    if (found.state === 'entry' && found.entry.kind === 'directory') return resolvePath(at, '.git');
    if (found.state !== 'absent') return undefined;
  }
  return undefined;
}

function upwards(directory: string): readonly string[] {
  const parts = directory.split('/').filter((part) => part !== '');
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`), '/'];
}

/** What git answers from a repository only. */
const askingVerbs: ReadonlySet<string> = new Set([
  'describe',
  'rev-parse',
  'rev-list',
  'log',
  'show',
  'status',
  'ls-files',
]);

/** Commands that bring no repository. */
const plain: ReadonlySet<string> = new Set([
  'go',
  'set',
  'cd',
  'echo',
  'printf',
  'mkdir',
  'apk',
  'apt-get',
  'true',
  'test',
  '[',
]);

/** git where no repository is, though the build context has one: .dockerignore keeps it out, or no COPY brings it. */
function* withoutRepository(step: Step): Iterable<Finding> {
  if (!hasGit(step)) return;
  for (const command of step.execution?.commands ?? []) {
    const name = command.argv[0] && valueOf(command.argv[0].value);
    if (name === 'git') {
      const missing = askedInVain(step, command);
      if (!missing) return;
      yield missing;
      return;
    }
    if (name === undefined || !plain.has(name)) return;
  }
}

function askedInVain(step: Step, command: ExecutedCommand): Finding | undefined {
  if (!command.failureIsFatal) return undefined;
  const reason = whyNoRepository(step, command);
  if (!reason) return undefined;
  return {
    span: spanOf(command),
    certainty: 'known',
    message: say`${reason}. The build stops with "fatal: not a git repository (or any of the parent directories): .git".`,
  };
}

/** Why git surely finds no repository; a clause. Undefined if it may find one, or is asked for something else. */
function whyNoRepository(step: Step, command: ExecutedCommand): string | undefined {
  const [, verb] = command.argv.map(({ value }) => valueOf(value));
  const directory = valueOf(command.workdir);
  if (verb === undefined || !askingVerbs.has(verb) || directory === undefined) return undefined;
  if (command.runs !== 'always') return undefined;
  if ([...command.environment.keys()].some((name) => name.startsWith('GIT_'))) return undefined;
  if (upwards(directory).some((at) => lookUp(step.files, resolvePath(at, '.git')).state !== 'absent')) return undefined;
  const reason = whyAbsent(step.files);
  return reason && say`${reason}, so that ${directory} is no Git repository here`;
}

/**
 * `go build -ldflags "-X main.version=$(git describe)"`: the shell goes on with what git printed before it failed, which is
 * nothing (POSIX.1, Shell Command Language, "Command Substitution"; the status of one in an argument is lost).
 */
function* emptyValues(step: Step): Iterable<Finding> {
  const commands = step.execution?.commands ?? [];
  for (const [index, command] of commands.entries()) {
    const name = command.argv[0] && valueOf(command.argv[0].value);
    const outer =
      name === 'git' ? commands.slice(index + 1).find(({ argv }) => argumentAround(argv, command)) : undefined;
    if (outer && valueOf(outer.argv[0]?.value ?? outer.workdir) === 'go' && outer.runs === 'always') {
      const before = commands.slice(0, index);
      const reason = hasGit(step) ? whyNoRepository(step, command) : isWithoutGit(step, before) ? noGit : undefined;
      if (reason !== undefined)
        yield {
          span: spanOf(command),
          certainty: reason !== noGit || step.image.tools.certainty === 'known' ? 'known' : 'presumed',
          message: say`${reason}. The build goes on, as the shell does not look at how a command within an argument ends, and the value is empty.`,
        };
    }
    if (name === undefined || (name !== 'git' && !plain.has(name))) return;
  }
}

const noGit = say`There is no git in this image`;

/** The argument which has the command as all of a `$(…)`: no other command gives a value when it fails. */
function argumentAround(argv: ExecutedCommand['argv'], command: ExecutedCommand): boolean {
  return argv.some(({ word }) =>
    word?.parts.some((part) => {
      if (part.kind !== 'substitution') return false;
      const [only, ...others] = part.script.statements;
      if (only?.kind !== 'command' || others.length > 0) return false;
      return (
        only.span.start === command.span.start &&
        only.span.end === command.span.end &&
        only.redirects.every(({ operator }) => operator === '>')
      );
    }),
  );
}

/** Whether git surely is not there, nor brought by what has run before in the same RUN. */
function isWithoutGit({ image, files }: Step, before: readonly ExecutedCommand[]): boolean {
  if (!isSettled(image.tools) || image.tools.value.has('git')) return false;
  if (before.some(({ argv: [first] }) => first && ['apk', 'apt-get'].includes(valueOf(first.value) ?? 'apk')))
    return false;
  return ['/usr/local/bin/git', '/usr/bin/git', '/bin/git', '/usr/local/go/bin/git'].every((path) => {
    const found = lookUp(files, path);
    return found.state === 'absent' || (found.state === 'unknown' && found.span === undefined);
  });
}

function spanOf({ argv, span }: ExecutedCommand): Span {
  const [first, second] = argv;
  return first && second ? { start: first.span.start, end: second.span.end } : span;
}

/** Undefined if the build context has no repository, or may be given one. */
function whyAbsent(files: Files): string | undefined {
  const tree = contextTree(files);
  if (tree?.isIgnored?.('.git') === true || tree?.keepsOut?.('.git') === true)
    return say`.dockerignore keeps .git out of the build context`;
  return tree?.kind('.git') === 'directory' ? say`No COPY brings .git` : undefined;
}

function contextTree(files: Files): SourceTree | undefined {
  for (let node: Files | undefined = files; node; node = node.below)
    if (node.layer.kind === 'tree') return node.layer.tree;
  return undefined;
}
