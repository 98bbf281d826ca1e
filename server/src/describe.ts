import type { AnalysisInput } from './analysis';
import { createParser } from './dockerfile/parse';
import { parsePlatform } from './dockerfile/scope';
import { createModelBuilder } from './model/build';
import type { BuildModel, BuiltFor } from './model/buildModel';

/** The one platform that the project's files build for. */
function onlyPlatform(builtFor: BuiltFor | undefined): string | undefined {
  return builtFor?.platforms.length === 1 ? builtFor.platforms[0] : undefined;
}

/** The default of --platform, and the platform that builds are taken to run on. */
const defaultPlatform = { os: 'linux', architecture: 'amd64', variant: undefined };

/**
 * The model of a Dockerfile, without asking any rule. Pure: reads nothing but what it is given; never throws on any text.
 * A platform that cannot be read counts as linux/amd64: whoever takes it from a user checks it first.
 */
export function describe(input: AnalysisInput): BuildModel {
  return createDescriber()(input);
}

/** A `describe` for the versions of one text, which looks again only at what a change can have touched. */
export function createDescriber(): (input: AnalysisInput) => BuildModel {
  const parse = createParser();
  const buildModel = createModelBuilder();
  return (input) => {
    const asked = input.platform ?? onlyPlatform(input.builtFor);
    const platform = (asked === undefined ? undefined : parsePlatform(asked)) ?? defaultPlatform;
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
