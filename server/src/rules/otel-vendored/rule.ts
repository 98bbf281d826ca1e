import { valueOf } from '../../facts/fact';
import { effectiveFlag } from '../../golang/flagValues';
import type { GoBuild } from '../../model/buildModel';
import { say } from '../../text/say';
import { defineRule } from '../rule';

/**
 * What the tools make of a vendored module: syncDeps in tool/preprocess/sync.go of loongsuite-go, forceModMod in
 * tool/internal/setup/vendor.go of otelc; `go help mod vendor` for what go says of a go.mod that the folder does not fit.
 */
const consequences = {
  otel: say`otel runs go mod tidy and go mod vendor before it compiles: the modules are downloaded, and what was changed in the vendor folder is not in the program.`,
  otelc: say`otelc builds a vendored module with -mod=mod: the modules are downloaded, and what was changed in the vendor folder is not in the program.`,
  toolexec: say`otelc setup edits go.mod and not the vendor folder, and go build still builds with that folder. It ends with "inconsistent vendoring", unless the folder was made anew.`,
} as const;

export const otelVendored = defineRule({
  id: 'otel-vendored',
  title: 'OpenTelemetry tool on a vendored module',
  severity: 'warning',
  fix: 'none',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('otel')) return;
    for (const build of model.goBuilds) {
      const { front, verb } = build.go;
      if (model.stages[build.stage]?.needed !== true || !['build', 'install'].includes(verb)) continue;
      if (front?.name !== 'otel' && front?.name !== 'otelc') continue;
      if (front.via === 'toolexec' && front.name === 'otel') continue;
      const asked = effectiveFlag(build.go, 'mod')?.flag;
      if (asked && valueOf(asked.value) !== 'vendor') continue;
      if (!asked && !isVendored(build)) continue;
      // otelc leaves the vendor folder of a workspace alone: go refuses -mod=mod there.
      if (front.name === 'otelc' && build.programs.some(({ workspace }) => workspace)) continue;
      const isToolexec = front.via === 'toolexec';
      yield {
        span: asked?.from === 'command line' ? asked.span : front.span,
        certainty: isToolexec ? 'presumed' : 'known',
        message: isToolexec ? consequences.toolexec : consequences[front.name],
      };
    }
  },
});

function isVendored({ programs }: GoBuild): boolean {
  return programs.some(({ module }) => module?.vendored === true);
}
