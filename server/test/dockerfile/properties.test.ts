import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandWord } from '../../src/dockerfile/expand';
import type { Dockerfile } from '../../src/dockerfile/instruction';
import type { LogicalText } from '../../src/dockerfile/logicalText';
import { parseImageReference } from '../../src/dockerfile/imageReference';
import { outlineInstructions } from '../../src/dockerfile/outline';
import { parseDockerfile } from '../../src/dockerfile/parse';
import { parsePlatform } from '../../src/dockerfile/platform';
import { scan } from '../../src/dockerfile/scan';
import { createShadow } from '../../src/dockerfile/shadow';
import { known } from '../../src/facts/fact';

const sample = `# syntax=docker/dockerfile:1
ARG GO_VERSION=1.22
FROM --platform=$BUILDPLATFORM golang:\${GO_VERSION}-alpine AS build
WORKDIR /src
ENV CGO_ENABLED=0 GOFLAGS="-mod=mod -v"
# modules first
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \\
    # comment with \\
    go mod download \\

    && go build -ldflags "-s \\
    -w" -o /app ./cmd/app
RUN <<-'EOF'
\tset -e
\tgo vet ./...
\tEOF
RUN cat <<A >/a && cat 3<< "B C" >/b
one
A
two
B C
ONBUILD COPY --chown=1:1 ["a b", "/c"]
FROM scratch
COPY --from=build --link /app /app
HEALTHCHECK --interval=3s CMD ["/app", "-health"]
SHELL ["/bin/sh", "-c"]
ENTRYPOINT ["/app"] # text
CMD []
`;
const windows = sample
  .replace('# syntax=docker/dockerfile:1', '# escape=`')
  .replaceAll('\\\n', '`\n')
  .replaceAll('\n', '\r\n');

const fragment = fc.constantFrom(
  ...[
    'FROM a\n',
    'RUN ',
    'COPY ',
    'ENV ',
    'ARG ',
    'CMD ',
    'ONBUILD ',
    'HEALTHCHECK ',
    'foo',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\\\n',
  ],
  ...[
    '\\ \t\r\n',
    '\\\\\n',
    '`\n',
    '#',
    '# c \\\n',
    '# escape=`\n',
    '#!/x\n',
    '\uFEFF',
    '\u00a0',
    '\u2028',
    '\v',
    '<<EOF',
    '<< EOF',
  ],
  ...[
    "<<-'E F'",
    '5<<EOF',
    '<<<',
    'EOF\n',
    '\tEOF\n',
    '"',
    "'",
    '\\',
    '`',
    '$X',
    '${X:-',
    '${X//',
    '}',
    '["a","b"]',
    '["a"] x',
    '[1]',
  ],
  ...['--from=b ', '--mount="a b" ', '-- ', '=', 'é', '😀', '\ud800', '\0'],
);
const madeOfFragments = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''));
const mutated = fc
  .record({
    base: fc.constantFrom(sample, windows),
    changes: fc.array(
      fc.record({ at: fc.nat(1000), removed: fc.nat(12), inserted: fc.array(fragment, { maxLength: 3 }) }),
      {
        maxLength: 6,
      },
    ),
  })
  .map(({ base, changes }) => {
    let text = base;
    for (const { at, removed, inserted } of changes) {
      const place = at % (text.length + 1);
      text = text.slice(0, place) + inserted.join('') + text.slice(place + removed);
    }
    return text;
  });
const anyText = fc.oneof(madeOfFragments, mutated, fc.string({ unit: 'binary', maxLength: 60 }));

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Every span and every logical text within a parsed value, wherever it is. */
function collect(value: unknown, spans: Place[], logicals: LogicalText[]): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, spans, logicals);
  } else if (typeof value === 'object' && value !== null) {
    if (isLogical(value)) logicals.push(value);
    else if (isPlace(value)) spans.push(value);
    else for (const each of Object.values(value)) collect(each, spans, logicals);
  }
}

function isPlace(value: object): value is Place {
  return 'start' in value && 'end' in value && Object.keys(value).length === 2;
}

function isLogical(value: object): value is LogicalText {
  return 'segments' in value;
}

function check(file: Dockerfile): void {
  const spans: Place[] = [];
  const logicals: LogicalText[] = [];
  collect([file.directives, file.comments, file.instructions, file.problems], spans, logicals);
  const wrong = spans.filter(({ start, end }) => !(start >= 0 && start <= end && end <= file.text.length));
  expect(wrong).toEqual([]);
  for (const { text, segments, start } of logicals) {
    expect(start).toBeLessThanOrEqual(file.text.length);
    let at = 0;
    for (const { logical, source, length } of segments) {
      expect(logical).toBe(at);
      expect(length).toBeGreaterThan(0);
      at += length;
      const inSource = file.text.slice(source, source + length);
      const inText = text.slice(logical, logical + length);
      // Between reconstituted here-documents stands a line break; in the source it may be CRLF, of which it is the end.
      expect(inSource).toBe(inText);
    }
    expect(at).toBe(text.length);
  }
}

describe('any text', { timeout: 60_000 }, () => {
  test('parses, with every span within it and every joined text true to it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        check(parseDockerfile(text));
      }),
      { numRuns: 800 },
    );
  });

  test('instructions follow one another', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let end = 0;
        for (const { span, keywordSpan } of parseDockerfile(text).instructions) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(keywordSpan.start).toBeGreaterThanOrEqual(span.start);
          end = span.end;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('has a shadow of its length, with its line breaks, in which dockerfile-ast finds the same instructions', () => {
    const breaks = (text: string): number[] => [...text.matchAll(/\n/g)].map(({ index }) => index);
    fc.assert(
      fc.property(anyText, (text) => {
        const scanned = scan(text);
        const shadow = createShadow(text, scanned);
        expect(shadow).toHaveLength(text.length);
        expect(breaks(shadow)).toEqual(breaks(text));
        const visible = scanned.statements.filter(({ logical }) => logical.text.trim() !== '');
        const found = [...outlineInstructions(shadow, scanned.statements).keys()];
        expect(found).toEqual(expect.arrayContaining(visible.map(({ span }) => span.start)));
      }),
      { numRuns: 500 },
    );
  });

  test('expands, or is refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expandWord(text, (name) => (name.length % 2 ? known('a*b/c') : undefined), '\\');
        parseImageReference(text);
        parsePlatform(text);
      }),
      { numRuns: 500 },
    );
  });
});

test('the samples themselves have no problems', () => {
  expect(parseDockerfile(sample).problems).toEqual([]);
  expect(parseDockerfile(windows).problems).toEqual([]);
  expect(parseDockerfile(windows).instructions.map(({ kind }) => kind)).toEqual(
    parseDockerfile(sample).instructions.map(({ kind }) => kind),
  );
});
