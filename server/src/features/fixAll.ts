import type { Analysis } from '../analysis';
import type { Fix, FixSafety } from '../rules/rule';
import { applyEdits, type Edit } from '../text/edit';

/** What is known of a text: of a Dockerfile all of it, of a manifest its findings. */
type Findings = Pick<Analysis, 'findings'> & Partial<Pick<Analysis, 'model'>>;

export interface FixOutcome<A extends Findings = Analysis> {
  /** The text after all rounds. */
  readonly text: string;
  /** What was done, in the order in which it was. */
  readonly applied: readonly { readonly rule: string; readonly title: string }[];
  /** The findings of `text`. */
  readonly analysis: A;
}

/** A fix may bring another defect to light that has a fix too; more rounds than this mean that two fixes quarrel. */
const maximumRounds = 10;

/**
 * Applies the first allowed fix of every finding, round by round, until nothing is left to mend.
 * @param analyse of the same file with the same settings, for the texts in between
 * @param allowed 'review' allows safe ones too
 */
export function fixAll<A extends Findings>(
  text: string,
  analyse: (text: string) => A,
  allowed: FixSafety = 'safe',
): FixOutcome<A> {
  const applied: { rule: string; title: string }[] = [];
  const seen = new Set([text]);
  let analysis = analyse(text);
  for (let round = 0; round < maximumRounds; round++) {
    const chosen = chooseFixes(analysis, allowed);
    if (chosen.length === 0) break;
    const next = applyEdits(
      text,
      chosen.flatMap(({ fix }) => fix.edits),
    );
    if (seen.has(next)) break;
    seen.add(next);
    text = next;
    applied.push(...chosen.map(({ rule, fix }) => ({ rule, title: fix.title })));
    analysis = analyse(text);
  }
  return { text, applied, analysis };
}

/** The fixes of a single round: in the order of the findings, without those that come near an earlier one. */
export function chooseFixes(
  analysis: Findings,
  allowed: FixSafety,
): readonly { readonly rule: string; readonly fix: Fix }[] {
  const chosen: { rule: string; fix: Fix }[] = [];
  const taken: Edit[] = [];
  for (const { fixes, rule } of mostUrgent(analysis, allowed)) {
    const fix = fixes.find((candidate) => isAllowed(candidate, allowed));
    if (!fix || fix.edits.some((edit) => taken.some((other) => touch(edit, other)))) continue;
    chosen.push({ rule: rule.id, fix });
    taken.push(...fix.edits);
  }
  return chosen;
}

function isAllowed({ safety, edits, partial }: Fix, allowed: FixSafety): boolean {
  return edits.length > 0 && partial !== true && (safety === 'safe' || allowed === 'review');
}

/**
 * What BuildKit cannot read hides its effect on everything below, so that mending it comes first: once `export A=b` is an
 * ENV, a later finding may be gone.
 */
function mostUrgent({ findings, model }: Findings, allowed: FixSafety): Analysis['findings'] {
  const refused = new Set(
    model?.problems.filter(({ details }) => details['source'] === 'dockerfile').map(({ span }) => span.start),
  );
  if (refused.size === 0) return findings;
  const first = findings.filter(
    ({ span, fixes }) => refused.has(span.start) && fixes.some((fix) => isAllowed(fix, allowed)),
  );
  return first.length > 0 ? first : findings;
}

/** Edits that merely touch wait for the next round as well: two insertions at one place may say the same twice. */
function touch(a: Edit, b: Edit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}

/** The smallest single edit that turns one text into the other; undefined if they are equal. */
export function differenceOf(before: string, after: string): Edit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  if (isTorn(before, start) || isTorn(after, start)) start--;
  if (isTorn(before, before.length - tail) || isTorn(after, after.length - tail)) tail--;
  return { span: { start, end: before.length - tail }, newText: after.slice(start, after.length - tail) };
}

/** Whether the place is within a line break or a character, where editors have no position. */
function isTorn(text: string, offset: number): boolean {
  return /^(?:\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF])$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}
