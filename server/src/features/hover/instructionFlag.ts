import type { Flag, Instruction } from '../../dockerfile/instruction';
import { instructionFlagText, instructionTexts } from '../texts/instructionTexts';
import { textOf } from '../texts/textRow';
import { code, toHover, type Hover } from './card';

/** A flag of an instruction: what it is, and what is said of it here. */
export function hoverInstructionFlag(
  { keyword }: Instruction,
  { name, value, span }: Flag,
  lines: readonly (string | undefined)[] = [],
): Hover | undefined {
  const row = instructionFlagText(keyword, name);
  if (!row) return undefined;
  const chosen = row.values?.find((each) => each.name === value);
  return toHover(span, {
    title: `--${name}`,
    says: row.text,
    lines: [chosen && `${code(chosen.name)}: ${chosen.text}`, ...lines],
    sources: [row.source],
  });
}

/** The keyword of an instruction. */
export function hoverKeyword(
  { keyword, keywordSpan }: Instruction,
  lines: readonly (string | undefined)[],
): Hover | undefined {
  const row = textOf(instructionTexts, keyword);
  return row && toHover(keywordSpan, { title: keyword, says: row.text, lines, sources: [row.source] });
}
