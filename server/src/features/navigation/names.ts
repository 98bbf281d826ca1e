import type { Analysis } from '../../analysis';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { artifactAt } from './artifacts';
import { renameGiven, type GivenNames, type OtherEdits } from './givenNames';
import type { Named, Occurrence, Target } from './named';
import { stageNameAt } from './stageNames';
import { variableAt } from './variables';

/** Variables first: they may stand within the path of a program. */
function nameAt(analysis: Analysis, offset: number): Named | undefined {
  return variableAt(analysis, offset) ?? stageNameAt(analysis, offset) ?? artifactAt(analysis, offset);
}

/**
 * Where the stage, variable or program at an offset is defined, the nearest first; `span` is what the question was about.
 * Undefined if nothing there has a name that this file defines.
 */
export function definition(
  analysis: Analysis,
  offset: number,
): { readonly span: Span; readonly targets: readonly Target[] } | undefined {
  const named = nameAt(analysis, offset);
  return named && { span: named.span, targets: named.definitions };
}

/** All places that name the stage, variable or program at an offset, in the order of the text. */
export function references(analysis: Analysis, offset: number): readonly Occurrence[] {
  return nameAt(analysis, offset)?.occurrences ?? [];
}

/** What would be renamed at an offset, or why it cannot be; undefined if there is no name. */
export function prepareRename(
  analysis: Analysis,
  offset: number,
): { readonly span: Span; readonly name: string } | { readonly refused: string } | undefined {
  const named = nameAt(analysis, offset);
  if (!named) return undefined;
  return named.fixed === undefined ? { span: named.span, name: named.name } : { refused: named.fixed };
}

/**
 * The edits that give the name at an offset another text, here and in other files, or a sentence that says why it cannot be done.
 * @param given what names stages and build arguments outside of the Dockerfile
 */
export function rename(
  analysis: Analysis,
  offset: number,
  name: string,
  given: readonly GivenNames[] = [],
): { readonly edits: readonly Edit[]; readonly others: readonly OtherEdits[] } | { readonly refused: string } {
  const named = nameAt(analysis, offset);
  if (!named) return { refused: say`Only stages, variables and programs that go builds can be renamed.` };
  if (named.fixed !== undefined) return { refused: named.fixed };
  const result = named.rename(name);
  if (typeof result === 'string') return { refused: result };
  const others = named.given ? renameGiven(given, named.given, { from: named.name, to: name }) : [];
  return typeof others === 'string' ? { refused: others } : { edits: result, others };
}
