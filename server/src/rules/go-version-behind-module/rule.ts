import { evidence, isSettled } from '../../facts/fact';
import { parseGoVersion } from '../../golang/version';
import type { BuildModel, Problem, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { newerGolangImage } from '../fixes/goVersion';
import { insertAtStageStart, rootStage } from '../fixes/instructions';
import { outcome } from '../presumption';
import { buildOf, fatalFirst, problemsOf, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const goVersionBehindModule = defineRule({
  id: 'go-version-behind-module',
  title: 'Image with an older Go than go.mod asks for',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<string>();
    for (const problem of fatalFirst(problemsOf(model, 'go-version-behind-module'))) {
      const stage = stageOf(model, problem);
      if (!stage) continue;
      // Go that was copied in is not FROM's doing.
      const { goVersion } = stage.root;
      const isCopied = isSettled(goVersion) && goVersion.value === undefined;
      const word = isCopied ? undefined : rootStage(model, stage).from.image;
      const { directory = '', version = '', required = '', file = 'go.mod', cause, command } = problem.details;
      const span = (command === undefined ? word?.span : undefined) ?? problem.span;
      // Stages built on one another meet the same go.mod with the same Go.
      const key = `${span.start} ${directory} ${file}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const error = (problem.error ?? '').split('\n').at(-1) ?? '';
      const presumed = say` This presumes that the image's Go is ${version} and that the command runs.`;
      const then = outcome(problem, say` with "${error}"`, presumed);
      yield {
        span,
        certainty: problem.certainty,
        message:
          cause === undefined
            ? say`${file} asks for Go ${required}, and ${command === undefined ? say`this image has` : say`${command} is`} Go ${version} with GOTOOLCHAIN=local. ${then}`
            : say`${command ?? say`This image's Go ${version}`} cannot read ${file}, which is written for a newer Go. ${then}`,
        related: related(
          [evidence(problem.span, say`go ${verbOf(model, problem)}stops here`), ...problem.because],
          span,
        ),
        fixes: () => (command === undefined ? fixes(model, stage, problem) : []),
      };
    }
  },
});

function verbOf(model: BuildModel, problem: Problem): string {
  const build = buildOf(model, problem);
  return build ? `${build.go.verb} ` : '';
}

function fixes(model: BuildModel, stage: Stage, problem: Problem): readonly Fix[] {
  const { version = '', required = '', cause } = problem.details;
  const directive = parseGoVersion(required);
  const present = parseGoVersion(version);
  const result: Fix[] = [];
  // What old versions cannot read (a toolchain line, a version of three parts) came with Go 1.21.
  const atLeast = { major: 1, minor: 21, patch: undefined, prerelease: undefined };
  const wanted = cause !== undefined && (!directive || directive.minor < 21) ? atLeast : directive;
  const newer = wanted && newerGolangImage(model, stage, wanted);
  if (newer) result.push(newer);
  const auto = present && directive && present.minor >= 21 ? fetchToolchain(model, stage, required) : undefined;
  if (auto) result.push(auto);
  return result;
}

/**
 * GOTOOLCHAIN=auto lets go fetch the version that go.mod names. Only for one of three parts: a
 * two-part one names no release, and older versions of go then find nothing to fetch (golang/go#62278).
 */
function fetchToolchain(model: BuildModel, stage: Stage, required: string): Fix | undefined {
  const setting = stage.environment.get('GOTOOLCHAIN');
  if (setting && setting.source !== 'image') return undefined;
  if (required.split('.').length < 3) return undefined;
  const root = rootStage(model, stage);
  return {
    title: say`Set GOTOOLCHAIN=auto, so that go fetches the version it needs`,
    safety: 'review',
    edits: [insertAtStageStart(model, root, 'ENV GOTOOLCHAIN=auto')],
  };
}
