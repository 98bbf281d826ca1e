import { namePlaces, textOfWord } from '../../dockerfile/expand';
import type { Dockerfile, Flag, Instruction, Word } from '../../dockerfile/instruction';
import { verbatim } from '../../dockerfile/logicalText';
import type { Span } from '../../text/span';

/** A variable that Docker itself expands in an instruction. */
export interface NamedPlace {
  readonly name: string;
  readonly span: Span;
  /** False if the span is that of a whole word, as the name does not stand in the source as it is read. */
  readonly exact: boolean;
}

/**
 * Flags in which BuildKit expands variables, by instruction (Expand of the commands in instructions/commands.go, parseMount
 * in commands_runmount.go, and dispatch of FROM in dockerfile2llb/convert.go).
 */
const expandedFlags: ReadonlyMap<Instruction['kind'], ReadonlySet<string>> = new Map([
  ['FROM', new Set(['platform'])],
  ['COPY', new Set(['chown', 'chmod'])],
  ['ADD', new Set(['chown', 'chmod', 'checksum'])],
  ['RUN', new Set(['mount'])],
]);

/** The variables that Docker expands in an instruction; those of the shell are not among them. */
export function dockerNames({ text, escape }: Dockerfile, instruction: Instruction): readonly NamedPlace[] {
  const flags = expandedFlags.get(instruction.kind);
  return [
    ...instruction.flags.flatMap((flag) => (flags?.has(flag.name) ? namesInFlag(text, escape, flag) : [])),
    ...wordsOf(instruction).flatMap((word) => namesInWord(escape, instruction, word)),
    ...(instruction.kind === 'COPY' || instruction.kind === 'ADD' ? instruction.heredocs : []).flatMap(
      ({ expand, body }) => (expand ? namePlaces(body, escape, true).map((place) => ({ ...place, exact: true })) : []),
    ),
  ];
}

function wordsOf(instruction: Instruction): readonly Word[] {
  switch (instruction.kind) {
    case 'FROM':
      return instruction.image ? [instruction.image] : [];
    case 'ARG':
      return instruction.args.flatMap(({ value }) => (value ? [value] : []));
    case 'ENV':
      return instruction.pairs.flatMap(({ name, nameSpan, value }) =>
        name.includes('$') ? [{ raw: name, span: nameSpan }, value] : [value],
      );
    case 'COPY':
    case 'ADD':
      return instruction.destination ? [...instruction.sources, instruction.destination] : instruction.sources;
    case 'WORKDIR':
    case 'USER':
    case 'EXPOSE':
    case 'VOLUME':
    case 'LABEL':
    case 'STOPSIGNAL':
      return instruction.words;
    default:
      return [];
  }
}

function namesInWord(escape: Dockerfile['escape'], { argument }: Instruction, word: Word): readonly NamedPlace[] {
  const text = textOfWord(argument, word);
  if (text) return namePlaces(text, escape).map((place) => ({ ...place, exact: true }));
  return inexact(word.raw, escape, word.span);
}

function namesInFlag(text: string, escape: Dockerfile['escape'], { value, valueSpan }: Flag): readonly NamedPlace[] {
  if (value === undefined) return [];
  if (text.slice(valueSpan.start, valueSpan.end) !== value) return inexact(value, escape, valueSpan);
  return namePlaces(verbatim(value, valueSpan.start), escape).map((place) => ({ ...place, exact: true }));
}

function inexact(raw: string, escape: Dockerfile['escape'], span: Span): readonly NamedPlace[] {
  return namePlaces(verbatim(raw, 0), escape).map(({ name }) => ({ name, span, exact: false }));
}
