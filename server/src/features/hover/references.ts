import type { Dockerfile, Instruction } from '../../dockerfile/instruction';
import { touches, type Span } from '../../text/span';

/** `$NAME` or `${NAME…}` in a text. */
export interface Reference {
  readonly name: string;
  readonly span: Span;
}

/**
 * The variable that the text refers to at the offset; undefined if there is none. Nothing is one in single quotes, unless
 * these have no meaning, nor behind the escape character. Offsets are those of the whole text.
 * @param range the word, or several
 */
export function referenceAt(
  text: string,
  range: Span,
  offset: number,
  { escape, quotes = true }: { readonly escape: string; readonly quotes?: boolean },
): Reference | undefined {
  let single = false;
  let double = false;
  for (let at = range.start; at < range.end && at <= offset; at++) {
    const character = text[at];
    if (single) single = character !== "'";
    else if (character === escape) at++;
    else if (quotes && character === "'" && !double) single = true;
    else if (quotes && character === '"') double = !double;
    else if (character === '$') {
      const found = readReference(text, at, range.end);
      if (!found || !touches(found.span, offset)) continue;
      const inner = { start: found.argument, end: found.span.end - 1 };
      const nested = inner.start < inner.end ? referenceAt(text, inner, offset, { escape, quotes }) : undefined;
      return nested ?? { name: found.name, span: found.span };
    }
  }
  return undefined;
}

function readReference(text: string, at: number, end: number): (Reference & { readonly argument: number }) | undefined {
  const match = /^\$(\{?)([A-Za-z_]\w*)/.exec(text.slice(at, end));
  const name = match?.[2];
  if (!match || name === undefined) return undefined;
  const behind = at + match[0].length;
  if (match[1] === '') return { name, span: { start: at, end: behind }, argument: behind };
  let depth = 1;
  for (let next = behind; next < end; next++) {
    if (text[next] === '{' && text[next - 1] === '$') depth++;
    else if (text[next] === '}' && --depth === 0) return { name, span: { start: at, end: next + 1 }, argument: behind };
  }
  return undefined;
}

/**
 * The places of an instruction where Docker itself expands variables: the "Environment replacement" of the Dockerfile
 * reference, and the Expand methods of BuildKit's instructions.
 */
export function expandedPlaces(instruction: Instruction): readonly Span[] {
  const flags = instruction.flags.filter(({ name }) => isExpandedFlag(instruction.kind, name));
  return [...flags.map(({ valueSpan }) => valueSpan), ...expandedWords(instruction)];
}

function isExpandedFlag(kind: Instruction['kind'], name: string): boolean {
  if (kind === 'RUN') return name === 'mount';
  return kind === 'FROM' || ((kind === 'COPY' || kind === 'ADD') && name !== 'from');
}

function expandedWords(instruction: Instruction): readonly Span[] {
  switch (instruction.kind) {
    case 'FROM':
      return instruction.image ? [instruction.image.span] : [];
    case 'ARG':
      return instruction.args.flatMap(({ value }) => (value ? [value.span] : []));
    case 'ENV':
      return instruction.pairs.map(({ span }) => span);
    case 'COPY':
    case 'ADD':
      return [...instruction.sources, ...(instruction.destination ? [instruction.destination] : [])].map(
        ({ span }) => span,
      );
    case 'WORKDIR':
    case 'USER':
    case 'EXPOSE':
    case 'VOLUME':
    case 'LABEL':
    case 'STOPSIGNAL':
      return instruction.words.map(({ span }) => span);
    default:
      return [];
  }
}

/** The variable that Docker expands at the offset, in an instruction or the body of a here-document of COPY. */
export function dockerReferenceAt(
  { text, escape }: Dockerfile,
  instruction: Instruction,
  offset: number,
): Reference | undefined {
  const place = expandedPlaces(instruction).find((span) => touches(span, offset));
  if (place) return referenceAt(text, place, offset, { escape });
  if (instruction.kind !== 'COPY' && instruction.kind !== 'ADD') return undefined;
  const body = instruction.heredocs.find(({ expand, bodySpan }) => expand && touches(bodySpan, offset));
  return body && referenceAt(text, body.bodySpan, offset, { escape: '\\', quotes: false });
}
