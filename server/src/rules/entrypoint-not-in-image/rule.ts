import { isSettled } from '../../facts/fact';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { contains } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { inDoubleQuotes, instructionAt, replaceWord } from '../fixes/startCommand';
import { problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const entrypointNotInImage = defineRule({
  id: 'entrypoint-not-in-image',
  title: 'Nothing puts the program that starts into the image',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'entrypoint-not-in-image')) {
      if (belongsToTextAfterExecForm(model, problem)) continue;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: problem.phase === 'build' ? copyMessage(model, problem) : startMessage(model, problem),
        related: related(problem.because, problem.span),
        fixes: () => (problem.phase === 'build' ? copyFixes(model, problem) : startFixes(model, problem)),
      };
    }
  },
});

function startMessage(model: BuildModel, problem: Problem): string {
  const { name = '', place: installed } = problem.details;
  const place = name.includes('/') ? say`Nothing puts ${name} into the image` : say`${name} is in no directory of PATH`;
  const hint = intended(model, problem);
  const presumed = problem.certainty === 'presumed' ? say` This presumes that ${presumption(problem)}.` : '';
  const there =
    installed !== undefined ? say`; it is at ${installed}` : hint === undefined ? '' : say`; go writes ${hint}`;
  const end =
    problem.error === undefined
      ? say`The container will not start`
      : say`The container will not start: ${quote(problem.error)}`;
  return `${place}${there}. ${end}.${presumed}`;
}

function presumption(problem: Problem): string {
  switch (problem.details['unless']) {
    case 'context':
      return say`nothing outside the Dockerfile puts it into the build context`;
    case 'directories':
      return say`the base image keeps /usr/bin and /usr/sbin apart, and nothing else brings a program of that name`;
    case 'volume':
      return say`no volume brings it when the container is run`;
    default:
      return say`the base image brings no program of that name`;
  }
}

function copyMessage(model: BuildModel, problem: Problem): string {
  const { name = '', from = '', actual = problem.details['only'] } = problem.details;
  const stage = model.stages[Number(from)]?.name ?? from;
  return say`Nothing in the stage ${stage} writes ${name}${actual === undefined ? '' : say`; go writes ${actual}`}. The build stops at this COPY: ${quote(problem.error)}.${problem.certainty === 'presumed' ? say` This presumes that nothing outside the Dockerfile puts it into the build context.` : ''}`;
}

/** A CMD that is shell form by mistake has its own rule. */
function belongsToTextAfterExecForm(model: BuildModel, problem: Problem): boolean {
  const instruction = instructionAt(model, problem.span)?.step.instruction;
  return (instruction?.kind === 'CMD' || instruction?.kind === 'ENTRYPOINT') && instruction.textAfterExec !== undefined;
}

/** The program that was meant: the build's output of that name, or the only one unless the command names it elsewhere. */
function intended(model: BuildModel, problem: Problem): string | undefined {
  const { name = '', actual, only } = problem.details;
  if (actual !== undefined || only === undefined || /(^|\/)(ba|da|a)?sh$/.test(name)) return actual;
  const words = [...(model.target?.entrypoint?.words ?? []), ...(model.target?.cmd?.words ?? [])];
  return words.some(({ value }) => value.includes(only.slice(only.lastIndexOf('/')))) ? undefined : only;
}

function startFixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const { name = '', actual } = problem.details;
  const quoted = misquoted(model, problem);
  if (quoted) return [{ title: say`Use the exec form: ${quoted.newText}`, safety: 'safe', edits: [quoted] }];
  const path = problem.details['place'] ?? intended(model, problem);
  if (path === undefined) return copyFromBuild(model, problem, name);
  const edit = replaceWord(model, problem.span, name, path);
  if (!edit) return [];
  return [
    {
      title: say`Start ${path}`,
      safety: (problem.details['place'] ?? actual) === undefined ? 'review' : 'safe',
      edits: [edit],
    },
  ];
}

/** `CMD ['/app']` is no JSON, so a shell looks for the program `[/app]`. */
function misquoted(model: BuildModel, problem: Problem): Edit | undefined {
  const instruction = instructionAt(model, problem.span)?.step.instruction;
  if (instruction?.kind !== 'CMD' && instruction?.kind !== 'ENTRYPOINT') return undefined;
  if (instruction.exec) return undefined;
  return inDoubleQuotes(model, { start: instruction.argument.start, end: instruction.span.end });
}

/** The program is built, and no COPY brings it over: a COPY in front of the instruction that starts it. */
function copyFromBuild(model: BuildModel, problem: Problem, name: string): readonly Fix[] {
  const stage = stageOf(model, problem);
  const at = instructionAt(model, problem.span);
  if (!stage || at?.stage.index !== stage.index || !name.startsWith('/')) return [];
  const base = name.slice(name.lastIndexOf('/') + 1);
  for (const build of model.goBuilds) {
    const from = model.stages[build.stage];
    if (!from?.name || from.index >= stage.index) continue;
    for (const { path, kind } of build.outputs) {
      if (!isSettled(path) || kind !== 'program' || !path.value.endsWith(`/${base}`)) continue;
      const line = `COPY --from=${from.name} ${path.value} ${name}`;
      if (/[\s$]/.test(path.value + name)) continue;
      return [
        {
          title: say`Copy ${path.value} from ${from.name}`,
          safety: 'review',
          edits: [insertBefore(model, at.step.instruction, line)],
        },
      ];
    }
  }
  return [];
}

function copyFixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const { name = '', only, actual = only } = problem.details;
  if (actual === undefined) return [];
  const fixes: Fix[] = [];
  const install = crossInstall(model, problem, actual);
  if (install) {
    const place = install.go.verbSpan;
    fixes.push({
      title: say`Build ${name} with go build -o`,
      safety: 'review',
      edits: [{ span: place, newText: `build -o ${name}` }],
    });
  }
  const written = model.dockerfile.text.slice(problem.span.start, problem.span.end).replace(/^"|"$/g, '');
  const edit = replaceWord(model, problem.span, written, actual);
  // In a cross build the directory's name is that of one platform only.
  if (edit && !install)
    fixes.push({ title: say`Copy ${actual}`, safety: only === undefined ? 'safe' : 'review', edits: [edit] });
  return fixes;
}

/** The `go install` of one local program that writes `/go/bin/linux_arm64/app` because it builds for another platform. */
function crossInstall(model: BuildModel, problem: Problem, actual: string): GoBuild | undefined {
  if (!/\/bin\/[a-z0-9]+_[a-z0-9]+\/[^/]+$/.test(actual)) return undefined;
  return model.goBuilds.find((build) => {
    const [argument, ...more] = build.go.args;
    const own = build.outputs.some(({ path }) => isSettled(path) && path.value === actual);
    const local = argument === undefined || (isSettled(argument.value) && !argument.value.value.includes('@'));
    return (
      own &&
      local &&
      more.length === 0 &&
      build.go.verb === 'install' &&
      build.command.approximate !== true &&
      contains(build.instruction.span, build.go.verbSpan) &&
      !build.instruction.exec &&
      build.stage === Number(problem.details['from'])
    );
  });
}
