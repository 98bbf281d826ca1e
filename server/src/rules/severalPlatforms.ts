import { variablesIn } from './platformArgs';
import type { BuildModel, Stage } from '../model/buildModel';
import type { Span } from '../text/span';

/**
 * Where the Dockerfile shows that it is meant for several platforms, the plainest place first: a stage of the build
 * platform, or an argument of BuildKit's that tells the target platform, in a stage that is needed.
 * @returns undefined if nothing shows it
 */
export function placeOfSeveralPlatforms(model: BuildModel): Span | undefined {
  for (const stage of model.stages) {
    if (!stage.needed) continue;
    const flag = platformFlag(stage);
    if (flag?.value !== undefined && variablesIn(flag.value).some((name) => /^(?:BUILD|TARGET)PLATFORM$/.test(name)))
      return flag.span;
  }
  for (const stage of model.stages) {
    if (!stage.needed) continue;
    for (const [name, { source, span }] of stage.environment)
      if (source === 'platform' && span && /^TARGET(?:PLATFORM|OS|ARCH|VARIANT)$/.test(name)) return span;
  }
  return undefined;
}

/** FROM's --platform. */
export function platformFlag(stage: Stage): Stage['from']['flags'][number] | undefined {
  return stage.from.flags.find(({ name }) => name === 'platform');
}
