import { valueOf } from '../../facts/fact';
import { restsOnArg } from '../../model/accounts';
import type { BuildModel, Stage } from '../../model/buildModel';
import { baseName } from '../../model/copy';
import { findExecutable } from '../../model/findExecutable';
import { startWords } from '../../model/startWords';
import { say } from '../../text/say';
import { chain } from '../fixes/images';
import { insertAfter, insertBefore } from '../fixes/instructions';
import { privilegedPorts } from '../ports';
import { defineRule, type Fix } from '../rule';
import { nameOfTarget, shippedPrograms, type ShippedProgram } from '../shipped';

/** Stages that are not meant for production, by name. */
const forDevelopers =
  /(?:^|[-_.])(?:dev|devel|development|debug|debugger|test|tests|testing|e2e|ci|lint|tools?|build|builder)(?:$|[-_.\d])/;

/** What starts another program as another user, wherever in the command or in an entry script it stands. */
const dropsPrivileges =
  /\b(?:gosu|su-exec|setpriv|runuser|setuidgid|chpst|s6-[\w-]+|sudo|capsh|su|start-stop-daemon|doas)\b/;

/** Tools of development that start the program, or watch it. */
const developmentTool = /(?:^|\/)(?:dlv|air|reflex|CompileDaemon|gow|wgo|fresh|realize|modd|go)$/;

/** The id that distroless images give to `nonroot`. */
const owner = '65532:65532';

export const runsAsRoot = defineRule({
  id: 'runs-as-root',
  title: 'Program that runs as root',
  severity: 'hint',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    const user = target && valueOf(target.user.name);
    if (!target || user === undefined || !/^(?:root|0*)(?::|$)/.test(user)) return;
    if (model.platform.os !== 'linux' || forDevelopers.test(target.name ?? '')) return;
    const { span } = target.user;
    if (span && restsOnArg(model.dockerfile.text, span, target.environment)) return;
    const program = startedProgram(model, target);
    if (!program) return;
    const why = span
      ? say`${model.dockerfile.text.slice(span.start, span.end)} is the last USER`
      : say`no USER says otherwise`;
    yield {
      span: span ?? target.from.image?.span ?? target.from.span,
      certainty: 'known',
      message: say`${program.path} runs as root in ${nameOfTarget(target)}, as ${why}. Whoever breaks into it is root in the container, and Kubernetes does not start it with runAsNonRoot.`,
      fixes: () => setUser(model, target, program),
    };
  },
});

/** The go program that the container starts as the user of the image, if that is certain: directly, or through a script that is known. */
function startedProgram(model: BuildModel, target: Stage): ShippedProgram | undefined {
  const words = startWords(target)?.map(({ value }) => value) ?? [];
  const [first] = words;
  const text = words.join(' ');
  if (first === undefined || developmentTool.test(first) || dropsPrivileges.test(text)) return undefined;
  const executable = findExecutable(target, first);
  if (executable.state === 'entry' && !executable.entry.artifact) {
    // A script says itself whether it goes on as another user; of one that cannot be read nothing is known.
    const script = executable.entry.text;
    if (script === undefined || dropsPrivileges.test(script)) return undefined;
  } else if (executable.state === 'unknown' && !/(?:^|\/)(?:(?:ba|da|a)?sh|tini|dumb-init|catatonit)$/.test(first))
    return undefined;
  const names = new Set(text.split(/[\s"';&|]+/).map(baseName));
  return shippedPrograms(model).find(({ path, build }) => build.go.verb !== 'test' && names.has(baseName(path)));
}

/**
 * `USER 65532:65532` where the program starts. None where root is needed, or may be: ports below 1024, files that only root can
 * reach, directories that the Dockerfile makes to be written to.
 */
function setUser(model: BuildModel, target: Stage, { path }: ShippedProgram): readonly Fix[] {
  const workdir = valueOf(target.workdir);
  if (workdir === undefined || [path, `${workdir}/`].some((place) => place.startsWith('/root/'))) return [];
  if (privilegedPorts(model, target).length > 0 || chain(model, target).some(makesPlacesToWrite)) return [];
  const title = say`Run as user ${owner}`;
  const { steps } = target;
  const lastRun = steps.findLastIndex(({ instruction: { kind } }) => kind === 'RUN');
  const { span } = target.user;
  if (span) {
    const at = steps.findIndex(
      ({ instruction }) => instruction.span.start <= span.start && span.end <= instruction.span.end,
    );
    return at > lastRun ? [{ title, safety: 'review', edits: [{ span, newText: owner }] }] : [];
  }
  const start = steps.find(
    ({ instruction: { kind } }, index) => index > lastRun && (kind === 'ENTRYPOINT' || kind === 'CMD'),
  );
  const last = steps.at(-1);
  if (!last) return [];
  const line = `USER ${owner}`;
  const edit = start ? insertBefore(model, start.instruction, line) : insertAfter(model, last.instruction, line);
  return [{ title, safety: 'review', edits: [edit] }];
}

function makesPlacesToWrite({ steps }: Stage): boolean {
  return steps.some(({ instruction }) => {
    if (instruction.kind === 'VOLUME') return true;
    if (instruction.kind === 'RUN')
      return [instruction.argument, ...instruction.heredocs.map(({ body }) => body)].some(({ text }) =>
        text.split(/[&;|]/).some((part) => /\b(?:mkdir|touch|chmod|install|mktemp)\s/.test(withoutInstall(part))),
      );
    // COPY --chmod=0700: for the owner alone, and that is root.
    return instruction.flags.some(({ name, value }) => name === 'chmod' && !/^[0-7]*[57]$/.test(value ?? ''));
  });
}

/** A command without the `install` of a package manager and what stands between the two. */
function withoutInstall(command: string): string {
  const manager = command.search(/\b(?:apt-get|apt|go|npm|pip|dnf|yum)\s/);
  const install = [...command.matchAll(/\binstall\s/g)].at(-1);
  return manager < 0 || !install || install.index < manager
    ? command
    : `${command.slice(0, manager)} ${command.slice(install.index + install[0].length)}`;
}
