import { evidence, isSettled, valueOf, type Evidence } from '../facts/fact';
import { refused, type StartError } from '../facts/startErrors';
import { formatPlatform } from '../dockerfile/platform';
import { isSupportedPort } from '../golang/ports';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { BuildModel, GoBuild, Output, Problem, Stage } from './buildModel';
import type { FileEntry } from './files';
import { checkLinkage, type Called } from './loading';
import { fails, nothing, type Start, type StartedProgram } from './startOutcome';

/** Makes a problem of the file that is started. */
export type MakeProblem = (
  kind: Problem['kind'],
  printed: StartError,
  says: string,
  details?: Record<string, string>,
) => Problem;

/** What starting a file that a go build has written comes to. */
export function startProgram(
  model: BuildModel,
  stage: Stage,
  started: {
    readonly path: string;
    readonly called: Called;
    readonly entry: FileEntry;
    readonly build: GoBuild;
    readonly output: Output;
    readonly span: Span;
  },
  chain: readonly Evidence[],
  problem: MakeProblem,
): Start {
  const { path, called, entry, build, output, span } = started;
  const program: StartedProgram = { path, entry, build, output, span };
  const built = [...chain, evidence(build.go.verbSpan, say`go ${build.go.verb} writes the binary`)];
  if (output.kind === 'archive') {
    const says = say`it is an archive, not a program: the package is not package main`;
    // go build gives archives no execute bit.
    const refusal = entry.executable === true ? 'format' : 'permission';
    return { ...fails(problem('output-not-a-program', refused(refusal, called.path), says), built), program };
  }
  if (entry.executable === false) {
    return {
      ...fails(problem('not-executable', refused('permission', called.path), say`${path} has no execute bit`), built),
      program,
    };
  }
  if (entry.executable === undefined)
    return { ...nothing(say`whether ${path} has an execute bit is not known`, entry.span), program };
  const wrong = wrongArchitecture(model, stage, build, called.path, problem);
  if (wrong === 'unknown')
    return { ...nothing(say`the platform that it is built for cannot be told`, build.command.span), program };
  if (wrong) return { ...fails(wrong, built), program };
  const loading = checkLinkage(stage, output, called, build);
  const because = [...output.linkage.because, ...built, ...loading.because];
  if (loading.problem) {
    const details = { path, ...loading.problem.details };
    const found: Problem = {
      ...problem(loading.problem.kind, loading.problem.printed, loading.problem.says, details),
      certainty: loading.problem.certainty,
      because,
    };
    return {
      problems: [found],
      outcome: found.certainty === 'known' ? 'fails' : 'unknown',
      because,
      argv: undefined,
      program,
    };
  }
  const linkage = valueOf(output.linkage);
  const isInDoubt = (linkage?.kind === 'dynamic' || linkage?.kind === 'static') && linkage.restsOnCompiler === true;
  if (loading.runs && isInDoubt) {
    const says = say`the build fails without a C compiler, and whether there is one is not known`;
    return { ...nothing(says, build.command.span), because: [...because, evidence(build.go.verbSpan, says)], program };
  }
  return { problems: [], outcome: loading.runs ? 'runs' : 'unknown', because, argv: undefined, program };
}

/** A binary for another platform than the image's: the kernel refuses it unless an emulator is registered. */
function wrongArchitecture(
  model: BuildModel,
  stage: Stage,
  build: GoBuild,
  path: string,
  problem: MakeProblem,
): Problem | 'unknown' | undefined {
  const { goos, goarch } = build;
  const version = valueOf(build.goVersion);
  if (version && isSettled(goos) && isSettled(goarch)) {
    // The build ends in an error then.
    if (isSupportedPort(goos.value, goarch.value, version) === false) return 'unknown';
  }
  // `FROM --platform=linux/arm64` makes an image for that platform, whatever platform is asked for.
  const image = valueOf(stage.platform) ?? model.platform;
  if (isSettled(goos) && goos.value !== image.os) {
    return problem(
      'wrong-architecture',
      refused('format', path),
      say`it is built for ${goos.value}, the image is ${formatPlatform(image)}`,
      { goos: goos.value, goarch: valueOf(goarch) ?? '' },
    );
  }
  if (isSettled(goarch) && goarch.value !== image.architecture) {
    // 386 programs run on amd64 kernels.
    if (goarch.value === '386' && image.architecture === 'amd64') return undefined;
    const made = problem(
      'wrong-architecture',
      refused('format', path),
      say`it is built for ${goarch.value}, the image is ${formatPlatform(image)}`,
      { goos: valueOf(goos) ?? 'linux', goarch: goarch.value },
    );
    return { ...made, certainty: goarch.certainty, because: [...goarch.because, ...made.because] };
  }
  return isSettled(goos) && isSettled(goarch) ? undefined : 'unknown';
}
