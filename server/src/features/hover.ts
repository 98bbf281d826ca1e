import type { Analysis } from '../analysis';
import type { Instruction } from '../dockerfile/instruction';
import type { Stage, Step } from '../model/buildModel';
import { docsUrl } from '../rules/page';
import { allRules } from '../rules/registry';
import { ignoreComments } from '../rules/suppression';
import { inLanguage, say } from '../text/say';
import { touches } from '../text/span';
import { remedyNote } from './agentNote';
import { toHover, type Hover } from './hover/card';
import { hoverCopy } from './hover/copyHover';
import { hoverFrom } from './hover/fromHover';
import { hoverKeyword } from './hover/instructionFlag';
import { hoverPlain, hoverTrigger } from './hover/plainHover';
import { hoverRun } from './hover/runHover';
import { hoverHealthcheck, hoverShell, hoverStart } from './hover/startHover';
import { hoverDockerReference, hoverSetting } from './hover/variableHover';

/** What stands under the cursor: what it is, what it does here, and what follows from it; undefined if there is nothing to say. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
  const { model } = analysis;
  const found = hoverAt(analysis, offset);
  if (found) return { span: found.span, markdown: withFindings(analysis, found, offset) };
  const ignored = hoverIgnored(analysis, offset);
  if (ignored) return ignored;
  // Commands that are none of go have no hover of their own.
  const limited = analysis.findings.find(({ span }) => touches(span, offset));
  const remedy = limited && remedyNote(analysis, '', offset);
  if (limited && remedy !== undefined)
    return { span: limited.span, markdown: withFindings(analysis, { span: limited.span, markdown: remedy }, offset) };
  // ARGs before the first FROM belong to no stage.
  const global = model.dockerfile.instructions.find(({ span }) => touches(span, offset));
  if (global?.kind !== 'ARG' || model.stages.some(({ span }) => touches(span, offset))) return undefined;
  const text =
    hoverDockerReference(model, global, undefined, offset) ??
    hoverSetting(model, global, undefined, offset) ??
    hoverKeyword(global, []);
  return text && { span: text.span, markdown: withFindings(analysis, text, offset) };
}

/** The id of a rule in a comment that silences it. */
function hoverIgnored({ model }: Analysis, offset: number): Hover | undefined {
  for (const { rules, scope } of ignoreComments(model.dockerfile)) {
    const named = rules.find(({ span }) => touches(span, offset));
    const rule = named && allRules.find(({ id }) => id === named.id.toLowerCase());
    if (!rule) continue;
    return toHover(named.span, {
      title: inLanguage(rule.title),
      says: `${rule.severity}.`,
      lines: [scope === 'file' ? say`Silenced for the whole file` : say`Silenced for one instruction`],
      sources: [{ title: rule.id, url: docsUrl(rule.id) }],
    });
  }
  return undefined;
}

function hoverAt(analysis: Analysis, offset: number): Hover | undefined {
  const { model } = analysis;
  const stage = model.stages.find((candidate) => touches(candidate.span, offset));
  if (!stage) return undefined;
  if (touches(stage.from.span, offset)) return hoverFrom(model, stage, offset);
  const step = stage.steps.find(({ instruction }) => touches(instruction.span, offset));
  if (!step) return undefined;
  const { instruction } = step;
  if (instruction.onbuild) return hoverTrigger(model, instruction, stage, offset);
  return (
    hoverDockerReference(model, instruction, { stage, step }, offset) ??
    hoverInstruction(analysis, instruction, stage, step, offset)
  );
}

function hoverInstruction(
  analysis: Analysis,
  instruction: Instruction,
  stage: Stage,
  step: Step,
  offset: number,
): Hover | undefined {
  switch (instruction.kind) {
    case 'FROM':
      return hoverFrom(analysis.model, stage, offset);
    case 'RUN':
      return hoverRun(analysis, instruction, stage, step, offset);
    case 'COPY':
    case 'ADD':
      return hoverCopy(analysis, instruction, stage, step, offset);
    case 'ENV':
    case 'ARG':
      return touches(instruction.keywordSpan, offset)
        ? hoverKeyword(instruction, [])
        : hoverSetting(analysis.model, instruction, { stage, step }, offset);
    case 'ENTRYPOINT':
    case 'CMD':
      return hoverStart(analysis, instruction, stage, offset);
    case 'HEALTHCHECK':
      return hoverHealthcheck(analysis, instruction, stage, offset);
    case 'SHELL':
      return hoverShell(instruction, offset);
    case 'UNKNOWN':
      return undefined;
    default:
      return hoverPlain(analysis, instruction, stage, step, offset);
  }
}

/** Adds a link to the page of each finding under the cursor. */
function withFindings(analysis: Analysis, found: Hover, offset: number): string {
  const links = analysis.findings
    .filter((finding) => touches(finding.span, offset))
    .map((finding) => `[${inLanguage(finding.rule.title)}](${docsUrl(finding.rule.id)})`);
  const remedy = remedyNote(analysis, found.markdown, offset);
  const parts = [found.markdown, remedy, links.length > 0 ? [...new Set(links)].join(' · ') : undefined];
  return parts.filter((part) => part !== undefined).join('\n\n');
}
