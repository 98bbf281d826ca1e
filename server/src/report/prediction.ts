import { isSettled, valueOf, type Fact } from '../facts/fact';
import type { Linkage } from '../golang/linkage';
import { formatGoVersion } from '../golang/version';
import type { Predicted, Prediction } from '../inspect/compare';
import type { BuildModel, GoBuild, Output, Problem } from '../model/buildModel';
import { loaderOf } from '../model/loading';
import { startOf } from '../model/start';
import type { StartedProgram } from '../model/startOutcome';
import { startWords } from '../model/startWords';
import { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';

/** Problems that show in the files of an image, without starting it. */
const seenInFiles: ReadonlySet<Problem['kind']> = new Set([
  'shell-form-without-shell',
  'dynamic-binary-in-scratch',
  'glibc-binary-on-musl',
  'musl-binary-on-glibc',
  'glibc-too-old',
  'wrong-architecture',
  'shared-library-missing',
  'entrypoint-not-in-image',
  'entrypoint-is-directory',
  'not-executable',
  'user-not-in-image',
]);

/**
 * What the model says of the program and the image, in terms of what can be seen in them.
 * @param binary name of a program outside of an image; undefined: the one that the target starts
 */
export function predict(model: BuildModel, binary: string | undefined): Prediction {
  const { target, verdict } = model;
  const { program } = startOf(model);
  const chosen = binary === undefined ? program : (outputNamed(model, binary) ?? program);
  const words = target && binary === undefined ? startWords(target) : undefined;
  const lines = new LineIndex(model.dockerfile.text);
  const at: AddLine = (predicted, span) =>
    predicted && { ...predicted, ...(span && { line: lines.lineAt(span.start) + 1 }) };
  const start = (target?.entrypoint ?? target?.cmd)?.instruction?.span;
  const ownPath: Predicted<string> = program && { value: program.path, certainty: 'known' };
  return {
    ...predictProgram(chosen, program?.entry.stripped, at, ({ stage }) => model.stages[stage]?.from.span),
    entrypoint: at(words && { value: words.map(({ value }) => value), certainty: 'known' }, start),
    program: at(binary === undefined ? ownPath : undefined, program?.span),
    verdict: at(predictVerdict(model), verdict.problem?.span ?? start),
  };
}

/** Adds the line in which a place is. */
type AddLine = <T>(predicted: Predicted<T>, span: Span | undefined) => Predicted<T>;

type Chosen = Pick<StartedProgram, 'build' | 'output'>;

/** The build that writes a file of that name, or the only one that writes a program. */
function outputNamed(model: BuildModel, name: string): Chosen | undefined {
  const all = [...model.goBuilds, ...model.recipeBuilds].flatMap((build) =>
    build.outputs.filter(({ kind }) => kind !== 'archive').map((output) => ({ build, output })),
  );
  const named = all.filter(({ output }) => valueOf(output.path)?.endsWith(`/${name}`));
  if (named.length === 1) return named[0];
  return all.length === 1 ? all[0] : undefined;
}

function predictProgram(
  chosen: Chosen | undefined,
  isStripped: boolean | undefined,
  at: AddLine,
  from: (build: GoBuild) => Span | undefined,
): Omit<Prediction, 'entrypoint' | 'program' | 'verdict'> {
  const { build, output } = chosen ?? {};
  if (!build) {
    const nothing = undefined;
    return {
      goos: nothing,
      goarch: nothing,
      linkage: nothing,
      libc: nothing,
      interpreter: nothing,
      glibc: nothing,
      cgo: nothing,
      goVersion: nothing,
      stripped: nothing,
      race: nothing,
    };
  }
  const linked = linkageOf(build, output);
  const goarch = valueOf(build.goarch);
  const libc = map(linked, (linkage) => (linkage.kind === 'dynamic' ? linkage.libc : null));
  const needs = linked?.value.kind === 'dynamic' ? linked.value.needs.glibc : undefined;
  const flags = flagCertainty(build);
  const strips = build.strips || isStripped === true;
  const { span } = build.command;
  const inText = <T>(fact: Fact<T>): Predicted<T> =>
    at(settled(fact), fact.because.findLast((reason) => reason.span)?.span ?? span);
  return {
    goos: inText(build.goos),
    goarch: inText(build.goarch),
    linkage: at(
      map(linked, ({ kind }) => (kind === 'dynamic' ? kind : 'static')),
      span,
    ),
    libc: at(libc, span),
    interpreter: at(libc && predictLoader(libc.value, goarch, libc.certainty), span),
    glibc: at(needs && linked && { value: needs, certainty: linked.certainty }, span),
    cgo: inText(build.cgo),
    goVersion: at(predictGoVersion(build), from(build)),
    stripped: at(flags && { value: strips, certainty: flags }, span),
    race: at(flags && { value: build.race, certainty: flags }, span),
  };
}

function predictLoader(
  libc: string | null,
  goarch: string | undefined,
  certainty: 'known' | 'presumed',
): Predicted<string | null> {
  if (libc === null) return { value: null, certainty };
  const loader = goarch === undefined ? undefined : loaderOf(goarch, libc);
  return loader === undefined ? undefined : { value: loader, certainty };
}

type Linked = Extract<Linkage, { readonly kind: 'static' | 'dynamic' }>;

function linkageOf(build: GoBuild, output: Output | undefined): Predicted<Linked> {
  const fact = output?.linkage ?? build.linkage;
  if (!isSettled(fact)) return undefined;
  const { value, certainty } = fact;
  return value.kind === 'static' || value.kind === 'dynamic' ? { value, certainty } : undefined;
}

function predictGoVersion({ goVersion }: GoBuild): Predicted<string> {
  const version = settled(goVersion);
  return version?.value && { value: formatGoVersion(version.value), certainty: version.certainty };
}

/** How sure it is that all flags were read: a tool in front of go may add some. */
function flagCertainty({ go }: GoBuild): 'known' | 'presumed' | undefined {
  const isUnread = go.incomplete || go.flags.some(({ name, value }) => name === 'ldflags' && !isSettled(value));
  if (isUnread) return undefined;
  return go.front ? 'presumed' : 'known';
}

function predictVerdict({ verdict }: BuildModel): Prediction['verdict'] {
  const { outcome, likely, problem } = verdict;
  const seen = problem !== undefined && seenInFiles.has(problem.kind);
  if (outcome !== 'unknown') return { value: { outcome, seenInFiles: seen }, certainty: 'known' };
  return likely && { value: { outcome: likely.outcome, seenInFiles: seen }, certainty: 'presumed' };
}

function settled<T>(fact: Fact<T>): Predicted<T> {
  return isSettled(fact) ? { value: fact.value, certainty: fact.certainty } : undefined;
}

function map<T, U>(predicted: Predicted<T>, change: (value: T) => U): Predicted<U> {
  return predicted && { value: change(predicted.value), certainty: predicted.certainty };
}
