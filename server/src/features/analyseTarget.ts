import type { Analysis, AnalysisInput } from '../analysis';

/**
 * Analyses for the stage that the settings name, or, in a file without such a stage, for its last one: a project's
 * setting speaks of the Dockerfiles that have the stage.
 */
export function analyseTarget(analyse: (input: AnalysisInput) => Analysis, input: AnalysisInput): Analysis {
  const analysis = analyse(input);
  if (input.target === undefined || analysis.model.target !== undefined) return analysis;
  return analyse({ ...input, target: undefined });
}
