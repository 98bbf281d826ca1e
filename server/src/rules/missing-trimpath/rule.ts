import { valueOf } from '../../facts/fact';
import type { ProgramFacts } from '../../golang/types';
import { isAtLeast } from '../../golang/version';
import type { GoBuild } from '../../model/buildModel';
import { say } from '../../text/say';
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
    for (const { build, path, program } of releaseBuilds(model)) {
      if (program && asksForFiles(program)) continue;
      const version = valueOf(build.goVersion);
      if (build.go.flags.some(({ name }) => name === 'trimpath') || !version || !isAtLeast(version, 1, 13)) continue;
      yield {
        span: build.go.verbSpan,
        certainty: 'known',
        message: say`${path} holds the paths of the build stage, which show in stack traces, and builds in other directories give another binary.`,
        fixes: () => fixesFor(build),
      };
    }
  },
});

function usesPlugins(build: GoBuild): boolean {
  return build.buildmode === 'plugin' || build.programs.some(({ standardPackages }) => standardPackages.has('plugin'));
}

/** A program that asks for the file of a caller may look for other files beside it, which it does not find by a trimmed path. */
function asksForFiles({ packages }: ProgramFacts): boolean {
  return packages?.some(({ uses }) => uses?.some(({ name }) => name.startsWith('runtime.Caller'))) === true;
}

/**
 * Go before 1.20 brings its standard library compiled, with the paths of its own build. With -trimpath it compiles net and the like
 * anew, for which it needs a C compiler (cmd/go, internal/work: an archive is stale if its build ID is another one).
 */
function needsPrebuilt({ goVersion, cgo, compiler }: GoBuild): boolean {
  const version = valueOf(goVersion);
  return version !== undefined && !isAtLeast(version, 1, 20) && valueOf(cgo) !== false && compiler.found !== true;
}

/** Never safe: what the modules of others do with the paths cannot be read here. */
function fixesFor(build: GoBuild): readonly Fix[] {
  if (build.command.approximate || build.instruction.exec || needsPrebuilt(build)) return [];
  return [
    {
      title: say`Build with -trimpath`,
      safety: 'review',
      edits: [{ span: placeForFlag(build.go), newText: ' -trimpath' }],
    },
  ];
}
