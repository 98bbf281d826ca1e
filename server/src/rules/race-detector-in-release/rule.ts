import { effectiveFlag } from '../../golang/flagValues';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { dropFlag, writtenFlag } from '../fixes/flags';
import { observedPrograms } from '../oneAgent/agent';
import { agentOf } from '../oneAgent/settings';
import { defineRule, type Fix } from '../rule';
import { shippedPrograms } from '../shipped';

/** Names of stages that are made for looking at a program rather than for shipping it. */
const forTests = /(?:^|[-_.])(?:tests?|testing|e2e|integration|race|debug|dev|development|ci|staging)(?:$|[-_.])/;

export const raceDetectorInRelease = defineRule({
  id: 'race-detector-in-release',
  title: 'Program with the race detector in the final image',
  severity: 'warning',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target || isForTests(target)) return;
    const seen = new Set<GoBuild>();
    for (const { path, build, output } of shippedPrograms(model)) {
      const flag = effectiveFlag(build.go, 'race')?.flag;
      if (!build.race || !flag || seen.has(build) || !['build', 'install'].includes(build.go.verb)) continue;
      seen.add(build);
      const stage = model.stages[build.stage];
      const fails = output.linkage.certainty !== 'unknown' && output.linkage.value.kind === 'fails';
      // What keeps an agent away weighs more, and the same fix mends both.
      if (agentOf(model) && observedPrograms(model).some((observed) => observed.build === build)) continue;
      if (fails || build.command.runs !== 'always' || !stage || isForTests(stage)) continue;
      yield {
        span: flag.span,
        certainty: 'known',
        message: say`${path} is shipped with the race detector: it takes five to ten times the memory, and runs two to twenty times slower.`,
        related: [{ span: target.from.image?.span ?? target.from.span, message: say`${path} is in this image` }],
        fixes: fixesFor(model, build),
      };
    }
  },
});

function isForTests({ name }: Stage): boolean {
  return name !== undefined && forTests.test(name);
}

function fixesFor(model: BuildModel, build: GoBuild): readonly Fix[] {
  const flag = writtenFlag(build, 'race');
  const written = flag && model.dockerfile.text.slice(flag.span.start, flag.span.end);
  if (!flag || !written || !/^-{1,2}race(?:=\w+)?$/.test(written)) return [];
  return [{ title: say`Drop -race`, safety: 'review', edits: [dropFlag(model, flag)] }];
}
