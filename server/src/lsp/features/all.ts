import type { LanguageFeature } from '../languageFeature';
import { completionFeature } from './completion';
import { hoverFeature } from './hover';
import { namesFeature } from './names';
import { structureFeature } from './structure';

/** All features that stand on their own; diagnostics and code actions are in handlers.ts. */
export const languageFeatures: readonly LanguageFeature[] = [
  hoverFeature,
  completionFeature,
  namesFeature,
  structureFeature,
];
