import type { Analysis, AnalysisInput } from './analysis';
import { createDescriber, describe as describeText } from './describe';
import { suitFixes } from './rules/oneAgent/suitFixes';
import { rules } from './rules/registry';
import { runRules } from './rules/run';

/** Text in, model and findings out. Pure, as `describe` is; never throws on any text. */
export function analyse(input: AnalysisInput): Analysis {
  return createAnalyser()(input);
}

/**
 * An `analyse` for the versions of one text, as they come while someone types: it gives what `analyse` gives, and looks again
 * only at what a change can have touched. It keeps what it found for the version before.
 */
export function createAnalyser(): (input: AnalysisInput) => Analysis {
  const describe = createDescriber();
  return (input) => {
    const model = describe(input);
    const options = { severities: input.severities ?? {}, bug: input.bug };
    const findings = suitFixes(model, runRules(model, { ...options, rules }), (text, isAsked) =>
      runRules(describeText({ ...input, text }), { ...options, rules: rules.filter(isAsked) }),
    );
    return { model, findings, contextOrigin: input.contextOrigin, context: input.context };
  };
}
