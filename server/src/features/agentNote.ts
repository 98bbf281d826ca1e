import type { Analysis } from '../analysis';
import { valueOf } from '../facts/fact';
import type { GoBuild } from '../model/buildModel';
import { observedPrograms } from '../rules/oneAgent/agent';
import { agentOf, type Agent } from '../rules/oneAgent/settings';
import { contains } from '../text/span';
import type { ShippedProgram } from '../rules/shipped';

/**
 * What OneAgent or AppOptima’s agent will make of the program of a go build, with the page that says so; Markdown. Undefined if
 * neither is in force, or the program is not one that it is to look into.
 */
export function agentNote({ model, findings }: Analysis, build: GoBuild): string | undefined {
  const agent = agentOf(model);
  const shipped = agent && observedPrograms(model).find((each) => each.build === build);
  if (!agent || !shipped) return undefined;
  const against = findings.filter(
    ({ rule, span }) =>
      rule.id.startsWith('oneagent-') && (rule.id === 'oneagent-no-libc' || contains(build.instruction.span, span)),
  );
  const lines = [
    `**${agent.name}**: ${against.length > 0 ? against.map(({ message }) => message).join(' ') : judge(agent, shipped)}`,
    '',
    ...remarks(agent, shipped).map((remark) => `- ${remark}`),
    '',
    `Source: [${agent.page.title}](${agent.page.url})`,
  ];
  return lines.join('\n');
}

/** Of a program that no rule reports. */
function judge({ staticMonitoring }: Agent, { path, output }: ShippedProgram): string {
  const linkage = valueOf(output.linkage);
  if (linkage?.kind === 'dynamic') return `nothing speaks against monitoring ${path}: it is linked dynamically.`;
  if (linkage?.kind === 'static' && staticMonitoring)
    return `nothing speaks against monitoring ${path}: it is linked statically, and static monitoring is on.`;
  return `whether it monitors ${path} cannot be told.`;
}

/** Limits that no Dockerfile shows. */
function remarks({ profile, staticMonitoring }: Agent, { output }: ShippedProgram): readonly string[] {
  const earlier = profile === 'oneagent' ? ' (from an earlier edition of the page)' : '';
  const isStatic = staticMonitoring && valueOf(output.linkage)?.kind === 'static';
  return [
    `The profile \`threadcreate\` of a program that it monitors has empty stacks${earlier}.`,
    ...(isStatic
      ? [
          `Static monitoring needs the capability SYS_PTRACE, which containers have by default since Docker 19.03 on a kernel of 4.8 or newer; else \`docker run --cap-add=SYS_PTRACE\`${earlier}.`,
          `The program then goes by the name \`oneagentdynamizer\` in ps and top${earlier}.`,
        ]
      : []),
  ];
}
