import { editorFeatures, type EditorFeatures } from './features/editor';

/** A bundle of its own (see bundles.mjs), loaded when this is called: findings do without what editors ask for. */
export function loadEditor(): EditorFeatures {
  return editorFeatures;
}
