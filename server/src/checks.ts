import { analyse, createAnalyser } from './analyse';
import { analyseManifest, isManifest } from './analyseManifest';
import { loadEditor } from './editor';
import { manifestHover } from './features/manifestHover';
import { movesToLabels, onepilotLabelLines, withheldMoves } from './features/onepilot';
import { refactorings, withheldRefactorings } from './features/refactorings';
import { allRules as rules } from './rules/registry';

/** What judges a model: the rules, and what editors show of it. */
export interface Checks {
  readonly analyse: typeof analyse;
  readonly analyseManifest: typeof analyseManifest;
  readonly createAnalyser: typeof createAnalyser;
  readonly loadEditor: typeof loadEditor;
  readonly isManifest: typeof isManifest;
  readonly manifestHover: typeof manifestHover;
  readonly movesToLabels: typeof movesToLabels;
  readonly withheldMoves: typeof withheldMoves;
  readonly onepilotLabelLines: typeof onepilotLabelLines;
  readonly refactorings: typeof refactorings;
  readonly withheldRefactorings: typeof withheldRefactorings;
  readonly rules: typeof rules;
}

/** A bundle of its own (see bundles.mjs), loaded when this is called: `explain` asks no rule. */
export function loadChecks(): Checks {
  return {
    analyse,
    analyseManifest,
    createAnalyser,
    loadEditor,
    isManifest,
    manifestHover,
    movesToLabels,
    withheldMoves,
    onepilotLabelLines,
    refactorings,
    withheldRefactorings,
    rules,
  };
}
