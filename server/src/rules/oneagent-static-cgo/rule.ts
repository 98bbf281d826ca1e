import { say } from '../../text/say';
import { linkerFlagPlace } from '../fixes/flags';
import { linkDynamically } from '../fixes/agentLink';
import { both, earlierLimit, linkagePresumption, observedPrograms } from '../oneAgent/agent';
import { holdsLibc } from '../oneAgent/linkage';
import { related } from '../problems';
import { defineRule, fixesOf } from '../rule';

export const oneagentStaticCgo = defineRule({
  id: 'oneagent-static-cgo',
  title: 'Static program with a C library inside, which OneAgent rejects',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const shipped of observedPrograms(model)) {
      const { agent, build, output, path } = shipped;
      const { linkage } = output;
      if (linkage.certainty === 'unknown' || !holdsLibc(linkage.value)) continue;
      // Without static monitoring Dynatrace’s page of today says so too.
      const ground = agent.staticMonitoring ? earlierLimit(agent) : undefined;
      const span = linkerFlagPlace(model, build, 'extldflags') ?? build.go.verbSpan;
      yield {
        span,
        certainty: both(linkage.certainty, ground?.certainty ?? 'known'),
        message:
          say`${path} is linked statically and has ${linkage.value.libc} inside, which may conflict with the C library that the agent uses. ` +
          say`${agent.name} rejects it, with static monitoring too.${linkagePresumption(shipped)}${ground?.note ?? ''}`,
        related: related(linkage.because, span),
        fixes: () => fixesOf(linkDynamically(model, shipped)),
      };
    }
  },
});
