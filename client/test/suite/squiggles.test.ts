import assert from 'node:assert/strict';
import { type Diagnostic, DiagnosticSeverity, languages, type TextDocument } from 'vscode';
import { codeOf, openWritten, ownFindings } from './editor';
import { eventually, test } from './harness';
import { isSeen, shown } from './screen';

/** What a file has on the disk: carets under a line mark ranges of it, with the rule and its severity behind. */
interface Case {
  readonly name: string;
  readonly marked: string;
  readonly write?: (text: string) => string;
}

const cases: readonly Case[] = [
  {
    name: 'words of several instructions',
    marked: `
ARG VERSION=dev
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GO111MODULE=on go build -trimpath -ldflags "-s -w -X main.version=\${VERSION}" -o /app .
                  ^^^^^^^^^^^^^^ obsolete-go-setting Information
                                                                                    ^^^^^^^^^^ build-arg-lost Warning

FROM scratch
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT /app
^^^^^^^^^^ shell-form-without-shell Error
`,
  },
  {
    name: 'behind letters of two code units and tabs, on continued lines that end in CRLF',
    marked: `
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN echo "🐹🐹"; \\
	echo '方'; GO111MODULE=on CGO_ENABLED=0 \\
	          ^^^^^^^^^^^^^^ obsolete-go-setting Information
	go build -trimpath -ldflags="-s -w" -o /app .

FROM scratch
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT /app
^^^^^^^^^^ shell-form-without-shell Error
`,
    write: (text) => text.replaceAll('\n', '\r\n'),
  },
  {
    name: 'in a file with a byte order mark',
    marked: `
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GO111MODULE=on go build -trimpath -ldflags="-s -w" -o /app .
                  ^^^^^^^^^^^^^^ obsolete-go-setting Information

FROM scratch
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT ["/app"]
`,
    write: (text) => `\uFEFF${text}`,
  },
];

/** Advice that is no squiggle. */
const isSquiggle = ({ severity }: Diagnostic): boolean => severity !== DiagnosticSeverity.Hint;

for (const [index, { name, marked, write = (text: string) => text }] of cases.entries()) {
  test(`squiggles have exact ranges: ${name}`, async () => {
    const { text, expected } = readMarks(marked);
    const folder = `squiggles/${index}`;
    const document = await openWritten(`${folder}/Dockerfile`, write(text), {
      [`${folder}/go.mod`]: 'module example.com/app\n\ngo 1.26\n',
      [`${folder}/main.go`]: 'package main\n\nvar version string\n\nfunc main() { println(version) }\n',
    });
    await findings(document, expected.length);
    assert.deepEqual(ownFindings(document).filter(isSquiggle).map(describe).sort(), expected);
    if (isSeen && expected.some((line) => line.endsWith('Error'))) await shown('.squiggly-error');
  });
}

function findings(document: TextDocument, count: number): Promise<true> {
  return eventually(`${count} findings`, languages.onDidChangeDiagnostics, () =>
    ownFindings(document).filter(isSquiggle).length >= count ? true : undefined,
  );
}

function describe(finding: Diagnostic): string {
  const { start, end } = finding.range;
  const severity = DiagnosticSeverity[finding.severity];
  return `${start.line}:${start.character}-${end.line}:${end.character} ${codeOf(finding)} ${severity}`;
}

/** Tells the marks from the text. Columns are counted in UTF-16 code units, as VS Code counts them. */
function readMarks(marked: string): { readonly text: string; readonly expected: readonly string[] } {
  const lines: string[] = [];
  const expected: string[] = [];
  for (const line of marked.trimStart().split('\n')) {
    const mark = /^(\s*)(\^+) (.*)$/.exec(line);
    if (!mark) {
      lines.push(line);
      continue;
    }
    const [, blanks = '', carets = '', finding = ''] = mark;
    const number = lines.length - 1;
    expected.push(`${number}:${blanks.length}-${number}:${blanks.length + carets.length} ${finding}`);
  }
  return { text: lines.join('\n'), expected: expected.sort() };
}
