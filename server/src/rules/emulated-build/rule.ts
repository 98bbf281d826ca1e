import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { isShipped } from '../fixes/compiler';
import { crossBuild } from '../fixes/crossBuild';
import { needsCgo } from '../fixes/goBuild';
import { rootStage } from '../fixes/instructions';
import { xxBuild } from '../fixes/xxBuild';
import { followsPlatformArg } from '../platformArgs';
import { defineRule, type Finding } from '../rule';
import { architectureInName, platformFlag, showsSeveralPlatforms, type SeveralPlatforms } from '../severalPlatforms';

export const emulatedBuild = defineRule({
  id: 'emulated-build',
  title: 'Go compiler run under emulation',
  severity: 'warning',
  fix: 'sometimes',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    const proof = showsSeveralPlatforms(model);
    if (!proof || !model.target || model.makefileAddsBuildPlatform === true) return;
    const byRoot = new Map<Stage, GoBuild[]>();
    for (const build of model.goBuilds) {
      const stage = model.stages[build.stage];
      if (!stage?.needed || stage.platformFollows !== 'target' || !isShippedBuild(model, build)) continue;
      const root = rootStage(model, stage);
      byRoot.set(root, [...(byRoot.get(root) ?? []), build]);
    }
    for (const [root, builds] of byRoot) {
      const finding = emulated(model, root, builds, proof);
      if (finding) yield finding;
    }
  },
});

/** A program for the final image, made by a command that surely runs and is not for a platform of its own. */
function isShippedBuild(model: BuildModel, build: GoBuild): boolean {
  if (!['build', 'install'].includes(build.go.verb) || build.go.front?.name === 'xx-go') return false;
  const outputs = build.outputs.filter(({ kind, path }) => kind === 'program' && path.certainty !== 'unknown');
  const goarch = build.command.environment.get('GOARCH');
  // A literal architecture is another defect, and one that several builds side by side have for a reason.
  if (goarch && valueOf(goarch.value) !== '' && !followsPlatformArg(model, build, 'GOARCH')) return false;
  return outputs.length > 0 && isShipped(model, { ...build, outputs });
}

function emulated(
  model: BuildModel,
  root: Stage,
  builds: readonly GoBuild[],
  proof: SeveralPlatforms,
): Finding | undefined {
  const { target } = model;
  const { base, from } = root;
  // Who spells the target platform out has chosen it, and what the final image is built from has to be of its platform.
  if (base.kind !== 'image' || !from.image || platformFlag(root) || !target || rootStage(model, target) === root)
    return undefined;
  // An image of one architecture is the greater defect.
  if (architectureInName(root) !== undefined) return undefined;
  const cgo = builds.some((build) => build.cgoSetting?.value.certainty !== 'unknown' && isCgoMeant(build));
  const consequence = cgo
    ? say`A cross build of C code needs a cross compiler, such as that of tonistiigi/xx.`
    : say`That takes several times as long and can end in "qemu: uncaught target signal 11 (Segmentation fault)".`;
  return {
    span: from.image.span,
    certainty: 'known',
    // Who builds on the machine that the image is for has TARGETARCH as well, and loses nothing.
    ...((cgo || !proof.isSure) && { severity: 'information' as const }),
    message: say`This stage runs on each platform of the image, and ${proof.says}: for all but that of the build machine, go compiles under emulation. ${consequence}`,
    related: [
      ...proof.related,
      ...builds.map((build) => ({ span: build.go.verbSpan, message: say`this go build is emulated` })),
    ],
    fixes: () => {
      const fix = crossBuild(model, root, builds) ?? xxBuild(model, root, builds);
      return fix ? [fix] : [];
    },
  };
}

function isCgoMeant(build: GoBuild): boolean {
  return (build.cgoSetting && valueOf(build.cgoSetting.value) === '1') || build.race || needsCgo(build);
}
