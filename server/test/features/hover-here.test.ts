import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import type { AnalysisInput } from '../../src/analysis';
import { hover } from '../../src/features/hover';
import { memoryTree } from '../../src/workspace/sourceTree';

const files = {
  'go.mod': 'module example.com/app\n\ngo 1.24\n',
  'main.go': [
    'package main',
    'import (\n\t"net/http"\n\n\t"example.com/app/internal/build"\n)',
    'var version, Commit string',
    'var n int',
    'var computed = build.Name()',
    'func main() { http.ListenAndServe(build.Version, nil) }',
  ].join('\n\n'),
  'cmd/api/main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
  'internal/build/build.go': 'package build\n\nvar Version = "dev"\n\nfunc Name() string { return Version }\n',
};

interface Row extends Partial<Omit<AnalysisInput, 'text' | 'context'>> {
  readonly name: string;
  /** With `¦` at the cursor. */
  readonly text: string;
  readonly shown: readonly string[];
  readonly hidden?: readonly string[];
  /** The part of the text that the hover is about. */
  readonly part?: string;
}

const builder = 'FROM golang:1.24-bookworm AS build\nWORKDIR /src\nCOPY . .\n';

/** What a hover says of the value that holds here, and of what follows from it. */
const rows: readonly Row[] = [
  {
    name: 'of many builds that read a variable, three and how many more',
    text: `FROM golang:1.24-bookworm\nENV ¦GOOS=linux\nCOPY . .\n${'RUN go build -o /a .\n'.repeat(5)}`,
    shown: ['For go build (line 4)', 'For go build (line 6)', '- and 2 more'],
    hidden: ['(line 7)'],
  },
  {
    name: 'the file of -o once, cleaned as go cleans it',
    text: `${builder}ENV O=\nRUN CGO_ENABLED=0 go build ¦-o /out/$O/app .\n`,
    shown: ['- Here: `/out/app`, a static binary'],
    hidden: ['/out//app'],
  },
  {
    name: 'a package of another module is in no folder of the stage',
    text: 'FROM golang:1.24-bookworm\nRUN go install ¦github.com/go-delve/delve/cmd/dlv@v1.25.0\n',
    shown: ['`github.com/go-delve/delve/cmd/dlv`, of another module: go downloads it'],
    hidden: ['in `/`'],
  },
  {
    name: 'a file that the build context does not have',
    text: 'FROM alpine:3.22\nCOPY go.mod ¦nosuch.txt ./\n',
    shown: ['The build context has no such file'],
  },
  {
    name: 'a file that the build context has',
    text: 'FROM alpine:3.22\nCOPY ¦go.mod nosuch.txt ./\n',
    shown: ['of the build context'],
    hidden: ['has no such file'],
  },
  {
    name: 'a pattern of which nothing is known to be absent',
    text: 'FROM alpine:3.22\nCOPY ¦*.txt ./\n',
    shown: ['of the build context'],
    hidden: ['has no such file'],
  },
];

test.each(rows)('$name', ({ text: marked, shown, hidden = [], part, name: _, ...input }) => {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const found = hover(analyse({ text, context: memoryTree(files), ...input }), offset);
  for (const each of shown) expect(found?.markdown).toContain(each);
  for (const each of hidden) expect(found?.markdown).not.toContain(each);
  if (part !== undefined) expect(found && text.slice(found.span.start, found.span.end)).toBe(part);
});
