import type { Span } from '../text/span';
import { findHeredocs } from './heredoc';
import type { Comment, Directive, Dockerfile, Heredoc, SyntaxProblem } from './instruction';
import { parseExecForm } from './execForm';
import { heredocBody, joinContinuations, type JoinedLines } from './join';
import { isCommentLine, skipSpace, skipSpaceBack, type SourceLine, splitLines } from './lines';
import { type LogicalText, toSource } from './logicalText';
import { splitCommand } from './splitCommand';

/** One instruction as BuildKit's Parse delimits it, before its arguments are read. */
export interface Statement {
  /** Offset of the line on which it starts. */
  readonly lineStart: number;
  /** From the keyword to the end of its last line, here-documents included. */
  readonly span: Span;
  readonly logical: LogicalText;
  readonly heredocs: readonly Heredoc[];
  /** Lines of here-documents, terminators included; undefined if there are none. */
  readonly heredocLines: Span | undefined;
  /** Offsets of the escape characters that continue a line. */
  readonly continuations: readonly number[];
}

export interface Scan {
  readonly escape: Dockerfile['escape'];
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly statements: readonly Statement[];
  readonly problems: readonly SyntaxProblem[];
}

/** bufio.MaxScanTokenSize: BuildKit's Parse gives up on a longer line. */
const longestLine = 65536;
const heredocInstructions = new Set(['ADD', 'COPY', 'RUN']);

