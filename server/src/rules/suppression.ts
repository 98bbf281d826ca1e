import type { Comment, Dockerfile, Instruction } from '../dockerfile/instruction';
import type { Edit } from '../text/edit';
import { lineEnd, nextLine } from '../text/lines';
import { remembered } from '../text/remembered';
import type { Span } from '../text/span';

/** One comment that silences rules: `# go-dockerfile ignore=a,b` or `# go-dockerfile ignore-file=a`. */
export interface IgnoreComment {
  /** 'line': the next instruction, or the one whose lines the comment stands among. 'file': all of them. */
  readonly scope: 'line' | 'file';
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  /** The comment, from its `#`. */
  readonly span: Span;
  /** What it covers; undefined for a line comment that no instruction follows. */
  readonly covers: Span | undefined;
}

/**
 * The list of rules ends at the first blank that no comma precedes, so that a reason can follow:
 * `# go-dockerfile ignore=floating-suite the registry pins it`.
 */
const ignorePattern =
  /^go-dockerfile:?[ \t]+(ignore|ignore-file)(?:[ \t]*=[ \t]*([^\s,]+(?:[ \t]*,[ \t]*[^\s,]+)*)?|$)/i;

/** The comments of a Dockerfile that silence rules, in the order of the text. */
export function ignoreComments(dockerfile: Dockerfile): readonly IgnoreComment[] {
  return dockerfile.comments.flatMap((comment) => readComment(dockerfile, comment) ?? []);
}

/** Whether one of the comments silences the rule for a finding that starts at the offset. */
export function isIgnored(comments: readonly IgnoreComment[], ruleId: string, offset: number): boolean {
  return (
    silencedBy(comments)
      .get(ruleId)
      ?.some(({ start, end }) => start <= offset && offset <= end) === true
  );
}

/** What the comments silence each rule for. */
const silencedBy = remembered((comments: readonly IgnoreComment[]) => {
  const silenced = new Map<string, Span[]>();
  for (const { covers, rules } of comments) {
    if (covers === undefined) continue;
    for (const id of new Set(rules.map((rule) => rule.id.toLowerCase()))) {
      const spans = silenced.get(id);
      if (spans) spans.push(covers);
      else silenced.set(id, [covers]);
    }
  }
  return silenced;
});

/**
 * The edit that silences a rule for the instruction in which `span` starts: a comment line above it, indented alike, or
 * one more name in the comment that is there. Undefined if `span` starts in no instruction.
 */
export function ignoreOnLine(dockerfile: Dockerfile, span: Span, ruleId: string): Edit | undefined {
  const { text } = dockerfile;
  const instruction = dockerfile.instructions.find((candidate) => {
    const whole = coverage(dockerfile, candidate);
    return whole.start <= span.start && span.start <= whole.end;
  });
  if (!instruction) return undefined;
  const whole = coverage(dockerfile, instruction);
  const existing = ignoreComments(dockerfile).find(
    ({ scope, covers, rules }) => scope === 'line' && covers?.start === whole.start && rules.length > 0,
  );
  if (existing) return addRule(existing, ruleId);
  const indentation = /^[ \t]*/.exec(text.slice(whole.start, whole.end))?.[0] ?? '';
  return insertLine(text, whole.start, `${indentation}# go-dockerfile ignore=${ruleId}`);
}

/**
 * The edit that silences a rule for the whole file. The comment goes behind the parser directives (a comment before them
 * would make them plain comments; BuildKit: DirectiveParser.ParseLine), behind a byte order mark and a `#!` line too.
 */
export function ignoreInFile(dockerfile: Dockerfile, ruleId: string): Edit {
  const { text } = dockerfile;
  const existing = ignoreComments(dockerfile).find(({ scope, rules }) => scope === 'file' && rules.length > 0);
  if (existing) return addRule(existing, ruleId);
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const shebangEnd = text.startsWith('#!', start) ? nextLine(text, start) : start;
  const place = dockerfile.directives.reduce((end, { span }) => Math.max(end, nextLine(text, span.end)), shebangEnd);
  return insertLine(text, place, `# go-dockerfile ignore-file=${ruleId}`);
}

