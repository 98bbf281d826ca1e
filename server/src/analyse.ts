import type { Analysis, AnalysisInput } from './analysis';
import { parseDockerfile } from './dockerfile/parse';
import { parsePlatform } from './dockerfile/scope';
import { buildModel } from './model/build';
import { rules } from './rules/registry';
import { runRules } from './rules/run';

/** The default of --platform, and the platform that builds are taken to run on. */
const defaultPlatform = { os: 'linux', architecture: 'amd64', variant: undefined };

/**
 * Text in, model and findings out. Pure: reads nothing but what it is given; never throws on any text.
 * A platform that cannot be read counts as linux/amd64: whoever takes it from a user checks it first.
 */
export function analyse(input: AnalysisInput): Analysis {
  const platform = (input.platform === undefined ? undefined : parsePlatform(input.platform)) ?? defaultPlatform;
  const model = buildModel(
    parseDockerfile(input.text),
    {
      context: input.context,
      moduleCache: input.moduleCache,
      platform,
      buildPlatform: defaultPlatform,
      buildArgs: input.buildArgs ?? {},
    },
    input.target,
  );
  return { model, findings: runRules(model, { rules, severities: input.severities ?? {}, bug: input.bug }) };
}
