import type { LanguageFeature } from '../languageFeature';
import { completionFeature } from './completion';
import { namesFeature } from './names';
import { structureFeature } from './structure';
import { buildInputsFeature } from './buildInputs';
import { codeLensFeature } from './codeLenses';
import { buildGraphFeature } from './buildGraph';
import { explainOutputFeature } from './explainOutput';
import { hoverFeature } from './hover';
import { inlayHintFeature } from './inlayHints';
import { multiArchFeature } from './multiArch';

/** All features that stand on their own; diagnostics and code actions are in handlers.ts. */
export const languageFeatures: readonly LanguageFeature[] = [
  hoverFeature,
  completionFeature,
  namesFeature,
  structureFeature,
  inlayHintFeature,
  codeLensFeature,
  buildInputsFeature,
  buildGraphFeature,
  explainOutputFeature,
  multiArchFeature,
];
