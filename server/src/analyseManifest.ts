import type { AnalysisInput, ReportedFinding } from './analysis';
import { mayHoldLabels } from './manifests/mayHoldLabels';
import { readWorkloads } from './manifests/read';
import { manifestRules } from './rules/registry';
import { runManifestRules } from './rules/run';

/** The findings of a YAML text. Pure; never throws on any text. */
export function analyseManifest({
  text,
  severities,
  bug,
}: Pick<AnalysisInput, 'text' | 'severities' | 'bug'>): readonly ReportedFinding[] {
  if (!mayHoldLabels(text)) return [];
  return runManifestRules({ text, workloads: readWorkloads(text) }, { rules: manifestRules, severities, bug });
}
