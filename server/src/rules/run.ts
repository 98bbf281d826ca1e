import type { ReportedFinding } from '../analysis';
import type { BuildModel } from '../model/buildModel';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { hasOutlivedGo, isPolish } from './outlivedGo';
import type { Finding, Fix, ManifestModel, ManifestRule, Rule, RuleDescription, Severity } from './rule';
import { isAtLeast } from './severity';
import { ignoreComments, isIgnored, yamlIgnoreComments, type IgnoreComment } from './suppression';

export interface RunOptions<R extends RuleDescription = Rule> {
  readonly rules: readonly R[];
  /** Severity by rule id, as the user set it; `off` silences a rule. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>> | undefined;
  /** Told of a rule that threw, which is a fault of ours. The other rules run all the same. */
  readonly bug?: ((rule: RuleDescription, error: unknown) => void) | undefined;
}

/**
 * All findings of the rules that neither the settings nor a comment silences, each with the severity it is reported
 * at, by place in the text and then by rule id. Rules on polish wait for a Go that lives, unless a setting asks for them.
 */
export function runRules(model: BuildModel, options: RunOptions): ReportedFinding[] {
  const comments = ignoreComments(model.dockerfile);
  const waits = hasOutlivedGo(model);
  return options.rules
    .filter((rule) => !waits || !isPolish(rule) || ownValue(options.severities, rule.id) !== undefined)
    .flatMap((rule) => runRule(rule, () => checkedElsewhere(rule, model), comments, options))
    .sort(byPlace);
}

/** What a rule finds; an error that does not hold with each folder that may be the build context is presumed. */
function* checkedElsewhere(rule: Rule, model: BuildModel): Iterable<Finding> {
  let elsewhere: readonly (readonly Finding[])[] | undefined;
  const isError = (finding: Finding): boolean => severityOf(rule, finding) === 'error';
  for (const finding of rule.check(model)) {
    if (model.elsewhere && isError(finding))
      elsewhere ??= model.elsewhere().map((other) => [...rule.check(other)].filter(isError));
    const holds =
      !isError(finding) ||
      !elsewhere ||
      elsewhere.every((found) => found.some(({ span }) => isSame(span, finding.span)));
    if (holds) yield finding;
    else yield { ...finding, certainty: 'presumed', message: `${finding.message}${dependsOnContext()}` };
  }
}

function dependsOnContext(): string {
  return say` This depends on which folder is the build context, which no file of the project names.`;
}

function isSame(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end;
}

/** The same for a manifest. */
export function runManifestRules(model: ManifestModel, options: RunOptions<ManifestRule>): ReportedFinding[] {
  if (model.workloads.length === 0) return [];
  const comments = yamlIgnoreComments(model.text);
  return options.rules.flatMap((rule) => runRule(rule, () => rule.check(model), comments, options)).sort(byPlace);
}

function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || compare(a.rule.id, b.rule.id);
}

function runRule(
  rule: RuleDescription,
  check: () => Iterable<Finding>,
  comments: readonly IgnoreComment[],
  options: Omit<RunOptions, 'rules'>,
): ReportedFinding[] {
  const setting = ownValue(options.severities, rule.id);
  if (setting === 'off') return [];
  const reported: ReportedFinding[] = [];
  try {
    for (const finding of check()) {
      if (isIgnored(comments, rule.id, finding.span.start)) continue;
      reported.push(report(finding, rule, setting ?? severityOf(rule, finding), options));
    }
  } catch (error) {
    // What it had found before it threw is as good as any other finding.
    options.bug?.(rule, error);
  }
  return reported;
}

/** The finding as others see it. What its fixes cost is paid when they are first looked at. */
function report(
  { fixes = [], ...finding }: Finding,
  rule: RuleDescription,
  severity: Severity,
  { bug }: Omit<RunOptions, 'rules'>,
): ReportedFinding {
  if (typeof fixes !== 'function') return { ...finding, rule, severity, fixes };
  let found: readonly Fix[] | undefined;
  return {
    ...finding,
    rule,
    severity,
    get fixes() {
      try {
        found ??= fixes();
      } catch (error) {
        found = [];
        bug?.(rule, error);
      }
      return found;
    },
  };
}

/** The rule's severity, lowered by what the finding says of itself and by a presumption that it rests on. */
function severityOf(rule: RuleDescription, finding: Finding): Severity {
  const own = milder(rule.severity, finding.severity ?? rule.severity);
  return finding.certainty === 'presumed' ? milder(own, 'warning') : own;
}

function milder(a: Severity, b: Severity): Severity {
  return isAtLeast(a, b) ? b : a;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
