import { valueOf } from '../../facts/fact';
import type { BuildModel, Problem } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import { say } from '../../text/say';
import { imageName } from '../fixes/images';
import { insertBefore, rootStage } from '../fixes/instructions';
import { instructionAt } from '../fixes/startCommand';
import { problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const commandNotInImage = defineRule({
  id: 'command-not-in-image',
  title: 'RUN of a command that the image does not have',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'command-not-in-image')) {
      const stage = stageOf(model, problem);
      const { name = '', manager, dialect } = problem.details;
      const image = stage ? imageName(model, rootStage(model, stage)) : say`the image`;
      const what =
        dialect !== undefined
          ? say`${name} is a word of bash, and /bin/sh is ${dialect} here, which does not know it.`
          : manager === undefined
            ? say`Neither ${image} nor a command before this one brings ${name}.`
            : say`${image} has no ${name}: it is not the package manager of that distribution.`;
      const presumed =
        problem.certainty === 'presumed' ? say` This presumes that the image has no more than its tag tells.` : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`${what} The build stops here: ${quote(problem.error)}.${presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => fixes(model, problem),
      };
    }
  },
});

/** Packages that bring a command of another name. */
const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  groupadd: { alpine: 'shadow', debian: 'passwd' },
  protoc: { alpine: 'protobuf-dev', debian: 'protobuf-compiler' },
  upx: { alpine: 'upx', debian: 'upx-ucl' },
  useradd: { alpine: 'shadow', debian: 'passwd' },
  usermod: { alpine: 'shadow', debian: 'passwd' },
};

function fixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const stage = stageOf(model, problem);
  const at = instructionAt(model, problem.span);
  const { name = '', manager, dialect } = problem.details;
  if (!stage || !at || manager !== undefined) return [];
  if (name === '==' && problem.details['direct'] !== undefined)
    return [{ title: say`Write ${'='}`, safety: 'safe', edits: [{ span: problem.span, newText: '=' }] }];
  if (dialect !== undefined) return runByBash(model, problem, at);
  const isAlpine = stage.image.distribution === 'alpine';
  const own = ownValue(packages, name)?.[isAlpine ? 'alpine' : 'debian'] ?? name;
  const line = isAlpine
    ? `RUN apk add --no-cache ${own}`
    : `RUN apt-get update && apt-get install -y --no-install-recommends ${own} && rm -rf /var/lib/apt/lists/*`;
  return [
    { title: say`Install ${own} first`, safety: 'review', edits: [insertBefore(model, at.step.instruction, line)] },
  ];
}

/** bash for this RUN and those behind it, if the image has one. */
function runByBash(
  model: BuildModel,
  { details }: Problem,
  { stage, step }: NonNullable<ReturnType<typeof instructionAt>>,
): readonly Fix[] {
  const bash = valueOf(stage.image.shells)?.find((path) => path.endsWith('/bash'));
  if (bash === undefined || details['direct'] === undefined) return [];
  const line = `SHELL ["${bash}", "-c"]`;
  return [
    { title: say`Run this by bash: ${line}`, safety: 'review', edits: [insertBefore(model, step.instruction, line)] },
  ];
}
