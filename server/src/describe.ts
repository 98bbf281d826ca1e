import type { AnalysisInput } from './analysis';
import { createParser } from './dockerfile/parse';
import { chosenPlatform, defaultPlatform, parsePlatform } from './dockerfile/platform';
import { createModelBuilder } from './model/build';
import type { BuildModel } from './model/buildModel';
import { withOtherContexts } from './model/otherContexts';
import type { WalkInput } from './model/stageState';
import type { SourceTree } from './workspace/sourceTree';

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
  const others = new WeakMap<SourceTree, typeof buildModel>();
  const builderFor = (context: SourceTree): typeof buildModel => {
    const builder = others.get(context) ?? createModelBuilder();
    others.set(context, builder);
    return builder;
  };
  return (input) => {
    const { platform: asked, builtFor } = input;
    const chosen = asked === undefined ? chosenPlatform(builtFor?.platforms ?? []) : parsePlatform(asked);
    const dockerfile = parse(input.text);
    const given: WalkInput = {
      context: input.context,
      moduleCache: input.moduleCache,
      platform: chosen ?? defaultPlatform,
      buildPlatform: defaultPlatform,
      buildArgs: input.buildArgs ?? {},
      builtFor,
      givenArgs: input.givenArgs,
      observability: input.observability,
      staticMonitoring: input.staticMonitoring,
    };
    const model = buildModel(dockerfile, given, input.target);
    return withOtherContexts(model, input.otherContexts ?? [], (context) =>
      builderFor(context)(dockerfile, { ...given, context }, input.target),
    );
  };
}
