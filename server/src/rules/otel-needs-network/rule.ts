import { valueOf } from '../../facts/fact';
import { readInstrumenter } from '../../golang/instrumenter';
import type { BuildModel, Step } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import type { ExecutedCommand } from '../../shell/execution';
import type { Flag } from '../../dockerfile/instruction';
import { say } from '../../text/say';
import { defineRule } from '../rule';

export const otelNeedsNetwork = defineRule({
  id: 'otel-needs-network',
  title: 'OpenTelemetry tool without a network',
  severity: 'warning',
  fix: 'always',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('otel')) return;
    for (const { needed, steps } of model.stages) {
      if (!needed) continue;
      // A run with a network, here or in the cache that is mounted, may have left the modules.
      let mayBeThere = false;
      for (const step of steps) {
        const offline = step.instruction.flags.find(({ name, value }) => name === 'network' && value === 'none');
        for (const command of step.execution?.commands ?? []) {
          const tool = readInstrumenter(command);
          if (!tool) continue;
          if (!offline) mayBeThere = true;
          if (!offline || mayBeThere || bringsModules(step, command)) continue;
          yield {
            span: offline.span,
            certainty: 'presumed',
            message: say`${tool.title} adds OpenTelemetry's modules to go.mod and runs go mod tidy, which downloads them, and this RUN has no network. It is presumed that the module cache does not hold them.`,
            related: [{ span: tool.span, message: say`this command runs go mod tidy` }],
            fixes: [{ title: say`Remove --network=none`, safety: 'review', edits: [dropFlag(model, offline)] }],
          };
          break;
        }
      }
    }
  },
});

/** Whether modules may come from elsewhere: a proxy in a folder, a cache that is mounted. */
function bringsModules(step: Step, command: ExecutedCommand): boolean {
  const proxy = command.environment.get('GOPROXY');
  if (proxy && /^(?!https?:)/.test(valueOf(proxy.value) ?? '')) return true;
  return step.mounts.some(
    ({ type, target }) =>
      (type === 'cache' || type === 'bind') && /\/pkg\/mod\b|modcache/i.test(valueOf(target) ?? '/pkg/mod'),
  );
}

/** With the blank behind it, or the line it has to itself. */
function dropFlag({ dockerfile: { text } }: BuildModel, { span }: Flag): Edit {
  const blanks = /^[ \t]*(?:[\\`][ \t]*\r?\n[ \t]*)?/.exec(text.slice(span.end, span.end + 200))?.[0].length ?? 0;
  return { span: { start: span.start, end: span.end + blanks }, newText: '' };
}
