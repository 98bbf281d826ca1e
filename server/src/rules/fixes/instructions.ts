import type { Instruction } from '../../dockerfile/instruction';
import type { BuildModel, Stage } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { lineBreak, lineStart } from '../../text/lines';
import { slice, type Span } from '../../text/span';

/** The blanks in front of the instruction, so that what is inserted stands as it does. */
function indentation(text: string, instruction: Instruction): string {
  return text.slice(lineStart(text, instruction.span.start), instruction.span.start);
}

const keyword =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?=\s)/;

/** An instruction to be inserted, in lower case where all those of the Dockerfile are: BuildKit warns of a mixture. */
export function inCaseOf({ dockerfile: { instructions, text } }: BuildModel, line: string): string {
  const isUpper = ({ keywordSpan }: Instruction): boolean => /[A-Z]/.test(slice(text, keywordSpan));
  if (!keyword.test(line) || instructions.length === 0 || instructions.some(isUpper)) return line;
  const lowered = line.replace(keyword, (word) => word.toLowerCase());
  return lowered.startsWith('from ') ? lowered.replace(/ AS (?=\S+\s*$)/, ' as ') : lowered;
}

/** Puts whole lines in front of an instruction, below the comments that speak of it. */
export function insertBefore(model: BuildModel, instruction: Instruction, ...lines: readonly string[]): Edit {
  const { text } = model.dockerfile;
  const place = lineStart(text, instruction.span.start);
  const indent = indentation(text, instruction);
  return {
    span: { start: place, end: place },
    newText: lines.map((line) => indent + inCaseOf(model, line) + lineBreak(text)).join(''),
  };
}

/** Puts whole lines behind an instruction. */
export function insertAfter(model: BuildModel, instruction: Instruction, ...lines: readonly string[]): Edit {
  const { text } = model.dockerfile;
  const place = instruction.span.end;
  const indent = indentation(text, instruction);
  return {
    span: { start: place, end: place },
    newText: lines.map((line) => lineBreak(text) + indent + inCaseOf(model, line)).join(''),
  };
}

/** Puts whole lines right behind the FROM of a stage. */
export function insertAtStageStart(model: BuildModel, stage: Stage, ...lines: readonly string[]): Edit {
  return insertAfter(model, stage.from, ...lines);
}

/** Replaces what a span covers. */
export function replace(span: Span, newText: string): Edit {
  return { span, newText };
}

/** Takes an instruction away with its lines; comments above it stay. */
export function removeInstruction(model: BuildModel, instruction: Instruction): Edit {
  const { text } = model.dockerfile;
  const start = lineStart(text, instruction.span.start);
  const after = text.slice(instruction.span.end);
  const rest = /^[ \t]*(\r\n|\n|\r)?/.exec(after)?.[0].length ?? 0;
  return { span: { start, end: instruction.span.end + rest }, newText: '' };
}

/** Names another image in a FROM; undefined if the name is computed or the stage is built from another one. */
export function replaceImage(model: BuildModel, stage: Stage, image: string): Edit | undefined {
  const root = rootStage(model, stage);
  const word = root.from.image;
  if (!word || word.raw.includes('$')) return undefined;
  return { span: word.span, newText: image };
}

/** The stage whose FROM names the image that the given one comes from. */
export function rootStage(model: BuildModel, stage: Stage): Stage {
  let current = stage;
  for (let hops = 0; hops < model.stages.length && current.base.kind === 'stage'; hops++) {
    const parent = model.stages[current.base.index];
    if (!parent) break;
    current = parent;
  }
  return current;
}
