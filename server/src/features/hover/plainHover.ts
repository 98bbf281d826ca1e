import type { Analysis } from '../../analysis';
import { expandWord } from '../../dockerfile/expand';
import type { Instruction, PlainInstruction } from '../../dockerfile/instruction';
import { isSettled, type Fact } from '../../facts/fact';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { environmentValue } from '../../model/stageState';
import { say } from '../../text/say';
import { touches, type Span } from '../../text/span';
import { describePodLabel } from '../observabilityHover';
import { instructionTexts } from '../texts/instructionTexts';
import { textOf } from '../texts/textRow';
import { code, lineAt, lineOf, stageName, toHover, type Hover } from './card';
import { hoverKeyword } from './instructionFlag';
import { describeUser, userWords } from './userWords';
import { here, stateAfter } from './values';

/** WORKDIR, USER, EXPOSE, VOLUME, STOPSIGNAL, LABEL, MAINTAINER. */
export function hoverPlain(
  { model }: Analysis,
  instruction: PlainInstruction,
  stage: Stage,
  step: Step,
  offset: number,
): Hover | undefined {
  const word = instruction.words.find(({ span }) => touches(span, offset));
  if (instruction.kind === 'LABEL' && word) {
    const markdown = describePodLabel(word.raw.replace(/=.*$/s, '').replaceAll('"', ''));
    return markdown === undefined ? undefined : { span: word.span, markdown };
  }
  const about = word ?? instruction.words[0];
  const value = about && expandWord(about.raw, (name) => environmentValue(step, name), model.dockerfile.escape);
  const keyword = hoverKeyword(instruction, value ? plainLines(model, instruction, stage, step, value) : []);
  return keyword && (word ? { ...keyword, span: word.span } : keyword);
}

function plainLines(
  model: BuildModel,
  { kind, words }: PlainInstruction,
  stage: Stage,
  step: Step,
  value: Fact<string>,
): readonly (string | undefined)[] {
  switch (kind) {
    case 'WORKDIR':
      return [here(stateAfter(stage, step).workdir)];
    case 'USER': {
      if (!isSettled(value)) return [here(value)];
      const last = stage.user.span;
      const isLast = last === undefined || words.some(({ span }) => span.start === last.start);
      return [
        say`Here: ${userWords(value.value)}`,
        ...describeUser(step, value.value),
        ...containerText(value.value),
        isLast ? undefined : say`Until line ${lineAt(model, last)}, which names another one`,
      ];
    }
    case 'EXPOSE':
      return isSettled(value) ? [portText(value.value)] : [here(value)];
    case 'VOLUME':
    case 'STOPSIGNAL':
      return [here(value)];
    default:
      return [];
  }
}

/** What follows from how the user is named. */
function containerText(user: string): readonly string[] {
  const [name = '', group] = user.split(':');
  const isNamed = !/^\d+$/.test(name) && name !== 'root' && name !== '';
  return [
    ...(isNamed ? [say`Kubernetes needs a number to see that it is not root (runAsNonRoot)`] : []),
    ...(group === undefined ? [] : [say`Group ${code(group)}, and no other`]),
  ];
}

function portText(text: string): string {
  const [, ports = text, protocol = 'tcp'] = /^([^/]*)(?:\/(\w+))?$/.exec(text) ?? [];
  return say`Here: port ${code(ports)} for ${protocol.toLowerCase()}`;
}

/** The word ONBUILD, and what stands behind it. */
export function hoverTrigger(
  model: BuildModel,
  instruction: Instruction,
  stage: Stage,
  offset: number,
): Hover | undefined {
  const row = textOf(instructionTexts, 'ONBUILD');
  if (!row) return undefined;
  const start = instruction.span.start;
  const word: Span = { start, end: start + 'ONBUILD'.length };
  const children = model.stages.filter(({ base }) => base.kind === 'stage' && base.index === stage.index);
  const own = textOf(instructionTexts, instruction.keyword);
  const isOuter = touches(word, offset);
  if (!isOuter && !touches(instruction.keywordSpan, offset)) return undefined;
  return toHover(isOuter ? word : instruction.keywordSpan, {
    title: isOuter || !own ? 'ONBUILD' : `ONBUILD ${own.name}`,
    says: isOuter || !own ? row.text : own.text,
    lines: [
      isOuter ? undefined : say`It does nothing in this stage, but in images that are built FROM it`,
      ...children.map((child) => say`It runs in the stage ${stageName(child)} (${lineOf(model, child.from.span)})`),
    ],
    sources: [row.source],
  });
}
