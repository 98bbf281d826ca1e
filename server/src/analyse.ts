import type { Analysis, AnalysisInput } from './analysis';
import { createParser } from './dockerfile/parse';
import { parsePlatform } from './dockerfile/scope';
import { createModelBuilder } from './model/build';
import type { BuildModel } from './model/buildModel';
import { rules } from './rules/registry';
import { runRules } from './rules/run';

/** The default of --platform, and the platform that builds are taken to run on. */
const defaultPlatform = { os: 'linux', architecture: 'amd64', variant: undefined };

/**
 * Text in, model and findings out. Pure: reads nothing but what it is given; never throws on any text.
 * A platform that cannot be read counts as linux/amd64: whoever takes it from a user checks it first.
 */
export function analyse(input: AnalysisInput): Analysis {
  return createAnalyser()(input);
}

/**
 * An `analyse` for the versions of one text, as they come while someone types: it gives what `analyse` gives, and looks again
 * only at what a change can have touched. It keeps what it found for the version before.
 */
export function createAnalyser(): (input: AnalysisInput) => Analysis {
  const describe = createDescriber();
  return (input) => {
    const model = describe(input);
    const findings = runRules(model, { rules, severities: input.severities ?? {}, bug: input.bug });
    return { model, findings, contextOrigin: input.contextOrigin };
  };
}

/** The model alone, without asking any rule. Never throws on any text. */
export function describe(input: AnalysisInput): BuildModel {
  return createDescriber()(input);
}

/** A `describe` for the versions of one text, which looks again only at what a change can have touched. */
function createDescriber(): (input: AnalysisInput) => BuildModel {
  const parse = createParser();
  const buildModel = createModelBuilder();
  return (input) => {
    const platform = (input.platform === undefined ? undefined : parsePlatform(input.platform)) ?? defaultPlatform;
    return buildModel(
      parse(input.text),
      {
        context: input.context,
        moduleCache: input.moduleCache,
        platform,
        buildPlatform: defaultPlatform,
        buildArgs: input.buildArgs ?? {},
        builtFor: input.builtFor,
        observability: input.observability,
        staticMonitoring: input.staticMonitoring,
      },
      input.target,
    );
  };
}
