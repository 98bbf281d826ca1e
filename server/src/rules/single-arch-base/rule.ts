import { valueOf } from '../../facts/fact';
import { formatPlatform, normalisePlatform, parsePlatform } from '../../dockerfile/platform';
import { canonicalRepository } from '../../images/reference';
import type { BuildModel, Stage } from '../../model/buildModel';
import { formatImageReference } from '../../dockerfile/imageReference';
import { say } from '../../text/say';
import { defineRule, type Finding, type Fix } from '../rule';
import {
  architectureInName,
  isChosenByVariable,
  platformFlag,
  showsSeveralPlatforms,
  type SeveralPlatforms,
} from '../severalPlatforms';

export const singleArchBase = defineRule({
  id: 'single-arch-base',
  title: 'Base image of one architecture in an image for others',
  severity: 'warning',
  fix: 'sometimes',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    const named = model.stages.flatMap((stage) => {
      const architecture = architectureInName(stage);
      return architecture === undefined ? [] : [{ stage, architecture }];
    });
    // Images of several architectures beside each other: one of them is chosen by platform.
    if (new Set(named.map(({ architecture }) => architecture)).size > 1) return;
    const proof = named.length > 0 ? showsSeveralPlatforms(model) : undefined;
    for (const { stage, architecture } of named) {
      if (!stage.needed || stage.platformFollows !== 'target' || isChosenByVariable(model, stage)) continue;
      const finding = onOthers(model, stage, architecture, proof);
      if (finding) yield finding;
    }
  },
});

function onOthers(
  model: BuildModel,
  stage: Stage,
  architecture: string,
  proof: SeveralPlatforms | undefined,
): Finding | undefined {
  const { image } = stage.from;
  if (!image) return undefined;
  const asked = formatPlatform(normalisePlatform(model.platform));
  // Where nobody says otherwise linux/amd64 is looked at: of itself that is no sign of what the image is made for.
  const isAskedFor = asked !== 'linux/amd64';
  const differs = isAskedFor && asked !== architecture && !isCompatible(architecture, asked);
  if (!differs && proof === undefined) return undefined;
  const others = differs || !proof ? say`the image is for ${asked}` : proof.says;
  return {
    span: image.span,
    certainty: 'known',
    message: say`By its name this image is for ${architecture} only, and ${others}. On another platform the build ends with "no match for platform in manifest", or what runs from it says "exec format error".`,
    ...(!differs && proof && { related: proof.related }),
    fixes: () => fixes(model, stage),
  };
}

/** Newer ARM machines run the programs of older ones, and amd64 those of 386. */
function isCompatible(has: string, asked: string): boolean {
  if (has === 'linux/386') return asked === 'linux/amd64';
  return parsePlatform(has)?.architecture === parsePlatform(asked)?.architecture;
}

/** The official image of all platforms. Where go runs in it, a cross build is the better answer. */
function fixes(model: BuildModel, stage: Stage): readonly Fix[] {
  const reference = stage.base.kind === 'image' ? valueOf(stage.base.reference) : undefined;
  const { image } = stage.from;
  if (!reference || !image || reference.digest !== undefined || platformFlag(stage)) return [];
  if (reference.registry !== 'docker.io' || model.goBuilds.some((build) => build.stage === stage.index)) return [];
  const { name, platform } = canonicalRepository(reference.repository);
  if (platform === undefined) return [];
  const other = formatImageReference({ ...reference, repository: name });
  return [{ title: say`Use ${other}`, safety: 'review', edits: [{ span: image.span, newText: other }] }];
}
