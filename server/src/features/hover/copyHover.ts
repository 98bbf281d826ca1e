import type { Analysis } from '../../analysis';
import type { CopyInstruction, Flag } from '../../dockerfile/instruction';
import { expandWord } from '../../dockerfile/expand';
import { isSettled, valueOf } from '../../facts/fact';
import { buildAt } from '../../model/buildAt';
import type { BuildModel, Copy, Stage, Step } from '../../model/buildModel';
import { environmentValue } from '../../model/stageState';
import { absentFromContext } from '../../model/stageProblems';
import { artifactsIn, lookUp, resolvePath, type Artifact } from '../../model/files';
import { say } from '../../text/say';
import { contains, touches, type Span } from '../../text/span';
import { reference } from '../texts/textRow';
import { describeLinkage } from '../wording';
import { code, lineAt, lineOf, prose, reasons, stageName, toHover, type Hover } from './card';
import { hoverInstructionFlag, hoverKeyword } from './instructionFlag';
import { describeUser } from './userWords';
import { here, stateAfter } from './values';

/** A part of COPY or ADD: a flag, a source, the destination. */
export function hoverCopy(
  { model, contextOrigin, context: tree }: Analysis,
  instruction: CopyInstruction,
  stage: Stage,
  step: Step,
  offset: number,
): Hover | undefined {
  const { copy } = step;
  const context = contextOrigin && contextText(contextOrigin.folder, contextOrigin.why);
  const fromContext = copy?.from.kind === 'context' ? context : undefined;
  const flag = instruction.flags.find(({ span }) => touches(span, offset));
  if (flag) return hoverInstructionFlag(instruction, flag, flagLines(model, step, flag));
  if (touches(instruction.keywordSpan, offset)) {
    const brought = copy ? broughtPrograms(model, stage, step) : [];
    return hoverKeyword(instruction, [fromContext, ...brought]);
  }
  if (!copy) return undefined;
  const source = copy.sources.find(({ word }) => touches(word.span, offset));
  if (source) {
    const absent = tree ? absentFromContext(stage.index, copy, tree) : [];
    const isAbsent = absent.some(({ span }) => span === source.word.span);
    return hoverSource(model, copy, source, { fromContext, isAbsent });
  }
  if (!instruction.destination || !touches(instruction.destination.span, offset)) return undefined;
  return toHover(instruction.destination.span, {
    title: say`Destination`,
    lines: [
      here(copy.destination),
      copy.intoDirectory ? say`Files are put into this folder` : undefined,
      ...broughtPrograms(model, stage, step),
    ],
    sources: [reference(instruction.keyword)],
  });
}

function contextText(folder: string, why: string): string {
  const name = folder === '.' ? say`the folder of this file` : code(folder);
  return say`**Build context**: ${name}, as ${prose(why)}`;
}

function flagLines(model: BuildModel, step: Step, flag: Flag): readonly (string | undefined)[] {
  const { copy } = step;
  if (flag.name === 'chown') return ownerLines(model, step, flag);
  if (flag.name !== 'from' || !copy) return [];
  switch (copy.from.kind) {
    case 'stage': {
      const from = model.stages[copy.from.index];
      return from
        ? [
            say`Here: the stage ${stageName(from)} (${lineOf(model, from.from.span)})`,
            ...copy.sources.flatMap(({ path }) =>
              isSettled(path) ? programsAt(model, from, resolvePath('/', path.value)) : [],
            ),
          ]
        : [];
    }
    case 'image':
      return [
        say`Here: the image or named context ${code(copy.from.text)}, which is no stage of this file; what it holds is not known`,
      ];
    case 'unknown':
      return [say`Here: not known. BuildKit refuses variables in it`];
    case 'context':
      return [];
  }
}

