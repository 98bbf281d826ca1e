import type { Instruction } from '../../dockerfile/instruction';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { LineIndex } from '../../text/lineIndex';
import type { EngineOutput, PrintedStep } from './engineOutput';
import { isJoinOf } from '../../text/wildcards';

/** An instruction of the Dockerfile as it is now, that an engine has told of. */
export interface FoundInstruction {
  readonly instruction: Instruction;
  readonly stage: Stage | undefined;
  /** Undefined if the model does not reach it. */
  readonly step: Step | undefined;
}

/** Characters that the values of all variables of an instruction may have: comparing takes time by the product of the lengths. */
const longestValues = 20_000;

/** Instructions that BuildKit counts: those that write files (dockerfile2llb/convert.go, `total`). */
const counted: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN', 'WORKDIR']);

/**
 * The instruction that a step of the output is about. Its text decides, as the Dockerfile may have changed since; its number
 * tells which of several alike is meant, and finds the one whose text is printed with values in the place of variables.
 */
export function instructionOf(model: BuildModel, printed: PrintedStep): FoundInstruction | undefined {
  const named = model.stages.filter(({ name, index }) =>
    printed.place
      ? printed.place.index === index
      : printed.stage === name || printed.stage === `stage-${index}` || printed.stage === '',
  );
  const places = named.flatMap((stage) => numbered(stage, printed.stage !== ''));
  const isMeant = ({ number, total }: Numbered): boolean => number === printed.number && total === printed.total;
  const alike = places.filter(({ instruction }) => isPrintedAs(model.dockerfile.text, instruction, printed.text));
  const sole = alike.length === 1 ? alike[0] : undefined;
  const keyword = printed.text.split(' ', 1)[0]?.toUpperCase();
  const found =
    sole ??
    alike.find(isMeant) ??
    alike.find(({ number }) => number === printed.number) ??
    (named.length === 1 && alike.length === 0
      ? places.find((place) => isMeant(place) && place.instruction.keyword === keyword)
      : alike[0]);
  if (found) return found;
  const elsewhere = model.stages
    .flatMap((stage) => numbered(stage, true))
    .filter(({ instruction }) => isPrintedAs(model.dockerfile.text, instruction, printed.text));
  return elsewhere.length === 1 ? elsewhere[0] : undefined;
}

/** The instruction that the engine shows at the end of its output, if it is still there. */
export function instructionInExcerpt(
  model: BuildModel,
  { excerpt }: Pick<EngineOutput, 'excerpt'>,
): FoundInstruction | undefined {
  if (!excerpt) return undefined;
  const { text, instructions } = model.dockerfile;
  const index = new LineIndex(text);
  const lineOf = (line: number): string => text.slice(index.lineStart(line), index.lineEnd(line)).trim();
  const wanted = excerpt.text.trim();
  const lines = Array.from({ length: index.lineCount }, (_, line) => line)
    .filter((line) => lineOf(line) === wanted)
    .sort((one, other) => Math.abs(one + 1 - excerpt.line) - Math.abs(other + 1 - excerpt.line));
  const [line] = lines;
  if (line === undefined) return undefined;
  const offset = index.lineStart(line);
  const instruction = instructions.find(({ span }) => span.start <= index.lineEnd(line) && offset <= span.end);
  return instruction && withStage(model, instruction);
}

/** With the stage and the step that it is part of. */
export function withStage(model: BuildModel, instruction: Instruction): FoundInstruction {
  const stage = model.stages.find(
    ({ span }) => span.start <= instruction.span.start && instruction.span.end <= span.end,
  );
  return { instruction, stage, step: stage?.steps.find((step) => step.instruction === instruction) };
}

interface Numbered extends FoundInstruction {
  readonly number: number;
  readonly total: number;
}

/** @param countsFiles whether only what writes files is counted, as BuildKit does, or everything, as older builders do */
function numbered(stage: Stage, countsFiles: boolean): readonly Numbered[] {
  const hasFrom = stage.base.kind === 'image' || !countsFiles;
  const steps: FoundInstruction[] = [
    ...(hasFrom ? [{ instruction: stage.from, stage, step: undefined }] : []),
    ...stage.steps
      .filter(({ instruction }) => !instruction.onbuild && instruction.kind !== 'FROM')
      .filter(({ instruction }) => !countsFiles || counted.has(instruction.kind))
      .map((step) => ({ instruction: step.instruction, stage, step })),
  ];
  return steps.map((step, index) => ({ ...step, number: index + 1, total: steps.length }));
}

/** Whether an engine prints the instruction so: blanks are folded, and variables may be in their values. */
function isPrintedAs(text: string, instruction: Instruction, printed: string): boolean {
  if (printed.length > text.length + longestValues) return false;
  const flags = instruction.flags.map(({ span }) => text.slice(span.start, span.end));
  const written = fold([instruction.keyword, ...flags, instruction.argument.text].join(' '));
  // BuildKit shows the first lines of a here-document in brackets.
  const bracket = instruction.heredocs.length > 0 && printed.endsWith(')') ? printed.indexOf(' (') : -1;
  const shown = fold(bracket < 0 ? printed : printed.slice(0, bracket));
  if (shown === written) return true;
  // A FROM is printed as the image that it was resolved to.
  if (instruction.kind === 'FROM' || !written.includes('$')) return false;
  return isJoinOf(written.split(/\$\{[^}]*\}|\$\w+/), shown);
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
