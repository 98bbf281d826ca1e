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

const agent = 'FROM golang:1.26-bookworm AS build\nARG APP=shop T=1 TARGETSTAGE\n';

/** Variables of agents have the value that holds and where it comes from, as all others. */
const agentRows: readonly Row[] = [
  {
    name: 'ENV of an agent',
    text: `${agent}ENV ¦ARMS_APP_NAME=$APP\n`,
    shown: ['Name of the application', '- Here: `shop`', 'ENV ARMS_APP_NAME is set here (line 3)', 'Run time: read by'],
  },
  {
    name: 'ENV of OpenTelemetry',
    text: `${agent}ENV ¦OTEL_RESOURCE_ATTRIBUTES="service.version=$T"\n`,
    shown: ['- Here: `service.version=1`', 'is set here (line 3)'],
  },
  {
    name: 'ARG of an agent',
    text: `FROM golang:1.26-bookworm\nARG ¦DT_TENANT=abc\n`,
    buildArgs: { DT_TENANT: 'def' },
    shown: ['- Here: `def`'],
  },
  {
    name: 'a variable of an agent for one command',
    text: `${agent}RUN ¦OTELC_DEBUG=$T otelc go build .\n`,
    shown: ['- Here: `1`', '- It is set for this command only'],
  },
  {
    name: 'a secret of an agent is not repeated',
    text: `${agent}ENV ¦ARMS_LICENSE_KEY=abc\n`,
    shown: ['A secret'],
    hidden: ['Here: `abc`'],
  },
  {
    name: 'TARGETSTAGE without a target',
    text: `${agent}RUN echo ¦$TARGETSTAGE\n`,
    shown: ['- Here: `default`', '- it is the stage that the build asks for'],
  },
  {
    name: 'TARGETSTAGE of a target',
    text: 'FROM golang:1.26-bookworm AS build\nARG ¦TARGETSTAGE\nFROM build\n',
    target: 'build',
    shown: ['- Here: `build`'],
    hidden: ['taken to be'],
  },
];

const branches = `FROM golang:1.26-bookworm AS build
ARG TARGETARCH
WORKDIR /src
COPY . .
RUN if [ "$TARGETARCH" = arm64 ]; then CC=aarch64-linux-gnu-gcc go build -ldflags="-s -w" -o /app .; else go build -o /app .; fi
RUN case "$TARGETARCH" in arm64) export GOARM=7; go build -tags "$TARGETARCH" . ;; *) go build . ;; esac
RUN [ "$TARGETARCH" = amd64 ] || go install ./cmd/api
RUN built() { go vet .; }
RUN exit 0; go test .
`;

/** The branches with the cursor in front of the words. */
function at(words: string, source = branches): string {
  expect(source).toContain(words);
  return source.replace(words, () => `¦${words}`);
}

const decidedByIf = 'Not run for linux/amd64 with these values: `[ "$TARGETARCH" = arm64 ]` (line 5) decides.';

/** What is not run has its hovers too, with the reason why not. */
const branchRows: readonly Row[] = [
  {
    name: 'an assignment in a branch',
    text: at('CC=aarch64'),
    shown: ['**`CC`**', decidedByIf, '- Here: `aarch64-linux-gnu-gcc`'],
  },
  {
    name: 'go build in a branch',
    text: at('go build -ldflags'),
    shown: ['**go build**: Compiles', decidedByIf],
    hidden: ['writes'],
  },
  { name: 'a flag in a branch', text: at('-ldflags='), shown: ['**-ldflags**', decidedByIf] },
  { name: 'a linker flag in a branch', text: at('-s -w'), shown: ['**-s**', decidedByIf], part: '-s' },
  {
    name: 'the branch that is taken',
    text: at('go build -o /app .; fi'),
    shown: ['writes `/app`'],
    hidden: ['Not run'],
  },
  {
    name: 'the other platform takes the other branch',
    text: at('go build -o /app .; fi'),
    platform: 'linux/arm64',
    shown: ['Not run for linux/arm64'],
  },
  {
    name: 'export in an arm of case',
    text: at('GOARM=7'),
    shown: ['**`GOARM`**', '`"$TARGETARCH"` (line 6) decides', '- Here: `7`'],
  },
  { name: 'a variable in an arm of case', text: at('$TARGETARCH" . ;;'), shown: ['- Here: `amd64`', 'Not run'] },
  {
    name: 'behind ||',
    text: at('go install'),
    shown: ['**go install**', '`[ "$TARGETARCH" = amd64 ]` (line 7) decides'],
  },
  {
    name: 'a function that nothing calls',
    text: at('go vet'),
    shown: ['Not run: nothing is seen to call the function in line 8.'],
  },
  { name: 'behind exit', text: at('go test'), shown: ['Not run: `exit 0` (line 9) ends the script.'] },
];