/** Who the owner is. Without /etc/passwd to look into, as with --link, only numbers can be told: the model has found that. */
function ownerLines(
  model: BuildModel,
  { image, files, environment, instruction }: Step,
  flag: Flag,
): readonly string[] {
  const problem = model.problems.find(({ kind, span }) => kind === 'owner-not-in-image' && contains(flag.span, span));
  if (problem) return reasons(model, problem.because);
  const owner = expandWord(
    flag.value ?? '',
    (name) => environmentValue({ environment, image }, name),
    model.dockerfile.escape,
  );
  if (!isSettled(owner)) return [here(owner)];
  const isNumeric = /^[\d:]*$/.test(owner.value);
  const hasLink = instruction.flags.some(({ name, value }) => name === 'link' && value !== 'false');
  return hasLink && !isNumeric ? [] : describeUser({ image, files }, owner.value);
}

function hoverSource(
  model: BuildModel,
  copy: Copy,
  { word, path }: Copy['sources'][number],
  { fromContext, isAbsent }: { readonly fromContext: string | undefined; readonly isAbsent: boolean },
): Hover {
  const written = valueOf(path);
  const title = written === undefined ? say`Source` : code(written);
  if (copy.from.kind === 'stage') {
    const from = model.stages[copy.from.index];
    return toHover(word.span, {
      title,
      says: from && say`of the stage ${stageName(from)}.`,
      lines:
        written === undefined || !from ? [here(path)] : sourceLines(model, from, resolvePath('/', written), word.span),
    });
  }
  const isUrl = written !== undefined && /^(?:https?:|git@|git:|ssh:)/.test(written);
  if (copy.from.kind === 'context')
    return toHover(word.span, {
      title,
      says: isUrl ? say`downloaded when the image is built.` : say`of the build context.`,
      lines: [
        isSettled(path) ? undefined : here(path),
        isAbsent ? say`The build context has no such file` : undefined,
        isUrl ? undefined : fromContext,
      ],
    });
  const says = copy.from.kind === 'image' ? say`of ${code(copy.from.text)}.` : say`of a place that is not known.`;
  return toHover(word.span, { title, says });
}

/** What is at a path of a stage once it is built. */
function sourceLines(model: BuildModel, from: Stage, path: string, place: Span): readonly string[] {
  const programs = programsAt(model, from, path);
  if (programs.length > 0) return programs;
  if (/[*?[]/.test(path)) return [say`A pattern of names`];
  const found = lookUp(from.files, path);
  if (found.state === 'absent') {
    const problem = model.problems.find(({ kind, span }) => kind === 'entrypoint-not-in-image' && span === place);
    const certain = problem?.certainty === 'known';
    return [certain ? say`It is not there` : say`No instruction is seen to put it there`];
  }
  if (found.state === 'unknown') {
    const where = found.span ? ` (${lineOf(model, found.span)})` : '';
    return [say`Whether it is there cannot be told: ${prose(found.says)}${where}`];
  }
  const kind = { file: say`A file`, directory: say`A folder`, link: say`A symbolic link` }[found.entry.kind];
  return [found.entry.span ? say`${kind}, put there in line ${lineAt(model, found.entry.span)}` : kind];
}

const mostPrograms = 3;

/** The programs of go builds at a path of a stage, or below it. */
function programsAt(model: BuildModel, stage: Stage, path: string): readonly string[] {
  const inside = artifactsIn(stage.files).filter(
    (found) => found.path === path || found.path.startsWith(path === '/' ? '/' : `${path}/`),
  );
  return inside.slice(0, mostPrograms).flatMap((found) => programText(model, found));
}

function programText(
  model: BuildModel,
  { path, artifact }: { readonly path: string; readonly artifact: Artifact },
): readonly string[] {
  const build = buildAt(model, artifact.build);
  if (!build) return [];
  return [
    say`${code(path)} is written by ${`go ${build.go.verb}`} (${lineOf(model, build.command.span)}): ${describeLinkage(build)}`,
  ];
}

/** The programs that are in the stage after the instruction, and were not before. */
function broughtPrograms(model: BuildModel, stage: Stage, step: Step): readonly string[] {
  const before = new Set(artifactsIn(step.files).map(({ path }) => path));
  return artifactsIn(stateAfter(stage, step).files)
    .filter(({ path }) => !before.has(path))
    .slice(0, mostPrograms)
    .flatMap((found) => programText(model, found));
}
