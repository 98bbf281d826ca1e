import { createAnalyser } from '../../src/analyse';
import { editorFeatures } from '../../src/features/editor';
import { places } from '../../src/host/places';
import type { Core } from '../../src/lsp/session';

/** What a language server in a test has: the analysis and the features of editors, and no files around its documents. */
export const bareCore: Core = {
  createAnalyser,
  loadEditor: () => editorFeatures,
  refactorings: () => [],
  withheldRefactorings: () => [],
  analyseManifest: () => [],
  manifestHover: () => undefined,
  movesToLabels: () => [],
  withheldMoves: () => [],
  onepilotLabelLines: () => '',
  ruleIds: [],
  places,
  workspace: {
    manifestsAround: () => ({ manifests: [], tags: { own: [], others: [] } }),
    givenNames: () => [],
    surroundings: () => ({ context: undefined }),
    projectFile: () => undefined,
    invalidate: () => undefined,
  },
};
