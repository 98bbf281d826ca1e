import type { Analysis } from '../analysis';
import { valueOf } from '../facts/fact';
import type { GoBuild } from '../model/buildModel';
import { earlierLimit, observedPrograms } from '../rules/oneAgent/agent';
import { agentOf, type Agent } from '../rules/oneAgent/settings';
import { say } from '../text/say';
import { contains, touches } from '../text/span';
import type { ShippedProgram } from '../rules/shipped';
import { remedies } from './oneAgentRemedies';

/**
 * What OneAgent or AppOptima’s agent will make of the program of a go build, with the page that says so; Markdown. Undefined if
 * neither is in force, or the program is not one that it is to look into.
 * @param offset the cursor: messages of findings there are left out, as editors show them beside the hover
 */
export function agentNote(analysis: Analysis, build: GoBuild, offset: number): string | undefined {
  const shipped = observedPrograms(analysis.model).find((each) => each.build === build);
  if (!shipped) return undefined;
  const { agent } = shipped;
  const against = whatSpeaksAgainst(analysis, agent, build, offset);
  const lines = [
    ...(against.length > 0
      ? [`**${agent.name}**`, '', ...against.filter((says) => says !== '').map((says) => `- ${says}`)]
      : [`**${agent.name}**: ${judge(agent, shipped)}`, '']),
    ...remarks(agent, shipped).map((remark) => `- ${remark}`),
    '',
    sourceOf(agent),
  ];
  return lines.join('\n');
}

// What is said of threadcreate, for one, stands there only in Dynatrace’s edition that AppOptima’s page is taken from.
function sourceOf({ page, profile }: Agent): string {
  const link = `[${page.title}](${page.url})`;
  return profile === 'oneagent'
    ? say`Source: ${link}, in part an earlier edition of it, which is presumed to hold`
    : say`Source: ${link}`;
}

/**
 * What the page says to do about limits that are found at a place other than a go build (an image, CMD, `strip`), and the page;
 * Markdown. Undefined if there is no such finding, or `markdown` names the page already.
 */
export function remedyNote({ model, findings }: Analysis, markdown: string, offset: number): string | undefined {
  const agent = agentOf(model);
  if (!agent || markdown.includes(agent.page.url)) return undefined;
  const found = findings.filter(({ rule, span }) => rule.id.startsWith('oneagent-') && touches(span, offset));
  if (found.length === 0) return undefined;
  const says = remedies.filter((remedy) => found.some(({ rule }) => rule.id === remedy.rule)).map((each) => each.says);
  return [`**${agent.name}**`, '', ...says.map((each) => `- ${each}`), '', sourceOf(agent)].join('\n');
}

/**
 * The findings on the program, each with its remedy, and the remedies of rules that are silenced; empty sentences for findings
 * that have none and are shown elsewhere.
 */
function whatSpeaksAgainst(
  { model, findings }: Analysis,
  agent: Agent,
  build: GoBuild,
  offset: number,
): readonly string[] {
  // That an earlier edition still holds is said of all at once, with the source.
  const { note } = earlierLimit(agent);
  // What ENV or a later RUN does to a program is known to be about this one if there is no other.
  const isOnly = observedPrograms(model).length === 1;
  const against = findings.filter(
    ({ rule, span }) =>
      rule.id.startsWith('oneagent-') &&
      (isOnly || rule.id === 'oneagent-no-libc' || contains(build.instruction.span, span)),
  );
  const silenced = remedies.filter(
    (remedy) => against.every(({ rule }) => rule.id !== remedy.rule) && remedy.applies(build, agent),
  );
  const told = new Set<string>();
  const sentences = against.map(({ rule, span, message }) => {
    const remedy = told.has(rule.id) ? undefined : remedies.find((candidate) => candidate.rule === rule.id)?.says;
    told.add(rule.id);
    return [touches(span, offset) ? undefined : message.replace(note, ''), remedy]
      .filter((part) => part !== undefined)
      .join(' ');
  });
  return [...sentences, ...silenced.map(({ says }) => says)];
}

/** Of a program that no rule reports. */
function judge({ staticMonitoring }: Agent, { build, path, output }: ShippedProgram): string {
  const linkage = valueOf(output.linkage);
  const fine = say`nothing speaks against monitoring ${path}:`;
  if (linkage?.kind === 'dynamic')
    return build.linker.linkmode === 'external'
      ? say`${fine} \`-linkmode=external\` makes it dynamic, whatever it imports.`
      : say`${fine} it is linked dynamically.`;
  if (linkage?.kind === 'static' && staticMonitoring)
    return say`${fine} it is linked statically, and static monitoring is on.`;
  return say`whether it monitors ${path} cannot be told.`;
}

/**
 * Limits that no Dockerfile shows. Docker’s seccomp profile allows ptrace on a kernel of 4.8 or newer, and its default
 * capabilities never had SYS_PTRACE (moby/profiles, seccomp/default_linux.go), so that cap_drop takes nothing away.
 */
function remarks({ staticMonitoring }: Agent, { output }: ShippedProgram): readonly string[] {
  const isStatic = staticMonitoring && valueOf(output.linkage)?.kind === 'static';
  return [
    say`The profile \`threadcreate\` of a program that it monitors has empty stacks.`,
    ...(isStatic
      ? [
          say`Static monitoring traces processes, for which the page asks for the capability SYS_PTRACE. Docker 19.03 and newer allow it without, on a kernel of 4.8 or newer and with \`cap_drop: ALL\` too; else \`docker run --cap-add=SYS_PTRACE\`, as the command that runs the image does.`,
          say`Where a shell or another parent process starts the program, that one has to be linked dynamically, and started anew once static monitoring is on.`,
          say`The program then goes by the name \`oneagentdynamizer\` in ps and top.`,
        ]
      : []),
  ];
}
