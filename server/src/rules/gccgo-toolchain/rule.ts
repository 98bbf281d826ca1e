import { valueOf } from '../../facts/fact';
import { say } from '../../text/say';
import { nameOf } from '../fixes/lostAssignments';
import { defineRule, type Finding } from '../rule';
import type { Span } from '../../text/span';

export const gccgoToolchain = defineRule({
  id: 'gccgo-toolchain',
  title: 'Program built with gccgo',
  severity: 'information',
  fix: 'none',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true) continue;
      const flag = build.go.flags.findLast(({ name }) => name === 'compiler');
      if (flag && valueOf(flag.value) === 'gccgo') yield findingAt(flag.span);
    }
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const { execution } of stage.steps) {
        for (const command of execution?.commands ?? []) {
          const [first, second] = command.argv;
          const isQuestion = second === undefined || /^--?(?:version|help|v)$/.test(valueOf(second.value) ?? '');
          if (first && nameOf(command) === 'gccgo' && !isQuestion) yield findingAt(first.span);
        }
      }
    }
  },
});

function findingAt(span: Span): Finding {
  return {
    span,
    certainty: 'known',
    message: say`gccgo has the standard library of Go 1.18 at most and no generics, so newer programs do not compile. What it links needs libgo.so in the final image, unless -static-libgo or -static is given.`,
  };
}
