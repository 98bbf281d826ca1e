import { valueOf } from '../../facts/fact';
import { isRemotePackage, programNameOf } from '../../golang/remotePackage';
import { say } from '../../text/say';
import { defineRule } from '../rule';

export const unpinnedToolInstall = defineRule({
  id: 'unpinned-tool-install',
  title: 'Tool installed in whatever version is the newest',
  severity: 'information',
  fix: 'none',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const { text } = model.dockerfile;
    for (const build of model.goBuilds) {
      if (build.go.verb !== 'install' || model.stages[build.stage]?.needed !== true) continue;
      for (const { value, span } of build.go.args) {
        const argument = valueOf(value) ?? '';
        const version = /@(?:latest|upgrade|master|main|HEAD)$/.exec(argument)?.[0];
        // A version that a variable holds is the choice of whoever starts the build.
        if (version === undefined || !isRemotePackage(argument) || !text.slice(span.start, span.end).endsWith(version))
          continue;
        // Which Go that installs its name says.
        if (/^golang\.org\/dl\/go\d/.test(argument)) continue;
        yield {
          span: { start: span.end - version.length, end: span.end },
          certainty: 'known',
          message: say`${version} stands for another release of ${programNameOf(argument) ?? say`these tools`} with time, so that the same Dockerfile does not build the same image. A later release may also ask for a newer Go than this image has.`,
        };
      }
    }
  },
});
