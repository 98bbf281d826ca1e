import { parsePlatform } from '../../dockerfile/platform';
import { valueOf } from '../../facts/fact';
import type { BuildModel } from '../../model/buildModel';
import { say } from '../../text/say';
import { defineRule, type Finding, type Fix } from '../rule';
import { platformFlag } from '../severalPlatforms';

export const ambiguousArmPlatform = defineRule({
  id: 'ambiguous-arm-platform',
  title: 'Platform linux/arm without its variant',
  severity: 'warning',
  fix: 'sometimes',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    yield* inProjectFile(model);
    for (const stage of model.stages) {
      const flag = platformFlag(stage);
      if (!stage.needed || flag?.value === undefined || !/^["']?(?:linux\/)?arm["']?$/i.test(flag.value)) continue;
      const platform = parsePlatform(flag.value.replace(/["']/g, ''));
      if (platform?.architecture !== 'arm') continue;
      const fix = (variant: string, safety: Fix['safety']): Fix => ({
        title: say`Write linux/arm/${variant}`,
        safety,
        edits: [{ span: flag.valueSpan, newText: `linux/arm/${variant}` }],
      });
      const published = valueOf(stage.root.platforms);
      const hasOlder = stage.base.kind === 'scratch' || published?.includes('linux/arm/v6') === true;
      yield {
        span: flag.valueSpan,
        certainty: 'known',
        message: say`linux/arm without a variant is read as linux/arm/v7. On an ARMv6 machine, such as a Raspberry Pi Zero, what is built for it dies with "illegal instruction".`,
        fixes: [fix('v7', 'safe'), ...(hasOlder ? [fix('v6', 'review')] : [])],
      };
    }
  },
});

/** A file of the project that builds for linux/arm: it is edited there. Beside a variant, the bare name means the other one. */
function* inProjectFile({ builtFor, target }: BuildModel): Iterable<Finding> {
  const bare = builtFor?.platforms.find((name) => /^(?:linux\/)?arm$/i.test(name));
  if (!builtFor || !target || bare === undefined || target.platformFollows !== 'target') return;
  if (builtFor.platforms.some((name) => /^(?:linux\/)?arm\/v/i.test(name))) return;
  yield {
    span: target.from.image?.span ?? target.from.span,
    certainty: 'known',
    message: say`${builtFor.where}, builds the Dockerfile for ${bare}, which is read as linux/arm/v7 as it names no variant. On an ARMv6 machine, such as a Raspberry Pi Zero, that image dies with "illegal instruction".`,
  };
}