const rounds = `${builder}RUN for os in linux darwin; do for arch in amd64 arm64; do GOOS=$os GOARCH=$arch CGO_ENABLED=0 go build -o /dist/$os-$arch .; done; done
RUN make_it() { go build -o "$1" ./cmd/$2; }; make_it /fn1 api; make_it /fn2 api
`;

/** A command that runs several times is told of each time. */
const roundRows: readonly Row[] = [
  {
    name: 'go build in a loop',
    text: at('go build -o /dist', rounds),
    shown: [
      '**go build**: is run here 4 times:',
      '- for linux/amd64 writes `/dist/linux-amd64`: a static binary',
      '- for linux/arm64 writes `/dist/linux-arm64`',
      '`/dist/darwin-amd64`',
      '`/dist/darwin-arm64`',
    ],
  },
  { name: '-o in a loop', text: at('-o /dist', rounds), shown: ['`/dist/linux-amd64`', '`/dist/darwin-arm64`'] },
  {
    name: 'an assignment in a loop',
    text: at('GOOS=', rounds),
    shown: ['- Here in turn: `linux`, `darwin`', '- and 1 more'],
  },
  {
    name: 'the variable of a loop',
    text: at('$arch CGO', rounds),
    shown: ['- Here in turn: `amd64`, `arm64`'],
    hidden: ['cannot be told'],
  },
  {
    name: 'a function that is called twice',
    text: at('go build -o "$1"', rounds),
    shown: ['is run here 2 times', '`/fn1`', '`/fn2`'],
  },
];

/** What is shown first is the value of the whole expansion. */
const expansionRows: readonly Row[] = [
  {
    name: 'a prefix that is cut off in a RUN',
    text: 'FROM golang:1.26\nARG TARGETVARIANT\nRUN GOARM=¦${TARGETVARIANT#v} go build .\n',
    platform: 'linux/arm/v7',
    shown: ['- Here: `7`\n- `TARGETVARIANT` itself is `v7`'],
  },
  {
    name: ':+ in ENV',
    text: 'FROM alpine:3.22\nARG A=1\nENV G=¦${A:+set}\n',
    shown: ['- Here: `set`', '`A` itself is `1`'],
  },
  {
    name: ':- in ENV',
    text: 'FROM alpine:3.22\nENV G=¦${Z:-dflt}\n',
    shown: ['- Here: `dflt`', 'Nothing above sets `Z`'],
    hidden: ['empty'],
  },
  { name: ':- in FROM', text: 'FROM alpine:¦${AV:-3.22}\n', shown: ['- Here: `3.22`'], hidden: ['empty'] },
  {
    name: ':- in FROM, of an ARG',
    text: 'ARG AV\nFROM alpine:¦${AV:-3.22}\n',
    shown: ['- Here: `3.22`', '`AV` itself is not known'],
  },
  {
    name: ':- in RUN, of an ARG',
    text: 'FROM golang:1.26\nARG F\nRUN go build -tags ¦${F:-netgo} .\n',
    shown: ['- Here: `netgo`, unless `--build-arg F=…` is given'],
  },
  {
    name: ':- in RUN, of nothing',
    text: 'FROM golang:1.26\nRUN go build -tags ¦${F:-netgo} .\n',
    shown: ['- Here: `netgo`'],
  },
  {
    name: 'braces alone change nothing',
    text: 'FROM alpine:3.22\nARG A=1\nENV G=x-¦${A}\n',
    shown: ['- Here: `1`'],
    hidden: ['itself'],
  },
];

const definitions = (flags: string): string => `${builder}RUN CGO_ENABLED=0 go build -ldflags="${flags}" -o /x .\n`;

/** -X sets what is there to be set. */
const definitionRows: readonly Row[] = [
  { name: 'a string variable', text: definitions('¦-X main.version=1'), shown: ['Here: `main.version` becomes `1`'] },
  {
    name: 'the second name of a declaration',
    text: definitions('¦-X main.Commit=1'),
    shown: ['`main.Commit` becomes `1`'],
  },
  {
    name: 'a variable of a package',
    text: definitions('¦-X example.com/app/internal/build.Version=2'),
    shown: ['becomes `2`'],
  },
  {
    name: 'a variable that is not there',
    text: definitions('¦-X main.nope=2'),
    shown: ['Here: without effect, as the package has no `main.nope`'],
    hidden: ['becomes'],
  },
  {
    name: 'a package that is not there',
    text: definitions('¦-X example.com/one.version=1'),
    shown: ['Here: without effect, as the program has no such package'],
    hidden: ['becomes'],
  },
  {
    name: 'a number',
    text: definitions('¦-X main.n=3'),
    shown: ['one of another type is an error'],
    hidden: ['becomes `3`'],
  },
  {
    name: 'a computed value',
    text: definitions('¦-X main.computed=3'),
    shown: ['keeps that'],
    hidden: ['becomes `3`'],
  },
];

