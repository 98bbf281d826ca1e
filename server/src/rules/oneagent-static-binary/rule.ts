import { valueOf } from '../../facts/fact';
import { say } from '../../text/say';
import { linkDynamically } from '../fixes/agentLink';
import { linkagePresumption, observedPrograms } from '../oneAgent/agent';
import { isWithoutLibc } from '../oneAgent/linkage';
import { related } from '../problems';
import { defineRule, fixesOf } from '../rule';

export const oneagentStaticBinary = defineRule({
  id: 'oneagent-static-binary',
  title: 'Static program that OneAgent does not look into',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const shipped of observedPrograms(model)) {
      const { agent, build, output, path } = shipped;
      const { linkage } = output;
      if (agent.staticMonitoring || linkage.certainty === 'unknown' || !isWithoutLibc(linkage.value)) continue;
      const off = valueOf(build.cgo) === false;
      const own = build.command.assignments.findLast(({ name }) => name === 'CGO_ENABLED');
      const span = off && own && valueOf(own.value) === '0' ? own.span : build.go.verbSpan;
      yield {
        span,
        certainty: linkage.certainty,
        message:
          say`${path} is linked statically, as ${off ? build.cgoDecision.says : linkage.value.row.says}. ` +
          say`${agent.name} does not look into static programs unless static monitoring of Go is switched on.` +
          linkagePresumption(shipped),
        related: related(linkage.because, span),
        fixes: () => fixesOf(linkDynamically(model, shipped)),
      };
    }
  },
});
