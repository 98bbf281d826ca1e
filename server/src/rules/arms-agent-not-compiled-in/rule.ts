import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { say } from '../../text/say';
import { join, type Span } from '../../text/span';
import { instrumentWithInstgo } from '../fixes/instgo';
import { defineRule } from '../rule';
import { nameOfTarget, shippedPrograms, type ShippedProgram } from '../shipped';

export const armsAgentNotCompiledIn = defineRule({
  id: 'arms-agent-not-compiled-in',
  title: 'ARMS is switched on for a program without its agent',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    const asked = target && model.observability.profiles.has('arms') ? whatAsks(model, target) : undefined;
    if (!target || !asked) return;
    for (const { build, path } of startedPrograms(model, target)) {
      const stage = model.stages[build.stage];
      if (!stage || !isPlainGo(build, stage)) continue;
      const [first] = build.command.argv;
      yield {
        span: first && build.index >= 0 ? join(first.span, build.go.verbSpan) : build.command.span,
        certainty: 'known',
        message: say`${asked.says}, but plain go compiles ${path}: the agent is not in it, so ARMS hears nothing of the program. instgo has to compile it.`,
        ...(asked.span && {
          related: [{ span: asked.span, message: say`ARMS is switched on here, for ${nameOfTarget(target)}` }],
        }),
        fixes: () => instrumentWithInstgo(model, stage),
      };
    }
  },
});

/** What says that ARMS is to see the program: ARMS_ENABLE of the image, or the settings. */
function whatAsks(
  { observability }: BuildModel,
  target: Stage,
): { readonly says: string; readonly span: Span | undefined } | undefined {
  const enable = target.imageEnvironment.get('ARMS_ENABLE');
  const value = enable && valueOf(enable.value);
  if (value !== undefined && /^(?:true|1|on|yes)$/i.test(value))
    return { says: say`ARMS_ENABLE=${value} switches the agent on`, span: enable?.span };
  return observability.choice === 'arms' && enable === undefined
    ? { says: say`By the settings ARMS observes the program`, span: undefined }
    : undefined;
}

/** Programs of languages that ARMS has another agent for, and others that are no program of go either. */
const otherRuntime = /(?:^|\/)(?:java|python[\d.]*|node|php|dotnet|ruby)$/;

/** The programs that the container starts; the only one if that cannot be told. */
function startedPrograms(model: BuildModel, { entrypoint, cmd }: Stage): readonly ShippedProgram[] {
  const shipped = shippedPrograms(model);
  const words = [...(entrypoint?.words ?? []), ...(cmd?.words ?? [])].map(({ value }) => value);
  const started = shipped.filter(({ path }) =>
    words.some((word) => word === path || path.endsWith(`/${word.replace(/^\.?\//, '')}`)),
  );
  if (started.length > 0) return started;
  return shipped.length === 1 && !words.some((word) => otherRuntime.test(word)) ? shipped : [];
}

/**
 * Whether the go of an official image compiles, with nothing in front of it. An image that the catalogue does not know may
 * have instgo in the place of go, as Alibaba's own builder image has; and so may a Dockerfile that puts it there.
 */
function isPlainGo({ go }: GoBuild, stage: Stage): boolean {
  if (stage.root.family !== 'golang' || (go.front && go.front.name !== 'xx-go')) return false;
  return ['/usr/local/go/bin/go', '/usr/local/bin/go', '/go/bin/go'].every((path) => {
    const found = lookUp(stage.files, path);
    return found.state === 'absent' || (found.state === 'unknown' && found.span === undefined);
  });
}