function readComment(dockerfile: Dockerfile, comment: Comment): IgnoreComment | undefined {
  const written = dockerfile.text.slice(comment.span.start, comment.span.end);
  const textStart = comment.span.start + Math.max(0, written.indexOf(comment.text));
  const read = readIgnore(comment.text, textStart);
  if (!read) return undefined;
  const covers = read.scope === 'file' ? { start: 0, end: dockerfile.text.length } : covered(dockerfile, comment);
  return { ...read, span: comment.span, covers };
}

/**
 * The comments of a YAML text that silence rules. One on a line of its own is for the next line that is more than a comment, one
 * behind other words for its own line.
 */
export function yamlIgnoreComments(text: string): readonly IgnoreComment[] {
  if (!/go-dockerfile/i.test(text)) return [];
  const comments: IgnoreComment[] = [];
  for (const { index, 0: whole, 1: before = '', 2: comment = '' } of text.matchAll(
    /^(.*?(?<=^|\s))#\s*(go-dockerfile.*)$/gim,
  )) {
    const read = readIgnore(comment.trimEnd(), index + whole.length - comment.length);
    if (!read) continue;
    const span = { start: index + before.length, end: index + whole.length };
    let line = index;
    if (before.trim() === '') {
      do line = nextLine(text, line);
      while (line < text.length && /^\s*(?:#|$)/.test(text.slice(line, lineEnd(text, line))));
    }
    const covers = read.scope === 'file' ? { start: 0, end: text.length } : { start: line, end: lineEnd(text, line) };
    comments.push({ ...read, span, covers });
  }
  return comments;
}

/** The edit that silences a rule for a place in a YAML text: a comment line above that of the place, indented alike. */
export function ignoreOnYamlLine(text: string, span: Span, ruleId: string): Edit {
  const start = Math.max(text.lastIndexOf('\n', span.start - 1), text.lastIndexOf('\r', span.start - 1)) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(start, span.start))?.[0] ?? '';
  return insertLine(text, start, `${indentation}# go-dockerfile ignore=${ruleId}`);
}

/** @param start offset of the comment's text */
function readIgnore(comment: string, textStart: number): Pick<IgnoreComment, 'scope' | 'rules'> | undefined {
  const match = ignorePattern.exec(comment);
  if (!match) return undefined;
  const scope = match[1]?.toLowerCase() === 'ignore-file' ? 'file' : 'line';
  const list = match[2] ?? '';
  const listStart = textStart + match[0].length - list.length;
  const rules = [...list.matchAll(/[^\s,]+/g)].map((word) => {
    const start = listStart + word.index;
    return { id: word[0], span: { start, end: start + word[0].length } };
  });
  return { scope, rules };
}

/** The lines of the instruction that the comment stands in, else of the next one. */
function covered(dockerfile: Dockerfile, comment: Comment): Span | undefined {
  // Instructions stand in the order of the text.
  const { instructions } = dockerfile;
  let low = 0;
  for (let high = instructions.length; low < high;) {
    const middle = (low + high) >>> 1;
    const end = instructions[middle]?.span.end ?? 0;
    if (comment.span.start < end) high = middle;
    else low = middle + 1;
  }
  const instruction = instructions[low];
  return instruction && coverage(dockerfile, instruction);
}

/** From the start of the instruction's first line, so that an ONBUILD in front of the keyword is in it. */
function coverage({ text }: Dockerfile, { span }: Instruction): Span {
  const before = Math.max(text.lastIndexOf('\n', span.start - 1), text.lastIndexOf('\r', span.start - 1));
  const start = span.start === 0 ? 0 : before + 1;
  return { start: start === 0 && text.startsWith('\uFEFF') ? 1 : start, end: span.end };
}

function addRule({ rules, span }: IgnoreComment, ruleId: string): Edit {
  const last = rules.at(-1)?.span ?? span;
  return { span: { start: last.end, end: last.end }, newText: `,${ruleId}` };
}

/** Inserts a line in front of the one that starts at `place`, with the line ends of the text. */
function insertLine(text: string, place: number, line: string): Edit {
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const endsOpen = place > 0 && place === text.length && !/[\r\n]$/.test(text) && text !== '\uFEFF';
  return { span: { start: place, end: place }, newText: endsOpen ? lineBreak + line : line + lineBreak };
}
