import type { ReportedFinding } from '../../analysis';
import type { BuildModel } from '../../model/buildModel';
import { applyEdits, composeEdits } from '../../text/edit';
import { listWords } from '../../text/list';
import type { Fix, Rule } from '../rule';
import { agentOf } from './settings';

/** Findings of some rules on another version of the text. */
export type Ask = (text: string, isAsked: (rule: Rule) => boolean) => readonly ReportedFinding[];

/**
 * The findings, with fixes that suit the agent in force: rules about linkage and images do not know what it can look into, and
 * what helps a program to start may keep it away. A fix that leads to a limit of the agent is made complete by what that
 * limit’s own rule offers; one that cannot be is left out, or, where there is no other, is the user’s to weigh.
 * @param ask called when someone looks at the fixes, once or twice for each
 */
export function suitFixes(
  model: BuildModel,
  findings: readonly ReportedFinding[],
  ask: Ask,
): readonly ReportedFinding[] {
  if (!agentOf(model)) return findings;
  return findings.map((finding) => {
    // Not by spreading, which would work its fixes out.
    const { span, message, certainty, rule, severity, related, withheld } = finding;
    let suited: readonly Fix[] | undefined;
    return {
      ...{ span, message, certainty, rule, severity },
      ...(related && { related }),
      ...(withheld && { withheld }),
      get fixes() {
        suited ??= suit(model.dockerfile.text, finding, { findings, ask, isWatched: watchedFrom(rule) });
        return suited;
      },
    };
  });
}

interface Context {
  readonly findings: readonly ReportedFinding[];
  readonly ask: Ask;
  /** The rules that a fix must bring no further finding of. */
  readonly isWatched: (rule: { readonly id: string }) => boolean;
}

function isLimit({ id }: { readonly id: string }): boolean {
  return id.startsWith('oneagent-');
}

/** Who takes modules in place of vendored packages downloads them, for which there is a place that is cached. */
function watchedFrom(rule: { readonly id: string }): Context['isWatched'] {
  return isLimit(rule) ? (other) => isLimit(other) || other.id === 'source-copied-before-modules' : isLimit;
}

function suit(text: string, finding: ReportedFinding, context: Context): readonly Fix[] {
  const made = new Set<string>();
  const clean: Fix[] = [];
  const doubtful: Fix[] = [];
  for (const fix of finding.fixes) {
    const complete = completeFix(text, finding, fix, context);
    if (!complete) {
      doubtful.push({ ...fix, safety: 'review' });
      continue;
    }
    // What the agent’s rules and those about images lead to may be the same.
    const result = applyEdits(text, complete.edits);
    if (!made.has(result)) clean.push(complete);
    made.add(result);
  }
  return clean.length > 0 ? clean : doubtful;
}

/** The fix, or one that goes on to what the agent accepts; undefined if there is none. */
function completeFix(
  text: string,
  { rule }: ReportedFinding,
  fix: Fix,
  { findings, ask, isWatched }: Context,
): Fix | undefined {
  const changed = applyEdits(text, fix.edits);
  const met = added(findings, ask(changed, isWatched));
  if (met.length === 0) return fix;
  const own = findings.filter((found) => found.rule.id === rule.id).length;
  for (const other of met.flatMap(({ fixes }) => fixes)) {
    const after = ask(applyEdits(changed, other.edits), (each) => isWatched(each) || each.id === rule.id);
    if (added(findings, after).length > 0) continue;
    if (after.filter((found) => found.rule.id === rule.id).length >= own) continue;
    const then = other.title.slice(0, 1).toLowerCase() + other.title.slice(1);
    return {
      title: listWords([fix.title, then]),
      safety: 'review',
      edits: composeEdits(text, fix.edits, other.edits),
    };
  }
  return undefined;
}

/** Findings of rules that have more of them than before. */
function added(before: readonly ReportedFinding[], after: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const count = (findings: readonly ReportedFinding[], id: string): number =>
    findings.filter(({ rule }) => rule.id === id).length;
  return after.filter(({ rule }) => count(after, rule.id) > count(before, rule.id));
}
