import { effectiveFlag } from '../../golang/flagValues';
import { valueOf } from '../../facts/fact';
import { say } from '../../text/say';
import { dropping } from '../fixes/flags';
import { earlierLimit, observedPrograms } from '../oneAgent/agent';
import { defineRule, fixesOf } from '../rule';

export const oneagentRace = defineRule({
  id: 'oneagent-race',
  title: 'Program with the race detector, which OneAgent leaves alone',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const { agent, build, output, path } of observedPrograms(model)) {
      const flag = effectiveFlag(build.go, 'race')?.flag;
      if (!build.race || !flag || valueOf(output.linkage)?.kind === 'fails') continue;
      const ground = earlierLimit(agent);
      yield {
        span: flag.span,
        certainty: ground.certainty,
        message: say`${path} is built with the race detector. ${agent.name} does not inject itself into such programs, so it is not monitored.${ground.note}`,
        fixes: () => fixesOf(dropping(model, build, 'race')),
      };
    }
  },
});
