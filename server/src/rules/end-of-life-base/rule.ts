import { endOfGo, endOfRelease, maintainedGo } from '../../images/endOfLife';
import type { ImageFacts } from '../../images/imageFacts';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import { defineRule } from '../rule';

export const endOfLifeBase = defineRule({
  id: 'end-of-life-base',
  title: 'Image on a release that is no longer maintained',
  severity: 'information',
  fix: 'none',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const { needed, base, from, root } of model.stages) {
      const message = needed && base.kind === 'image' ? endOf(root) : undefined;
      if (message !== undefined && from.image) yield { span: from.image.span, certainty: 'known', message };
    }
  },
});

/** Only of what the tag surely names: a floating tag moves on to a release that is maintained. */
function endOf({ family, goVersion, distribution, release }: ImageFacts): string | undefined {
  const go = family === 'golang' && goVersion.certainty === 'known' ? endOfGo(goVersion.value ?? '') : undefined;
  if (go) {
    return say`${go.title} is no longer maintained (as of ${maintainedGo.asOf}), and this image is not rebuilt. Security fixes go to Go ${listWords([...maintainedGo.minors].reverse())} and later.`;
  }
  if (release.certainty !== 'known' || (distribution !== 'alpine' && distribution !== 'debian')) return undefined;
  const end = endOfRelease(distribution, release.value);
  if (end?.until === undefined) return undefined;
  const tool = distribution === 'alpine' ? 'apk' : 'apt-get';
  return say`${end.title} has had no security fixes since ${end.until}. ${tool} installs outdated packages, or finds none once they are moved to an archive.`;
}
