import { valueOf } from '../../facts/fact';
import { booleanFlag, effectiveFlag } from '../../golang/flagValues';
import { say } from '../../text/say';
import { dropping, linkerFlagPlace } from '../fixes/flags';
import { observedPrograms } from '../oneAgent/agent';
import { defineRule, fixesOf } from '../rule';

export const oneagentLinkshared = defineRule({
  id: 'oneagent-linkshared',
  title: 'Program linked against libstd.so, which OneAgent rejects',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const { agent, build, output, path } of observedPrograms(model)) {
      const flag = effectiveFlag(build.go, 'linkshared')?.flag;
      const asked = flag && valueOf(booleanFlag(build.go, 'linkshared')) === true;
      if ((!asked && !build.linker.linkshared) || valueOf(output.linkage)?.kind === 'fails') continue;
      yield {
        span: (asked ? flag.span : linkerFlagPlace(model, build, 'linkshared')) ?? build.go.verbSpan,
        certainty: 'known',
        message: say`${path} takes Go’s standard library from a shared one, libstd.so. ${agent.name} rejects such programs, so it is not monitored.`,
        fixes: () => fixesOf(dropping(model, build, 'linkshared')),
      };
    }
  },
});
