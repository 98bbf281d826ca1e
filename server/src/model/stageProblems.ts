import { expandWord } from '../dockerfile/expand';
import type { RunInstruction } from '../dockerfile/instruction';
import { evidence, isSettled, valueOf } from '../facts/fact';
import { say } from '../text/say';
import { missingAccount, missingAccountError, restsOnArg } from './accounts';
import type { BuildModel, Copy, Problem, Stage } from './buildModel';
import { isLinked } from './copy';
import { absolute, artifactPaths, isWithin, lookUp, mayBeMade, mayBePutIntoContext } from './files';
import { environmentValue, type StageState } from './stageState';
import { normalise, type SourceTree } from '../workspace/sourceTree';
import { conditionsOfBash } from './bashWords';
import type { OtherStage, StageSurroundings } from './walkStage';

/** Directories that packages, accounts and Go's caches fill without the Dockerfile saying so. */
const filledUnseen = ['/go', '/root', '/home', '/opt', '/srv'];

/**
 * COPY --from of a path that nothing in that stage writes. BuildKit fails when it calculates the cache key (measured
 * with BuildKit of Docker 28.5); a pattern that matches nothing is no error, so patterns are left alone.
 */
export function absentSources(stage: number, copy: Copy, origin: OtherStage): readonly Problem[] {
  const { instruction, from } = copy;
  if (from.kind !== 'stage' || instruction.flags.some((flag) => flag.name === 'parents')) return [];
  const problems: Problem[] = [];
  for (const { word, path } of copy.sources) {
    if (path.certainty !== 'known' || /[*?[\\$]/.test(path.value)) continue;
    const wanted = absolute(path.value);
    if (lookUp(origin.files, wanted).state !== 'absent') continue;
    const base = wanted.slice(wanted.lastIndexOf('/') + 1);
    const actual = artifactPaths(origin.files).find((candidate) => candidate.endsWith(`/${base}`));
    const folder = wanted.slice(0, wanted.lastIndexOf('/') + 1);
    const beside = artifactPaths(origin.files).filter((candidate) => candidate.startsWith(folder));
    const unseen = isUnseen(origin, wanted);
    if (actual === undefined && unseen && beside.length === 0) continue;
    const [only] = beside;
    problems.push({
      kind: 'entrypoint-not-in-image',
      phase: 'build',
      certainty: mayBePutIntoContext(origin.files, wanted) || (unseen && actual === undefined) ? 'presumed' : 'known',
      stage,
      span: word.span,
      ...(mayBeMade(origin.files, wanted) && { certainty: 'presumed', madeBefore: true }),
      // What stands before it, "failed to calculate checksum of ref …", names the snapshot.
      error: `"${wanted}": not found`,
      because: [
        evidence(from.span, say`it is copied out of this stage`),
        evidence(word.span, say`nothing in that stage writes ${wanted}`),
        ...conditionsOfBash(origin.steps).slice(0, 1),
      ],
      details: {
        name: wanted,
        from: String(origin.index),
        ...(actual !== undefined && { actual }),
        ...(actual === undefined && only !== undefined && beside.length === 1 && { only }),
      },
    });
  }
  return problems;
}

/** Whether commands write there that nothing tells of: a cache of go, GOPATH. */
export function isUnseen({ environment }: Pick<OtherStage, 'environment'>, path: string): boolean {
  const goPath = environment.get('GOPATH');
  const unseen = [...filledUnseen, ...(goPath ? [valueOf(goPath.value) ?? '/'] : [])];
  return unseen.some((directory) => isWithin(path, directory));
}

/** Files that belong to a Go module and are kept with it: nothing makes them right before a build. */
const moduleFiles = /(?:^|\/)(?:go\.(?:mod|sum|work|work\.sum)|[^/]+\.go)$/;

/**
 * COPY or ADD of a file that the build context does not hold (or that .dockerignore keeps out of it). Files other than a
 * module's own may be made by whoever starts the build, and the context itself may be another folder: then that is presumed.
 * A file beside it that the same instruction finds there shows that the context is the right one, and so does one that is there
 * and kept out.
 */
export function absentFromContext(stage: number, copy: Copy, context: SourceTree): readonly Problem[] {
  const { instruction, from } = copy;
  if (from.kind !== 'context' || instruction.flags.some((flag) => flag.name === 'parents')) return [];
  const named = copy.sources.flatMap(({ word, path }) =>
    path.certainty !== 'known' || /[*?[\\$]|^[a-z+]+:\/\/|^git@/.test(path.value)
      ? []
      : [{ word, path: normalise(path.value) }],
  );
  const isThere = named.some(({ path }) => path !== '' && context.kind(path) !== undefined);
  return named
    .filter(({ path }) => path !== '' && context.kind(path) === undefined)
    .map(({ word, path }) => {
      const isIgnored = context.isIgnored?.(path) === true;
      const says = isIgnored
        ? say`.dockerignore keeps ${path} out of the build context`
        : say`the build context has no ${path}`;
      return {
        kind: 'source-not-copied',
        phase: 'build',
        certainty: isIgnored || (isThere && moduleFiles.test(path)) ? 'known' : 'presumed',
        stage,
        span: word.span,
        error: `"/${path}": not found`,
        because: [evidence(word.span, says)],
        ...(!isIgnored && context.mayBeMade?.(path) === true && { certainty: 'presumed', madeBefore: true }),
        details: { path, module: String(moduleFiles.test(path)), ...(isIgnored && { cause: 'ignored' }) },
      };
    });
}

/** COPY --from takes no variables (BuildKit: toCommand). */
export function variableInFrom(stage: number, { from }: Copy): readonly Problem[] {
  if (from.kind !== 'unknown') return [];
  return [
    {
      kind: 'build-error',
      phase: 'build',
      certainty: 'known',
      stage,
      span: from.span,
      error:
        'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
      because: [evidence(from.span, say`--from takes no variables`)],
      details: { source: 'dockerfile' },
    },
  ];
}

/**
 * COPY or ADD --chown with a name where there is no file system to look it up in: on an empty `scratch`, and with --link,
 * whose layer stands on nothing. `root` needs no look-up (BuildKit: parseUID in client/llb/fileop.go, loadUser in
 * solver/llbsolver/ops/file.go). Elsewhere BuildKit takes a name without entry for root, which is no failure.
 */
export function ownerProblems(state: StageState, around: StageSurroundings, copy: Copy): readonly Problem[] {
  const { flags } = copy.instruction;
  const flag = flags.find((candidate) => candidate.name === 'chown');
  if (flag?.value === undefined || restsOnArg(around.dockerfile.text, flag.valueSpan, state.environment)) return [];
  const owner = expandWord(flag.value, (name) => environmentValue(state, name), around.dockerfile.escape);
  if (!isSettled(owner)) return [];
  const name = owner.value.split(':').find((part) => part !== '' && part !== 'root' && !/^\d+$/.test(part));
  if (name === undefined) return [];
  const link = isLinked(copy.instruction) ? flags.find((candidate) => candidate.name === 'link') : undefined;
  const { layer } = state.files;
  const empty =
    layer.kind === 'base' &&
    layer.contents === 'empty' &&
    !state.steps.some(({ instruction }) => instruction.kind === 'WORKDIR');
  if (!link && !empty) return [];
  return [
    {
      kind: 'owner-not-in-image',
      phase: 'build',
      certainty: owner.certainty,
      stage: state.index,
      span: flag.valueSpan,
      error: 'invalid user index: -1',
      because: [
        link
          ? evidence(link.span, say`a layer of its own has no /etc/passwd to look the name up in`)
          : evidence(flag.span, say`nothing is in the image yet, so there is no /etc/passwd to look the name up in`),
      ],
      details: { owner: owner.value, name, cause: link ? 'link' : 'scratch' },
    },
  ];
}

/** RUN as a user that the image does not have. */
export function runAsMissing(
  state: StageState,
  around: StageSurroundings,
  instruction: RunInstruction,
): readonly Problem[] {
  const { name, span } = state.user;
  if (!span || !isSettled(name) || restsOnArg(around.dockerfile.text, span, state.environment)) return [];
  const missing = missingAccount(state, name.value);
  if (!missing || state.problems.some((problem) => problem.kind === 'user-not-in-image' && problem.span === span)) {
    return [];
  }
  return [
    {
      kind: 'user-not-in-image',
      phase: 'build',
      certainty: name.certainty === 'known' ? missing.certainty : 'presumed',
      stage: state.index,
      span,
      error: missingAccountError(missing),
      because: [
        evidence(span, say`from here on commands run as ${missing.name}`),
        evidence(instruction.keywordSpan, say`/etc/${missing.file} has no ${missing.name} when this runs`),
      ],
      details: { user: missing.name, file: missing.file },
    },
  ];
}

/** A container that starts as a user that the image does not have; numbers need no entry. */
export function startAsMissing(model: BuildModel, stage: Stage): readonly Problem[] {
  const { name, span } = stage.user;
  if (!isSettled(name) || !span || restsOnArg(model.dockerfile.text, span, stage.environment)) return [];
  const missing = missingAccount(stage, name.value);
  if (!missing) return [];
  return [
    {
      kind: 'user-not-in-image',
      phase: 'start',
      certainty: name.certainty === 'known' ? missing.certainty : 'presumed',
      stage: stage.index,
      span,
      error: missingAccountError(missing),
      because: [
        evidence(span, say`the container starts as ${missing.name}`),
        evidence(stage.from.span, say`/etc/${missing.file} of the image has no ${missing.name}`),
      ],
      details: { user: missing.name, file: missing.file },
    },
  ];
}
