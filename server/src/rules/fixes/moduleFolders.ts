import { isSettled } from '../../facts/fact';
import type { BuildModel, Problem, Step } from '../../model/buildModel';
import { lookUp, resolvePath } from '../../model/files';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import { stageOf } from '../problems';
import type { Fix } from '../rule';
import { insertBefore } from './instructions';

/** Where modules that a command misses stand in the build context, and where they belong in the stage. */
interface MissingFolder {
  readonly directory: string;
  /** Undefined if the build context does not hold it. */
  readonly source: string | undefined;
  readonly hasSum: boolean;
}

/** The folders of a problem made with `absentFolders`; undefined if it is not known what the build context holds. */
export function missingFolders({ details }: Problem): readonly MissingFolder[] | undefined {
  const sources = details['sources']?.split('\n');
  return (
    sources &&
    (details['directories'] ?? '').split('\n').map((directory, index) => {
      const [source = '', sum] = (sources[index] ?? '').split('|');
      return { directory, source: source === '' ? undefined : source, hasSum: sum !== undefined };
    })
  );
}

function stepOf(model: BuildModel, problem: Problem): Step | undefined {
  return stageOf(model, problem)?.steps.find(({ instruction }) => contains(instruction.span, problem.span));
}

/** What brings the folders only after the command, as related information. */
export function broughtLater(
  model: BuildModel,
  problem: Problem,
): readonly { readonly span: Span; readonly message: string }[] {
  const stage = stageOf(model, problem);
  const [directory] = (problem.details['directories'] ?? '').split('\n');
  if (!stage || directory === undefined) return [];
  const found = lookUp(stage.files, resolvePath(directory, 'go.mod'));
  const span = found.state === 'entry' ? found.entry.span : undefined;
  if (!span || span.start < problem.span.start) return [];
  return [{ span, message: say`${directory} is brought only here` }];
}

/**
 * Copies what the command needs of the folders in front of it: go.mod and go.sum for `go mod download` and its like, the
 * whole folder for a build. Nothing if one of them is not in the build context.
 */
export function copyFolders(model: BuildModel, problem: Problem): readonly Fix[] {
  const folders = missingFolders(problem);
  const step = stepOf(model, problem);
  if (!folders || !step || !isSettled(step.workdir)) return [];
  const base = step.workdir.value === '/' ? '/' : `${step.workdir.value}/`;
  const wholeFolders = problem.details['reads'] === 'folder';
  const lines: string[] = [];
  for (const { directory, source, hasSum } of folders) {
    if (source === undefined || /[\s$*?[\\"]/.test(source + directory)) return [];
    const target = directory.startsWith(base) ? `./${directory.slice(base.length)}/` : `${directory}/`;
    const files = wholeFolders ? `${source}/` : [`${source}/go.mod`, ...(hasSum ? [`${source}/go.sum`] : [])].join(' ');
    lines.push(`COPY ${files} ${target}`);
  }
  const names = folders.map(({ source }) => source ?? '').join(', ');
  const title = wholeFolders ? say`Copy ${names} before it` : say`Copy go.mod of ${names} before it`;
  return [{ title, safety: 'review', edits: [insertBefore(model, step.instruction, ...lines)] }];
}
