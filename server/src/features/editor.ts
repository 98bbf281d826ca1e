import { complete } from './completion/completion';
import { completeManifest } from './completion/manifestItems';
import { hover } from './hover';

/**
 * What an editor asks about an analysed Dockerfile: pure functions of an analysis and a place or range in it, in offsets. The
 * language server turns what they give into messages, see lsp/features.
 */
export const editorFeatures = {
  hover,
  complete,
  completeManifest,
};

export type EditorFeatures = typeof editorFeatures;
