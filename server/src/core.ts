/**
 * What the language server and the command line load when the first Dockerfile is looked at: tables, parsers, rules. A
 * bundle of its own (see bundles.mjs), so that neither pays for it before, and both share it.
 */
export { analyse, createAnalyser, describe } from './analyse';
export { parseDockerfile as parse } from './dockerfile/parse';
export { hover } from './features/hover';
export { refactorings } from './features/refactorings';
export { buildReaders } from './project/buildReaders';
export { explainJson, explainText } from './report/explain';
export { rules } from './rules/registry';
