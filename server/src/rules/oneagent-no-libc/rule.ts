import { valueOf } from '../../facts/fact';
import { loaderPaths } from '../../model/loading';
import { say } from '../../text/say';
import { shipLibc } from '../fixes/agentLink';
import { observedPrograms } from '../oneAgent/agent';
import { mayHoldAny, nameOfTarget } from '../shipped';
import { defineRule } from '../rule';

export const oneagentNoLibc = defineRule({
  id: 'oneagent-no-libc',
  title: 'Image without the C library that OneAgent needs',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const { target, verdict } = model;
    // A program that does not start has a greater defect.
    if (!target || verdict.problem || verdict.likely) return;
    const libc = target.libc.certainty === 'unknown' ? undefined : target.libc;
    if (libc?.value.kind !== 'none' || mayHoldAny(target, loaderPaths)) return;
    const [shipped] = observedPrograms(model);
    if (!shipped || valueOf(shipped.output.linkage)?.kind !== 'static') return;
    const { agent } = shipped;
    const span = target.from.image?.span ?? target.from.span;
    yield {
      span,
      certainty: libc.certainty,
      message:
        say`${nameOfTarget(target)} has no C library, and ${agent.name} needs that of the system, whatever the program itself needs. ` +
        say`${shipped.path} runs there without being monitored${agent.staticMonitoring ? say`, even with static monitoring` : ''}.`,
      related: [{ span: shipped.build.go.verbSpan, message: say`${shipped.path} is built here` }],
      fixes: () => shipLibc(model, shipped),
    };
  },
});
