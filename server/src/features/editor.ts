import { complete } from './completion/completion';
import { completeManifest } from './completion/manifestItems';
import { folding } from './navigation/folding';
import { links } from './navigation/links';
import { definition, prepareRename, references, rename } from './navigation/names';
import { outline } from './navigation/outline';
import { selection } from './navigation/selection';
import { codeLenses } from './codeLenses';
import { buildNeeds } from './buildNeeds';
import { buildGraph } from './buildGraph';
import { hover } from './hover';
import { explainOutput } from './outputs/explainOutput';
import { inlayHints } from './inlayHints';
import { choosePlatforms, findForPlatforms } from './multiArch';
import { runInputs } from './runInputs';

/**
 * What an editor asks about an analysed Dockerfile: pure functions of an analysis and a place or range in it, in offsets. The
 * language server turns what they give into messages, see lsp/features.
 */
export const editorFeatures = {
  buildGraph,
  buildNeeds,
  hover,
  complete,
  completeManifest,
  definition,
  references,
  prepareRename,
  rename,
  outline,
  folding,
  selection,
  links,
  inlayHints,
  codeLenses,
  explainOutput,
  choosePlatforms,
  findForPlatforms,
  runInputs,
};

export type EditorFeatures = typeof editorFeatures;
