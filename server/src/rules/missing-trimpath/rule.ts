import { valueOf } from '../../facts/fact';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { placeForFlag } from '../fixes/flags';
import { releaseBuilds } from '../releaseBuilds';
import { defineRule, type Fix } from '../rule';

export const missingTrimpath = defineRule({
  id: 'missing-trimpath',
  title: 'Program shipped with the paths of the build stage in it',
  severity: 'hint',
  fix: 'sometimes',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    // A plugin and what loads it have to be built alike, and that may happen in another Dockerfile.
    if (model.goBuilds.some(usesPlugins)) return;
    for (const { build, path } of releaseBuilds(model)) {
      const version = valueOf(build.goVersion);
      if (build.go.flags.some(({ name }) => name === 'trimpath') || !version || !isAtLeast(version, 1, 13)) continue;
      yield {
        span: build.go.verbSpan,
        certainty: 'known',
        message: `${path} holds the paths of the build stage, which show in stack traces, and builds in other directories give another binary.`,
        fixes: () => fixesFor(model, build),
      };
    }
  },
});

function usesPlugins(build: GoBuild): boolean {
  return build.buildmode === 'plugin' || build.programs.some(({ standardPackages }) => standardPackages.has('plugin'));
}

/** Where the sources are in the image too, `runtime.Caller` may be used to find files beside them. */
function fixesFor(model: BuildModel, build: GoBuild): readonly Fix[] {
  if (build.command.approximate || build.instruction.exec) return [];
  const isBuiltInTarget = model.target?.root.family === 'golang';
  return [
    {
      title: 'Build with -trimpath',
      safety: isBuiltInTarget ? 'review' : 'safe',
      edits: [{ span: placeForFlag(build.go), newText: ' -trimpath' }],
    },
  ];
}
