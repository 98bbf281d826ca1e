import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { addLinkerFlags, placeForFlag } from '../fixes/flags';
import { isObserved } from '../observed';
import { isStrippedLater, releaseBuilds } from '../releaseBuilds';
import { defineRule } from '../rule';

export const unstrippedBinary = defineRule({
  id: 'unstripped-binary',
  title: 'Program shipped with symbol table and debug information',
  severity: 'hint',
  fix: 'sometimes',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    for (const shipped of releaseBuilds(model)) {
      const { build, path } = shipped;
      const { stripsSymbols, stripsDwarf, flags } = build.linker;
      if (stripsSymbols || stripsDwarf || flags?.some(({ name }) => name === 's' || name === 'w')) continue;
      // Several -ldflags with patterns, and those that a variable holds, are somebody's thought-out business.
      if (build.linker.pattern !== undefined || build.linker.malformed || valueOf(build.goos) !== 'linux') continue;
      if (build.buildmode === 'plugin' || isStrippedLater(model, shipped) || isObserved(model, build)) continue;
      yield {
        span: build.go.verbSpan,
        certainty: 'known',
        message: say`${path} is shipped with its symbol table and debug information: about a third of its size, which only a debugger reads. Stack traces of panics do without.`,
        fixes: () => {
          const edits = stripped(model, build);
          return edits ? [{ title: say`Link with -s -w`, safety: 'review', edits }] : [];
        },
      };
    }
  },
});

/** `-s -w` in front of what -ldflags has, or -ldflags right behind the verb. Where GOFLAGS has one, it would be lost: nothing. */
function stripped(model: BuildModel, build: GoBuild): readonly Edit[] | undefined {
  if (build.go.flags.some(({ name }) => name === 'ldflags')) return addLinkerFlags(model, build, '-s -w');
  if (build.command.approximate || build.instruction.exec) return undefined;
  return [{ span: placeForFlag(build.go), newText: ' -ldflags="-s -w"' }];
}
