import { isSettled, valueOf } from '../../facts/fact';
import { flagValue } from '../../golang/flagValues';
import { parseGoCommand } from '../../golang/goCommand';
import { isRemotePackage, programNameOf } from '../../golang/remotePackage';
import type { GoCommand } from '../../golang/types';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, Stage, StartCommand, Step } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { goVersionOf } from '../../model/goVersion';
import type { ExecutedCommand } from '../../shell/execution';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { nameOf } from '../fixes/lostAssignments';
import { goCommandsOf } from '../moduleCommands';
import { aftermath } from '../presumption';
import { problemsOf, quote, related } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';

export const goGetAsInstaller = defineRule({
  id: 'go-get-as-installer',
  title: 'go get or go install in a form that installs nothing',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const problems = problemsOf(model, 'go-get-as-installer');
    const refused = new Map(problems.map((problem) => [problem.span.start, problem]));
    for (const stage of model.stages) {
      if (!stage.needed || !stage.steps.some(mayInstall)) continue;
      const runs = commandsOf(stage);
      for (const [index, { command, step }] of runs.entries()) {
        const go = installingCommand(command);
        if (!go) continue;
        const user = userOf(go, stage, runs.slice(index + 1));
        const problem = refused.get(go.verbSpan.start);
        if (problem) {
          refused.delete(go.verbSpan.start);
          const { directory = '' } = problem.details;
          const error = problem.error?.split('\n\t').at(-1);
          const says =
            go.verb === 'get'
              ? say`No go.mod is in ${directory} or above, and from Go 1.18 on go get needs one and installs no programs`
              : say`No go.mod is in ${directory} or above that says which version of the package to install`;
          yield {
            span: go.verbSpan,
            certainty: problem.certainty,
            message: say`${says}. The command ends with ${quote(error)}.${aftermath(problem)}`,
            related: related(problem.because, go.verbSpan),
            fixes: () => fixes(model, command, go, user !== undefined),
          };
        } else if (go.verb === 'get' && user && onlyEditsModule(step, command, go) && !isBrought(stage, runs, user)) {
          yield notInstalled(model, command, go, user);
        }
      }
    }
  },
});

interface Run {
  readonly command: ExecutedCommand;
  readonly step: Step;
}

function mayInstall(step: Step): boolean {
  return goCommandsOf(step).some(({ go }) => go.verb === 'get' || go.verb === 'install');
}

function commandsOf(stage: Stage): readonly Run[] {
  return stage.steps.flatMap((step) => (step.execution?.commands ?? []).map((command) => ({ command, step })));
}

/** `go get x` and `go install x`; anything else, and both with words that cannot be read, is left alone. */
function installingCommand(command: ExecutedCommand): GoCommand | undefined {
  if (nameOf(command)?.endsWith('go') !== true) return undefined;
  const go = parseGoCommand(command);
  return go && !go.incomplete && (go.verb === 'get' || go.verb === 'install') ? go : undefined;
}

interface User {
  readonly name: string;
  readonly span: Span | undefined;
  readonly step: Step | undefined;
}

/** What runs the program that the command was meant to install: a later command, or the start of a container. */
function userOf(go: GoCommand, stage: Stage, later: readonly Run[]): User | undefined {
  const [argument, ...others] = go.args;
  const path = argument && valueOf(argument.value);
  if (path === undefined || others.length > 0 || !isRemotePackage(path)) return undefined;
  const name = programNameOf(path);
  if (name === undefined) return undefined;
  const run = later.find(({ command }) => nameOf(command) === name);
  if (run) return { name, span: run.command.argv[0]?.span, step: run.step };
  const start = [stage.entrypoint, stage.cmd].find((command) => command && startName(command) === name);
  return start && { name, span: start.words?.at(start.form === 'exec' ? 0 : -1)?.span, step: undefined };
}

function startName({ form, words = [] }: StartCommand): string | undefined {
  return form === 'exec' ? words[0]?.value : words.at(-1)?.value.trim().split(/\s+/)[0];
}

/** Go 1.18 and later, with modules. */
function onlyEditsModule(step: Step, command: ExecutedCommand, go: GoCommand): boolean {
  const modules = command.environment.get('GO111MODULE');
  if (modules && valueOf(modules.value) !== 'on') return false;
  if (command.environmentMayHoldMore === true || flagValue(go, 'tool')) return false;
  const version = goVersionOf(step.image, step.environment.get('GOTOOLCHAIN'));
  return isSettled(version) && version.value !== undefined && isAtLeast(version.value, 1, 18);
}

/** Directories of PATH in golang images. */
const searched: readonly string[] = [
  '/go/bin',
  '/usr/local/go/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** Whether something else brings, or may bring, a program of that name: a package, a file, another go install. */
function isBrought(stage: Stage, runs: readonly Run[], { name, step }: User): boolean {
  const { files, image } = step ?? stage;
  if (valueOf(image.tools)?.has(name) === true || image.installedPackages?.some((each) => each.includes(name)) === true)
    return true;
  if (runs.some(({ command }) => installs(command, name))) return true;
  return searched.some((directory) => {
    const found = lookUp(files, `${directory}/${name}`);
    return found.state === 'entry' || (found.state === 'unknown' && found.span !== undefined);
  });
}

function installs(command: ExecutedCommand, name: string): boolean {
  const go = installingCommand(command);
  if (go?.verb !== 'install') return nameOf(command) === 'make';
  return go.args.some(({ value }) => {
    const path = valueOf(value);
    return path === undefined || [name, undefined].includes(programNameOf(path));
  });
}

function notInstalled(model: BuildModel, command: ExecutedCommand, go: GoCommand, user: User): Finding {
  return {
    span: go.verbSpan,
    certainty: 'presumed',
    message: say`From Go 1.18 on go get only edits go.mod and installs no programs. What runs ${user.name} later does not find it, unless something else brings it.`,
    related: user.span ? [{ span: user.span, message: say`${user.name} is run here` }] : [],
    fixes: () => fixes(model, command, go, true),
  };
}

/** Flags that go get has and go install has not. */
const getFlags: readonly string[] = ['u', 't', 'fix', 'insecure'];

/** `go install PACKAGE@latest`: for one package that is surely a program, as go install refuses libraries. */
function fixes(model: BuildModel, command: ExecutedCommand, go: GoCommand, isRun: boolean): readonly Fix[] {
  const [argument, ...others] = go.args;
  const path = argument && valueOf(argument.value);
  if (!argument || path === undefined || others.length > 0 || command.approximate === true) return [];
  const { text } = model.dockerfile;
  const isProgram = go.verb === 'install' || isRun || /\/cmd\//.test(path);
  if (!isProgram || text.slice(argument.span.start, argument.span.end) !== path) return [];
  // -d asks for the sources alone, -tool for a line of go.mod.
  if (go.flags.some(({ name }) => name === 'd' || name === 'tool')) return [];
  const edits: Edit[] = [];
  if (go.verb === 'get') edits.push({ span: go.verbSpan, newText: 'install' });
  for (const { name, span, from } of go.flags) {
    if (!getFlags.includes(name) || from !== 'command line') continue;
    const blank = text[span.end] === ' ' ? 1 : 0;
    edits.push({ span: { start: span.start, end: span.end + blank }, newText: '' });
  }
  const versioned = path.includes('@') ? path : `${path}@latest`;
  if (versioned !== path) edits.push({ span: argument.span, newText: versioned });
  return [{ title: say`Install it by go install ${versioned}`, safety: 'review', edits }];
}
