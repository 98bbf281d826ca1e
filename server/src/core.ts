/**
 * What the language server and the command line load when the first Dockerfile is looked at: tables, parsers, the model. A
 * bundle of its own (see bundles.mjs), so that neither pays for it before, and both share it.
 */
export { loadChecks } from './checks';
export { describe } from './describe';
export { parseDockerfile as parse } from './dockerfile/parse';
export { buildReaders } from './project/buildReaders';
export { explainJson, explainText } from './report/explain';
export { predict } from './report/prediction';
