import type { AnalysisInput, ReportedFinding } from './analysis';
import { mayHoldLabels } from './manifests/mayHoldLabels';
import { readWorkloads } from './manifests/read';
import { manifestRules } from './rules/registry';
import { runManifestRules } from './rules/run';

/** What an analysis of a manifest is given. */
export type ManifestInput = Pick<AnalysisInput, 'text' | 'severities' | 'observability' | 'bug'>;

/** Whether a text, in YAML or JSON, has workloads in it that the rules about manifests can speak of. */
export function isManifest(text: string): boolean {
  return mayHoldLabels(text) && readWorkloads(text).some(({ templated }) => !templated);
}

/** The findings of a YAML text. Pure; never throws on any text. */
export function analyseManifest({ text, severities, observability, bug }: ManifestInput): readonly ReportedFinding[] {
  // Another agent may be chosen as well as none: labels of ack-onepilot are for ARMS alone.
  if ((observability ?? 'auto') !== 'auto' && observability !== 'arms') return [];
  if (!mayHoldLabels(text)) return [];
  return runManifestRules({ text, workloads: readWorkloads(text) }, { rules: manifestRules, severities, bug });
}
