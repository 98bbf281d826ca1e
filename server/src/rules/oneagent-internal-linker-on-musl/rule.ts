import { say } from '../../text/say';
import { linkDynamically } from '../fixes/agentLink';
import { turnCgoOff } from '../fixes/libc';
import { both, earlierLimit, linkagePresumption, observedPrograms } from '../oneAgent/agent';
import { isLinkedByGoForMusl } from '../oneAgent/linkage';
import { related } from '../problems';
import { defineRule, fixesOf } from '../rule';

export const oneagentInternalLinkerOnMusl = defineRule({
  id: 'oneagent-internal-linker-on-musl',
  title: 'Program for musl that Go’s own linker has linked',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const shipped of observedPrograms(model)) {
      const { agent, build, output, path } = shipped;
      const { linkage } = output;
      if (linkage.certainty === 'unknown' || !isLinkedByGoForMusl(linkage.value)) continue;
      // Who installs gcc may well have C code, which gcc links; only a program that was read can be told not to.
      if (build.programs.length === 0 || build.programs.some(({ packages = [] }) => packages.length === 0)) continue;
      const ground = earlierLimit(agent);
      yield {
        span: build.go.verbSpan,
        certainty: both(linkage.certainty, ground.certainty),
        message:
          say`${path} needs musl and is linked by Go’s own linker, which does not initialise musl as it should be. ` +
          say`${agent.name} does not monitor it: deep monitoring asks for -linkmode=external here.${linkagePresumption(shipped)}${ground.note}`,
        related: related(linkage.because, build.go.verbSpan),
        fixes: () =>
          fixesOf(linkDynamically(model, shipped), agent.staticMonitoring ? turnCgoOff(model, build) : undefined),
      };
    }
  },
});
