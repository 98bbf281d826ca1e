import { isSettled, valueOf } from '../../facts/fact';
import type { OutputRefusal } from '../../golang/outputs';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import { absolute, resolvePath } from '../../model/files';
import { say } from '../../text/say';
import { writtenFlag } from '../fixes/flags';
import { outcome } from '../presumption';
import { buildOf, problemsOf, quote, related } from '../problems';
import { defineRule, type Fix } from '../rule';

export const outputNotAProgram = defineRule({
  id: 'output-not-a-program',
  title: 'go build writes no program there',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'output-not-a-program')) {
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message:
          problem.phase === 'build'
            ? `${refusalOf(problem)}. ${outcome(problem, `: ${quote(problem.error)}`)}`
            : say`The package that ${problem.details['path'] ?? 'this'} is built from is not package main, so go writes an archive instead of a program. The container will not start: ${quote(problem.error)}.`,
        related: related(problem.because, problem.span),
        fixes: () => (problem.phase === 'build' ? fixesFor(model, problem) : []),
      };
    }
  },
});

const refusals: ReadonlyMap<string, string> = new Map<OutputRefusal, string>([
  ['cross-install', say`go install builds for another platform here and GOBIN is set`],
  ['several-programs', say`Several programs are built, and -o names one file`],
  ['several-tests', say`Several programs are built, and -o names one file`],
  ['no-main-packages', say`None of the packages is package main, so there is no program to write`],
  ['directory-in-the-way', say`A directory has the name that the program would get`],
]);

function refusalOf({ details }: Problem): string {
  return refusals.get(details['refusal'] ?? '') ?? say`go writes nothing here`;
}

function fixesFor(model: BuildModel, problem: Problem): readonly Fix[] {
  const build = buildOf(model, problem);
  const { refusal } = problem.details;
  if (!build) return [];
  if (refusal === 'several-programs') return writeIntoDirectory(model, build);
  return refusal === 'cross-install' ? buildInstead(build) : [];
}

/** A slash behind the name makes it a directory, which is right unless a COPY takes that name for a file. */
function writeIntoDirectory(model: BuildModel, build: GoBuild): readonly Fix[] {
  const flag = writtenFlag(build, 'o');
  const value = flag && valueOf(flag.value);
  const workdir = valueOf(build.command.workdir);
  if (!flag || value === undefined || workdir === undefined) return [];
  if (model.dockerfile.text.slice(flag.valueSpan.start, flag.valueSpan.end) !== value) return [];
  const path = resolvePath(workdir, value);
  if (isTakenForFile(model, build.stage, path)) return [];
  const end = flag.valueSpan.end;
  return [
    {
      title: say`Write the programs into ${value}/`,
      safety: 'review',
      edits: [{ span: { start: end, end }, newText: '/' }],
    },
  ];
}

function isTakenForFile(model: BuildModel, stage: number, path: string): boolean {
  const copied = model.stages.some(({ steps }) =>
    steps.some(({ copy }) => {
      if (copy?.from.kind !== 'stage' || copy.from.index !== stage) return false;
      return copy.sources.some(
        (source) => isSettled(source.path) && absolute(source.path.value) === path && !copy.intoDirectory,
      );
    }),
  );
  const { target } = model;
  const started = [...(target?.entrypoint?.words ?? []), ...(target?.cmd?.words ?? [])];
  return copied || started.some(({ value }) => value === path);
}

/** `go build -o` may write for any platform into any directory. */
function buildInstead(build: GoBuild): readonly Fix[] {
  const variable = build.command.environment.get('GOBIN');
  const directory = variable && valueOf(variable.value);
  const versioned = build.go.args.some(({ value }) => !isSettled(value) || value.value.includes('@'));
  if (directory === undefined || !/^\/[\w./-]+$/.test(directory) || versioned) return [];
  if (build.go.verb !== 'install' || build.command.approximate === true || build.instruction.exec) return [];
  const into = `${directory.replace(/\/+$/, '')}/`;
  return [
    {
      title: say`Build into ${into} with go build -o`,
      safety: 'review',
      edits: [{ span: build.go.verbSpan, newText: `build -o ${into}` }],
    },
  ];
}
