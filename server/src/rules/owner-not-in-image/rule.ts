import { expandWord } from '../../dockerfile/expand';
import type { Flag } from '../../dockerfile/instruction';
import { isSettled } from '../../facts/fact';
import { missingAccount, restsOnArg } from '../../model/accounts';
import type { BuildModel, Problem, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { numericOwner } from '../fixes/accounts';
import { dropCopyFlag } from '../fixes/startCommand';
import { instructionAt } from '../fixes/startCommand';
import { problemsOf, quote, related } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';

export const ownerNotInImage = defineRule({
  id: 'owner-not-in-image',
  title: 'COPY --chown names a user that the image does not have',
  severity: 'error',
  fix: 'always',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const failing = problemsOf(model, 'owner-not-in-image');
    for (const problem of failing) {
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: failureMessage(problem),
        related: related(problem.because, problem.span),
        fixes: () => fixesFor(model, problem),
      };
    }
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const step of stage.steps) {
        const finding = ignoredOwner(model, step, failing);
        if (finding) yield finding;
      }
    }
  },
});

function failureMessage(problem: Problem): string {
  const { name = '', cause } = problem.details;
  const why =
    cause === 'link'
      ? say`--link copies into a layer of its own, which has no /etc/passwd to look ${name} up in`
      : say`The image is still empty here, so there is no /etc/passwd to look ${name} up in`;
  return say`${why}. The build stops: ${quote(problem.error)}.`;
}

/** Where there is a file system and no such name in it, BuildKit uses root; the classic builder and others refuse. */
function ignoredOwner(model: BuildModel, step: Step, failing: readonly Problem[]): Finding | undefined {
  const { instruction } = step;
  if (instruction.kind !== 'COPY' && instruction.kind !== 'ADD') return undefined;
  const flag = instruction.flags.find(({ name }) => name === 'chown');
  if (flag?.value === undefined || failing.some(({ span }) => span === flag.valueSpan)) return undefined;
  const { text, escape } = model.dockerfile;
  if (restsOnArg(text, flag.valueSpan, step.environment)) return undefined;
  const owner = expandWord(flag.value, (name) => step.environment.get(name)?.value, escape);
  if (!isSettled(owner)) return undefined;
  const named = owner.value.split(':').map((part) => (part === 'root' ? '0' : part));
  const missing = missingAccount(step, named.join(':'));
  if (!missing) return undefined;
  const { name, file } = missing;
  const account = file === 'passwd' ? say`user ${name}` : say`group ${name}`;
  return {
    span: flag.valueSpan,
    certainty: missing.certainty,
    severity: 'warning',
    message: say`The image has no ${account} at this point. BuildKit gives the files to root instead and says nothing; other builders stop with an error.${missing.certainty === 'presumed' ? say` This presumes that the base image brings no such account.` : ''}`,
    fixes: [
      numeric(flag),
      { title: say`Drop --chown=${flag.value}`, safety: 'review', edits: [dropCopyFlag(model, flag)] },
    ],
  };
}

function numeric(flag: Flag): Fix {
  const owner = numericOwner(flag.value ?? '');
  return {
    title: say`Use the numeric id ${owner}`,
    safety: 'review',
    edits: [{ span: flag.valueSpan, newText: owner }],
  };
}

function fixesFor(model: BuildModel, problem: Problem): readonly Fix[] {
  const instruction = instructionAt(model, problem.span)?.step.instruction;
  const flag = instruction?.flags.find(({ name }) => name === 'chown');
  if (!instruction || !flag) return [];
  const link = instruction.flags.find(({ name }) => name === 'link');
  if (problem.details['cause'] !== 'link' || !link) return [numeric(flag)];
  return [{ title: say`Drop --link`, safety: 'review', edits: [dropCopyFlag(model, link)] }, numeric(flag)];
}
