import { say } from '../../text/say';
import { hasNoNetwork } from '../fixes/instgo';
import { defineRule } from '../rule';

export const instgoNeedsNetwork = defineRule({
  id: 'instgo-needs-network',
  title: 'instgo compiles without a network',
  severity: 'warning',
  fix: 'always',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('arms')) return;
    const told = new Set<number>();
    for (const build of model.goBuilds) {
      const { go, stage, instruction } = build;
      if (model.stages[stage]?.needed !== true || go.front?.name !== 'instgo' || !hasNoNetwork(build)) continue;
      const flag = instruction.flags.find(({ name }) => name === 'network');
      if (!flag || (go.verb !== 'build' && go.verb !== 'install') || told.has(flag.span.start)) continue;
      told.add(flag.span.start);
      const { text } = model.dockerfile;
      const end = flag.span.end + (/^[ \t]+/.exec(text.slice(flag.span.end))?.[0].length ?? 0);
      yield {
        span: flag.span,
        certainty: 'known',
        message: say`instgo fetches the agent and renews itself while it compiles: without a network it has nothing to build into the program.`,
        related: [{ span: go.front.span, message: say`instgo compiles here` }],
        fixes: [
          {
            title: say`Allow the network`,
            safety: 'review',
            edits: [{ span: { start: flag.span.start, end }, newText: '' }],
          },
        ],
      };
    }
  },
});
