import type { Analysis } from '../../analysis';
import type { Instruction } from '../../dockerfile/instruction';
import { parseScript } from '../../shell/parse';
import type { Redirect, ShellWord, Statement, WordPart } from '../../shell/script';
import { contains, touches, type Span } from '../../text/span';

/** What holds an offset, from the word to the whole file, each in the next. */
export function selection({ model }: Analysis, offset: number): readonly Span[] {
  const { text, instructions, comments } = model.dockerfile;
  const found: Span[] = [{ start: 0, end: text.length }];
  const add = (span: Span | undefined): void => {
    if (span && span.end > span.start && touches(span, offset)) found.push(span);
  };
  for (const { span } of comments) add(span);
  for (const { span } of model.stages) add(span);
  const instruction = instructions.find(({ span }) => touches(span, offset));
  if (instruction) for (const span of partsOf(text, instruction)) add(span);
  for (const { index, 0: word } of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    if (index > offset) break;
    add({ start: index, end: index + word.length });
  }
  found.sort((a, b) => b.end - b.start - (a.end - a.start));
  const chain: Span[] = [];
  for (const span of found) {
    const outer = chain.at(-1);
    const isSame = outer?.start === span.start && outer.end === span.end;
    if (!outer || (contains(outer, span) && !isSame)) chain.push(span);
  }
  return chain.reverse();
}

function partsOf(text: string, instruction: Instruction): readonly Span[] {
  const spans: Span[] = [instruction.span, instruction.keywordSpan];
  for (const flag of instruction.flags) spans.push(flag.span, flag.valueSpan, ...optionsOf(text, flag.valueSpan));
  for (const { span, bodySpan } of instruction.heredocs) spans.push(span, bodySpan);
  if ('exec' in instruction && instruction.exec) {
    spans.push(instruction.exec.span);
    for (const { span } of instruction.exec.words) spans.push(span, { start: span.start + 1, end: span.end - 1 });
    return spans;
  }
  switch (instruction.kind) {
    case 'FROM':
      for (const word of [instruction.image, instruction.name]) if (word) spans.push(word.span);
      break;
    case 'ARG':
      for (const { span, nameSpan, value } of instruction.args)
        spans.push(span, nameSpan, ...(value ? [value.span] : []));
      break;
    case 'ENV':
      for (const { span, nameSpan, value } of instruction.pairs) spans.push(span, nameSpan, value.span);
      break;
    case 'COPY':
    case 'ADD':
      for (const { span } of instruction.sources) spans.push(span);
      if (instruction.destination) spans.push(instruction.destination.span);
      break;
    case 'RUN':
    case 'HEALTHCHECK':
      if (instruction.script) spans.push(...parseScript(instruction.script).statements.flatMap(spansOf));
      break;
    case 'CMD':
    case 'ENTRYPOINT':
      spans.push(...parseScript(instruction.argument).statements.flatMap(spansOf));
      break;
    default:
      if ('words' in instruction) for (const { span } of instruction.words) spans.push(span);
  }
  return spans;
}

/** `type=cache`, `target=/x` and their values, of a flag that has several. */
function optionsOf(text: string, { start, end }: Span): readonly Span[] {
  return [...text.slice(start, end).matchAll(/([\w-]+=)?([^,]+)/g)].flatMap(({ index, 0: whole, 1: name = '' }) => {
    const from = start + index;
    return [
      { start: from, end: from + whole.length },
      { start: from + name.length, end: from + whole.length },
    ];
  });
}

function spansOf(statement: Statement): readonly Span[] {
  const { span } = statement;
  const all = (statements: readonly Statement[]): readonly Span[] => statements.flatMap(spansOf);
  switch (statement.kind) {
    case 'command':
      return [
        span,
        ...statement.assignments.flatMap((each) => [
          each.span,
          each.nameSpan,
          ...(each.value ? spansOfWord(each.value) : []),
        ]),
        ...statement.words.flatMap(spansOfWord),
        ...statement.redirects.flatMap(spansOfRedirect),
      ];
    case 'list':
      return [span, ...all([statement.first, ...statement.rest.map((each) => each.statement)])];
    case 'pipeline':
      return [span, ...all(statement.commands)];
    case 'subshell':
    case 'group':
      return [span, ...all(statement.body), ...statement.redirects.flatMap(spansOfRedirect)];
    case 'if':
      return [
        span,
        ...statement.branches.flatMap(({ condition, body }) => [...all(condition), ...all(body)]),
        ...all(statement.otherwise ?? []),
      ];
    case 'for':
      return [span, ...(statement.words ?? []).flatMap(spansOfWord), ...all(statement.body)];
    case 'while':
      return [span, ...all(statement.condition), ...all(statement.body)];
    case 'case':
      return [span, ...spansOfWord(statement.subject), ...statement.arms.flatMap(({ body }) => all(body))];
    case 'function':
      return [span, ...all(statement.body)];
    case 'background':
      return [span, ...spansOf(statement.statement)];
    case 'test':
    case 'other':
      return [span];
  }
}

function spansOfRedirect({ span, heredoc }: Redirect): readonly Span[] {
  return heredoc ? [span, heredoc.span] : [span];
}

function spansOfWord({ span, raw, parts }: ShellWord): readonly Span[] {
  const inner = /^(["'])[^]*\1$/.test(raw) ? [{ start: span.start + 1, end: span.end - 1 }] : [];
  return [span, ...inner, ...parts.flatMap(spansOfPart)];
}

function spansOfPart(part: WordPart): readonly Span[] {
  if (part.kind === 'substitution') return part.script.approximate ? [] : part.script.statements.flatMap(spansOf);
  if (part.kind === 'variable') return part.nameSpan ? [part.nameSpan] : [];
  return [];
}