/** Each flag in -ldflags, however the shell quotes it. */
const quoteRows: readonly Row[] = [
  {
    name: 'in front of an escaped quote',
    text: definitions(String.raw`¦-s -w -extldflags \"-static\"`),
    shown: ['**-s**'],
    part: '-s',
  },
  {
    name: 'an escaped quote',
    text: definitions(String.raw`-s -w ¦-extldflags \"-static\"`),
    shown: ['**-extldflags**', '`-static`'],
    part: String.raw`-extldflags \"-static\"`,
  },
  {
    name: 'behind an escaped quote',
    text: definitions(String.raw`-X \"main.version=$V\" ¦-linkmode external`),
    shown: ['**-linkmode**'],
    part: '-linkmode external',
  },
  {
    name: 'quotes one after another',
    text: `${builder}RUN go build -ldflags '-s'" "'¦-w' .\n`,
    shown: ['**-w**'],
    part: '-w',
  },
  {
    name: 'quotes around the whole word',
    text: `${builder}RUN go build "-ldflags=-s ¦-w" .\n`,
    shown: ['**-w**'],
    part: '-w',
  },
  { name: 'over several lines', text: definitions('-s \\\n  # why\n  ¦-w'), shown: ['**-w**'], part: '-w' },
];

const heredoc = 'FROM golang:1.26-bookworm\nRUN <<EOT\nset -e\ncd /src\ngo build .\nEOT\n';

