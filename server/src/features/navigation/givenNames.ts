import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import type { Span } from '../../text/span';

/** A stage or a build argument that something outside of the Dockerfile names. */
export interface GivenName {
  readonly kind: 'target' | 'argument';
  /** As written, variables and all. */
  readonly name: string;
  /** The name, where it can be edited; undefined if it cannot be. */
  readonly span: Span | undefined;
}

/** What one file of the project, or a setting, gives to builds of a Dockerfile. */
export interface GivenNames {
  /** As people call the file, or the setting. */
  readonly title: string;
  /** Where the server runs: an absolute path, and the text that the spans are of; undefined for a setting. */
  readonly file: { readonly path: string; readonly text: string } | undefined;
  readonly names: readonly GivenName[];
  /** What it gives to builds of other Dockerfiles. */
  readonly others: readonly GivenName[];
}

/** Edits of another file. */
export interface OtherEdits {
  readonly path: string;
  readonly text: string;
  readonly edits: readonly Edit[];
}

/**
 * The edits outside of the Dockerfile that go with a new name; a sentence if one of the places cannot be edited, as half of them
 * would leave a build that does not find its stage, or an argument that reaches nothing.
 */
export function renameGiven(
  given: readonly GivenNames[],
  kind: GivenName['kind'],
  { from, to }: { readonly from: string; readonly to: string },
): readonly OtherEdits[] | string {
  // BuildKit finds the target in any case (instructions.HasStage).
  const fold = (name: string): string => (kind === 'target' ? name.toLowerCase() : name);
  const all: OtherEdits[] = [];
  for (const { title, file, names, others } of given) {
    const own = names.filter((each) => each.kind === kind);
    const meant = own.filter(({ name }) => fold(name) === fold(from));
    if (own.some(({ name }) => name.includes('$')))
      return say`${from} cannot be renamed: ${title} gives a name through a variable, which may be this one.`;
    const isShared = (span: Span): boolean => others.some((other) => other.span?.start === span.start);
    const spans = new Map(meant.flatMap(({ span }) => (span && !isShared(span) ? [[span.start, span] as const] : [])));
    if (meant.some(({ span }) => !span || isShared(span)) || (meant.length > 0 && !file))
      return say`${from} cannot be renamed: ${title} names it as well.`;
    if (meant.length === 0 || !file) continue;
    if (kind === 'argument' && own.some(({ name }) => name === to))
      return say`${to} is already a build argument in ${title}.`;
    all.push({ ...file, edits: [...spans.values()].map((span) => ({ span, newText: to })) });
  }
  return all;
}
