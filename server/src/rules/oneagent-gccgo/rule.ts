import { valueOf } from '../../facts/fact';
import { say } from '../../text/say';
import { dropping } from '../fixes/flags';
import { nameOf } from '../fixes/lostAssignments';
import { observedTarget } from '../oneAgent/agent';
import { defineRule, fixesOf } from '../rule';

export const oneagentGccgo = defineRule({
  id: 'oneagent-gccgo',
  title: 'Program compiled by gccgo, which OneAgent does not support',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const observed = observedTarget(model);
    if (!observed) return;
    const message = say`gccgo compiles this, and ${observed.agent.name} supports programs of Go’s own toolchain only: it is not monitored.`;
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true || !['build', 'install'].includes(build.go.verb)) continue;
      const flag = build.go.flags.findLast(({ name }) => name === 'compiler');
      if (!flag || valueOf(flag.value) !== 'gccgo') continue;
      const flags = build.go.flags.some(({ name }) => name === 'gccgoflags');
      yield {
        span: flag.span,
        certainty: 'known',
        message,
        fixes: () => (flags ? [] : fixesOf(dropping(model, build, 'compiler', say`Compile with Go’s own compiler`))),
      };
    }
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const { execution } of stage.steps) {
        for (const command of execution?.commands ?? []) {
          const [first, ...words] = command.argv;
          // `gccgo --version` asks, `-c` compiles a part.
          const makes = words.some(({ value }) => /^-o|\.go$/.test(valueOf(value) ?? ''));
          if (first && nameOf(command) === 'gccgo' && makes) yield { span: first.span, certainty: 'known', message };
        }
      }
    }
  },
});