/** What had no hover. */
const otherRows: readonly Row[] = [
  {
    name: 'a here-document',
    text: at('<<EOT', heredoc),
    shown: ['a here-document: the lines until `EOT`', 'the script of this RUN'],
    hidden: ['CR LF'],
    part: '<<EOT',
  },
  { name: 'its last line', text: heredoc.replace(/EOT\n$/, '¦EOT\n'), shown: ['the script of this RUN'], part: 'EOT' },
  {
    name: 'the input of a command',
    text: 'FROM alpine:3.22\nRUN cat ¦<<E > /x\n$A\nE\n',
    shown: ['what the command reads as its input', 'The shell expands variables'],
  },
  {
    name: 'CR LF in a here-document',
    text: at('<<EOT', heredoc).replaceAll('\n', '\r\n'),
    shown: ['Its lines end in CR LF'],
  },
  {
    name: 'CR LF seen from RUN',
    text: at('RUN', heredoc).replaceAll('\n', '\r\n'),
    shown: ['Its lines end in CR LF', 'With a here-document'],
  },
  {
    name: 'CR LF in a folder',
    text: at('cd /src', heredoc).replaceAll('\n', '\r\n'),
    shown: ['- Here: `/src␍`; the ␍ comes from lines that end in CR LF'],
  },
  { name: 'LF in a folder', text: at('cd /src', heredoc), shown: ['- Here: `/src`'], hidden: ['CR'] },
  {
    name: 'the id of a rule in a comment',
    text: '# go-dockerfile ignore=¦floating-suite\nFROM golang:1.26\n',
    shown: ['Silenced for one instruction', '[floating-suite]('],
    part: 'floating-suite',
  },
  {
    name: 'for the whole file',
    text: '# go-dockerfile ignore-file=runs-as-root,¦floating-suite\nFROM golang:1.26\n',
    shown: ['Silenced for the whole file'],
  },
  {
    name: 'a variable that is unset',
    text: 'FROM golang:1.26\nENV CGO_ENABLED=0\nRUN unset ¦CGO_ENABLED && go build .\n',
    shown: ['**`CGO_ENABLED`**', '- Here: not set any more, for the rest of this RUN only', '(line 2)'],
    part: 'CGO_ENABLED',
  },
  {
    name: 'instgo without go',
    text: 'FROM golang:1.26\nRUN ¦instgo set --licenseKey=x\n',
    shown: ['**instgo**', 'Alibaba Cloud ARMS'],
    part: 'instgo set',
  },
];

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
  {
    name: 'a debug image of distroless has a shell, where nothing looks for it',
    text: 'FROM gcr.io/distroless/¦base-debian12:debug-nonroot\n',
    shown: ['- Shell: /busybox/sh, no /bin/sh; RUN, CMD and ENTRYPOINT need the exec form'],
  },
  {
    name: 'its tag says the same',
    text: 'FROM gcr.io/distroless/base-debian12:¦debug-nonroot\n',
    shown: ['- Shell: /busybox/sh, no /bin/sh; RUN, CMD and ENTRYPOINT need the exec form'],
  },
  {
    name: 'an image of distroless without a shell',
    text: 'FROM gcr.io/distroless/¦base-debian12:nonroot\n',
    shown: ['- Shell: none; RUN, CMD and ENTRYPOINT need the exec form'],
    hidden: ['busybox/sh'],
  },
  {
    name: 'the last release of a Go that gets no more',
    text: '¦FROM golang:1.24-bookworm\n',
    shown: ['- Go: 1.24.13, the last release of Go 1.24'],
  },
  {
    name: 'an archive is not linked',
    text: `${builder}RUN ¦go build -buildmode=c-archive -o /x.a .\n`,
    shown: ['writes `/x.a`: an archive, which is not linked'],
  },
  {
    name: 'the ARM version of the stage',
    text: `${builder}RUN ¦go build -o /x .\n`,
    platform: 'linux/arm/v7',
    shown: ['for linux/arm/v7 writes'],
  },
  {
    name: 'the ARM version that GOARM says',
    text: `${builder}RUN CGO_ENABLED=0 ¦GOARCH=arm GOARM=6 go build -o /x .\n`,
    shown: ['it compiles for linux/arm/v6'],
  },
  {
    name: 'the ARM version of a cross build that says none',
    text: `${builder}RUN CGO_ENABLED=0 GOARCH=arm ¦go build -o /x .\n`,
    shown: ['for linux/arm/v7 writes'],
  },
  {
    name: 'go build -n builds nothing',
    text: `${builder}RUN ¦go build -n -o /x .\n`,
    shown: ['**go build**: prints what it would do, and builds nothing.'],
    hidden: ['writes'],
  },
  {
    name: 'a file that is compiled alone goes by its name',
    text: `${builder}RUN ¦go build -o /x cmd/api/main.go\n`,
    shown: ['it uses net: main.go imports net/http'],
  },
  {
    name: 'a debug image of distroless has a shell, where nothing looks for it',
    text: 'FROM gcr.io/distroless/¦base-debian12:debug-nonroot\n',
    shown: ['- Shell: /busybox/sh, no /bin/sh; RUN, CMD and ENTRYPOINT need the exec form'],
  },
  {
    name: 'its tag says the same',
    text: 'FROM gcr.io/distroless/base-debian12:¦debug-nonroot\n',
    shown: ['- Shell: /busybox/sh, no /bin/sh; RUN, CMD and ENTRYPOINT need the exec form'],
  },
  {
    name: 'an image of distroless without a shell',
    text: 'FROM gcr.io/distroless/¦base-debian12:nonroot\n',
    shown: ['- Shell: none; RUN, CMD and ENTRYPOINT need the exec form'],
    hidden: ['busybox/sh'],
  },
  {
    name: 'the last release of a Go that gets no more',
    text: '¦FROM golang:1.24-bookworm\n',
    shown: ['- Go: 1.24.13, the last release of Go 1.24'],
  },
  {
    name: 'an archive is not linked',
    text: `${builder}RUN ¦go build -buildmode=c-archive -o /x.a .\n`,
    shown: ['writes `/x.a`: an archive, which is not linked'],
  },
  {
    name: 'the ARM version of the stage',
    text: `${builder}RUN ¦go build -o /x .\n`,
    platform: 'linux/arm/v7',
    shown: ['for linux/arm/v7 writes'],
  },
  {
    name: 'the ARM version that GOARM says',
    text: `${builder}RUN CGO_ENABLED=0 ¦GOARCH=arm GOARM=6 go build -o /x .\n`,
    shown: ['it compiles for linux/arm/v6'],
  },
  {
    name: 'the ARM version of a cross build that says none',
    text: `${builder}RUN CGO_ENABLED=0 GOARCH=arm ¦go build -o /x .\n`,
    shown: ['for linux/arm/v7 writes'],
  },
  {
    name: 'go build -n builds nothing',
    text: `${builder}RUN ¦go build -n -o /x .\n`,
    shown: ['**go build**: prints what it would do, and builds nothing.'],
    hidden: ['writes'],
  },
  {
    name: 'a file that is compiled alone goes by its name',
    text: `${builder}RUN ¦go build -o /x cmd/api/main.go\n`,
    shown: ['it uses net: main.go imports net/http'],
  },
  ...agentRows,
  ...otherRows,
  ...definitionRows,
  ...quoteRows,
  ...branchRows,
  ...roundRows,
  ...expansionRows,
];

test.each(rows)('$name', ({ text: marked, shown, hidden = [], part, name: _, ...input }) => {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const found = hover(analyse({ text, context: memoryTree(files), ...input }), offset);
  for (const each of shown) expect(found?.markdown).toContain(each);
  for (const each of hidden) expect(found?.markdown).not.toContain(each);
  if (part !== undefined) expect(found && text.slice(found.span.start, found.span.end)).toBe(part);
});
