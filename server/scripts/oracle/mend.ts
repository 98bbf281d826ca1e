import { applyEdits } from '../../src/text/edit';
import { compare, foretell, type Observed } from './compare';
import type { OracleCase } from './sample';

type Written = Pick<OracleCase, 'dockerfile' | 'files'>;

/** A case as it is after fixes were applied. */
export interface Mended extends Written {
  /** Titles, in the order in which they were applied. */
  readonly fixes: readonly string[];
  /** Errors that are left, by rule: no fix is offered for them. */
  readonly left: readonly string[];
}

/** Further than this no chain of fixes has to go. */
const mostFixes = 6;

/**
 * Every way to mend a case: it begins with each of the fixes that its errors offer, and goes on with the first fix of the first
 * error that is left.
 */
export function mendings(given: Written): readonly Mended[] {
  const errors = errorsOf(given);
  const offered = errors.flatMap(({ fixes }) => fixes);
  return offered.map((first) => {
    const applied = [first.title];
    let text = applyEdits(given.dockerfile, first.edits);
    for (;;) {
      const left = errorsOf({ ...given, dockerfile: text });
      const next = left.flatMap(({ fixes }) => fixes).at(0);
      if (next === undefined || applied.length === mostFixes)
        return { dockerfile: text, files: given.files, fixes: applied, left: left.map(({ rule }) => rule.id) };
      applied.push(next.title);
      text = applyEdits(text, next.edits);
    }
  });
}

/** Whether it has to run now: it is said to (on this platform), or at least nothing that is said speaks against it. */
export function isPromised(mended: Mended): boolean {
  const { outcome } = foretell(mended).model.verdict;
  return outcome === 'runs' || (mended.left.length === 0 && outcome !== 'unknown');
}

/** What speaks against a mended case, now that it was built and run; undefined if it runs, or need not. */
export function complaintOf(mended: Mended, observed: Observed): string | undefined {
  if (!isPromised(mended) || isUntried(observed)) return undefined;
  if (observed.outcome !== 'runs') return `it ${observed.outcome} for all that`;
  return compare(foretell(mended), observed).complaint;
}

/** Whether a fix names an image that this machine cannot get: nothing was learned about the fix. */
export function isUntried({ output }: Pick<Observed, 'output'>): boolean {
  return output.includes('failed to resolve source metadata');
}

/** What keeps the image from running, as far as it is certain; if nothing is and it is not said to run, what probably does. */
function errorsOf(given: Written) {
  const { findings, model } = foretell(given);
  const of = (wanted: string) => findings.filter(({ severity }) => severity === wanted);
  const errors = of('error');
  const likely = of('warning').filter(({ rule }) => rule.category === 'build' || rule.category === 'start');
  return (errors.length > 0 || model.verdict.outcome === 'runs' ? errors : likely).map(({ rule, fixes }) => ({
    rule,
    fixes: fixes.filter(({ partial }) => !partial),
  }));
}