/** Finds directives, comments, instructions and here-documents by the rules of BuildKit's Parse in parser.go. */
export function scan(text: string): Scan {
  const lines = splitLines(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  const problems: SyntaxProblem[] = [];
  const { directives, escape, firstLine } = readDirectives(text, lines, problems);
  const directiveEnds = new Set(directives.map(({ span }) => span.end));
  const comments: Comment[] = lines
    .slice(0, firstLine)
    .filter((line) => !directiveEnds.has(line.end))
    .map((line) => readComment(text, line));
  const statements: Statement[] = [];
  for (let index = firstLine; index < lines.length;) {
    const line = lines[index];
    if (!line) break;
    if (isCommentLine(text, line)) {
      comments.push(readComment(text, line));
      index++;
    } else if (skipSpace(text, line.start, line.end) === line.end) {
      index++;
    } else {
      const joined = joinContinuations(text, lines, index, escape);
      for (const comment of joined.commentLines) {
        const commentLine = lines[comment];
        if (commentLine) comments.push(readComment(text, commentLine));
      }
      const { statement, nextLine } = readStatement(text, lines, line, joined, escape, problems);
      statements.push(statement);
      index = nextLine;
    }
  }
  for (const line of lines) {
    if (line.next - line.start >= longestLine) {
      problems.push({
        kind: 'invalid',
        span: { start: line.start, end: line.end },
        message: `dockerfile line greater than max allowed size of ${String(longestLine - 1)}`,
      });
    }
  }
  return { escape, directives, comments, statements, problems };
}

const directiveText = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/s;
const directiveNames = new Set(['syntax', 'escape', 'check']);

/**
 * The parser directives at the top (BuildKit: DirectiveParser.ParseLine). Anything else ends them, a comment or blank line too.
 * Behind a `#!` line only `syntax` and `check` are read, as only their readers skip that line (discardShebang).
 */
function readDirectives(
  text: string,
  lines: readonly SourceLine[],
  problems: SyntaxProblem[],
): { directives: Directive[]; escape: Dockerfile['escape']; firstLine: number } {
  const directives: Directive[] = [];
  let escape: Dockerfile['escape'] = '\\';
  let firstLine = 0;
  const [top] = lines;
  const hasShebang = top !== undefined && text.startsWith('#!', top.start);
  for (let index = hasShebang ? 1 : 0; index < lines.length; index++) {
    const line = lines[index];
    if (!line) break;
    const start = skipSpace(text, line.start, line.end);
    if (text[start] !== '#' || start >= line.end) break;
    const match = directiveText.exec(text.slice(skipSpace(text, start + 1, line.end), line.end));
    const name = match?.[1]?.toLowerCase() ?? '';
    const value = match?.[2] ?? '';
    if (!directiveNames.has(name) || (hasShebang && name === 'escape')) break;
    const span = { start, end: line.end };
    if (directives.some((directive) => directive.name === name)) {
      if (!hasShebang) {
        problems.push({ kind: 'invalid', span, message: `only one ${name} parser directive can be used` });
      }
    } else {
      directives.push({ name, value, span });
      if (name === 'escape') {
        if (value === '`' || value === '\\') escape = value;
        else {
          const message = `invalid escape token '${value}' does not match \` or \\`;
          problems.push({ kind: 'invalid', span, message });
        }
      }
    }
    firstLine = index + 1;
  }
  return { directives, escape, firstLine };
}

function readComment(text: string, line: SourceLine): Comment {
  const start = skipSpace(text, line.start, line.end);
  const from = skipSpace(text, start + 1, line.end);
  return {
    text: text.slice(from, skipSpaceBack(text, from, line.end)),
    span: { start, end: line.end },
  };
}

function readStatement(
  text: string,
  lines: readonly SourceLine[],
  firstLine: SourceLine,
  joined: JoinedLines,
  escape: Dockerfile['escape'],
  problems: SyntaxProblem[],
): { statement: Statement; nextLine: number } {
  const { logical, continuations } = joined;
  const start = toSource(logical, {
    start: skipSpace(logical.text, 0, logical.text.length),
    end: logical.text.length,
  }).start;
  const heredocs: Heredoc[] = [];
  let nextLine = joined.nextLine;
  let end = joined.end;
  if (logical.text.includes('<<') && canContainHeredoc(logical, escape)) {
    const { operators, error } = findHeredocs(logical.text);
    if (error !== undefined) {
      problems.push({ kind: 'invalid', span: { start, end }, message: error });
    }
    for (const { name, stripTabs, expand, fileDescriptor, ...place } of operators) {
      const bodyStart = lines[nextLine]?.start ?? text.length;
      let terminator = nextLine;
      while (terminator < lines.length && !isTerminator(text, lines[terminator], name, stripTabs)) terminator++;
      const last = lines[terminator];
      const bodySpan = { start: bodyStart, end: last?.start ?? text.length };
      const operatorSpan = toSource(logical, place);
      if (!last) {
        problems.push({ kind: 'unterminated-heredoc', span: operatorSpan, message: 'unterminated heredoc' });
      }
      heredocs.push({
        name,
        stripTabs,
        expand,
        fileDescriptor,
        span: operatorSpan,
        bodySpan,
        body: heredocBody(text, bodySpan, stripTabs),
        ...(last && { terminatorSpan: { start: last.end - name.length, end: last.end } }),
      });
      end = lines[Math.min(terminator, lines.length - 1)]?.end ?? text.length;
      nextLine = Math.min(terminator + 1, lines.length);
    }
  }
  const [first] = heredocs;
  const statement = {
    lineStart: firstLine.start,
    span: { start: Math.min(start, end), end },
    logical,
    heredocs,
    heredocLines: first && { start: first.bodySpan.start, end: Math.max(end, first.bodySpan.start) },
    continuations,
  };
  return { statement, nextLine };
}

function isTerminator(text: string, line: SourceLine | undefined, name: string, stripTabs: boolean): boolean {
  if (!line) return false;
  let start = line.start;
  while (stripTabs && start < line.end && text.charCodeAt(start) === 9) start++;
  return line.end - start === name.length && text.startsWith(name, start);
}

/** BuildKit: Node.canContainHeredoc. A JSON array never has one, nor does what stands behind two ONBUILDs. */
function canContainHeredoc(logical: LogicalText, escape: Dockerfile['escape']): boolean {
  let command = splitCommand(logical.text, 0, logical.text.length, escape);
  if (command.keyword.text.toUpperCase() === 'ONBUILD') {
    command = splitCommand(logical.text, command.argument.start, command.argument.end, escape);
  }
  if (!heredocInstructions.has(command.keyword.text.toUpperCase())) return false;
  return parseExecForm(logical.text, command.argument.start, command.argument.end).kind !== 'exec';
}
