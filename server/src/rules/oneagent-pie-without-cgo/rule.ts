import { valueOf } from '../../facts/fact';
import { say } from '../../text/say';
import { linkDynamically } from '../fixes/agentLink';
import { dropping } from '../fixes/flags';
import { both, linkagePresumption, observedPrograms } from '../oneAgent/agent';
import { related } from '../problems';
import { defineRule, fixesOf } from '../rule';

export const oneagentPieWithoutCgo = defineRule({
  id: 'oneagent-pie-without-cgo',
  title: 'Position-independent program without a C library',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const shipped of observedPrograms(model)) {
      const { agent, build, output, path } = shipped;
      const { linkage } = output;
      if (linkage.certainty === 'unknown' || linkage.value.kind !== 'dynamic' || linkage.value.row.id !== 'pie')
        continue;
      const off = valueOf(build.cgo) === false;
      // AppOptima’s page says nothing of PIE, but that cgo must not be off unless static monitoring is on.
      if (agent.profile === 'appoptima' && (agent.staticMonitoring || !off)) continue;
      const flag = build.go.flags.findLast(({ name }) => name === 'buildmode');
      const span = flag?.span ?? build.go.verbSpan;
      const named = agent.profile === 'appoptima' || off;
      yield {
        span,
        certainty: both(linkage.certainty, named ? 'known' : 'presumed'),
        message:
          say`${path} asks for a loader, as -buildmode=pie does, but loads no C library: ${off ? build.cgoDecision.says : say`no package in it uses cgo`}. ` +
          (agent.profile === 'appoptima'
            ? say`${agent.name} rejects programs without cgo unless static monitoring is on.`
            : say`${agent.name} does not support that on Linux, with static monitoring or without.`) +
          (named
            ? linkagePresumption(shipped)
            : say` This presumes that it is the same with cgo on where nothing uses it.`),
        related: related(linkage.because, span),
        // Without PIE the program is static, which is fine only if static monitoring is on.
        fixes: () =>
          fixesOf(
            agent.staticMonitoring ? dropping(model, build, 'buildmode', say`Drop -buildmode=pie`) : undefined,
            linkDynamically(model, shipped),
          ),
      };
    }
  },
});
