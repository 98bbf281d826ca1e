import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse';
import { findContext } from '../../src/features/completion/context';
import { findGoPlace } from '../../src/features/completion/goPlace';
import { findShellPlace } from '../../src/features/completion/shellPlace';

/** The context at the last `|` of the text, in one line. */
function contextOf(marked: string): string {
  const offset = marked.lastIndexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const context = findContext(parseDockerfile(text), offset);
  if (!context) return 'nothing';
  switch (context.kind) {
    case 'comment':
      return `comment <${context.typed}>${context.isTop ? ' at the top' : ''}`;
    case 'keyword':
      return `keyword <${context.typed}>`;
    case 'flag':
      return `${context.place.keyword} [${context.place.flags.join(' ')}] flag <${context.typed}>`;
    case 'flag value':
      return `${context.place.keyword} flag ${context.flag} <${context.typed}>`;
    case 'word':
    case 'exec':
      return `${context.place.keyword} ${context.kind} [${context.words.join(' ')}] <${context.typed}>`;
    case 'shell':
      return `${context.place.keyword} shell [${context.shell.words.join(' ')}] <${context.shell.word}>${context.shell.quote}`;
  }
}

test.each([
  ['|', 'keyword <>'],
  ['FR|', 'keyword <FR>'],
  ['FROM|', 'keyword <FROM>'],
  ['FROM |', 'FROM word [] <>'],
  ['FROM golang:1.2|', 'FROM word [] <golang:1.2>'],
  ['FROM golang:1.26 AS |', 'FROM word [golang:1.26 AS] <>'],
  ['FROM --|', 'FROM [] flag <-->'],
  ['FROM --platform=|', 'FROM flag platform <>'],
  ['FROM --platform=$BUILDPLATFORM go|', 'FROM word [] <go>'],
  ['FROM a\n|', 'keyword <>'],
  ['FROM a\nRUN x\n|\nRUN y', 'keyword <>'],
  ['FROM a\n  RU|', 'keyword <RU>'],
  ['FROM a\nONBUILD RU|', 'keyword <RU>'],
  ['FROM a\nONBUILD COPY --fr|', 'COPY [] flag <--fr>'],
  ['FROM a\nCOPY --from=bu|', 'COPY flag from <bu>'],
  ['FROM a\nCOPY --from=build |', 'COPY word [] <>'],
  ['FROM a\nCOPY --from=build /a |', 'COPY word [/a] <>'],
  ['FROM a\nCOPY --from=build \\\n  /o| /app', 'COPY word [] </o>'],
  ['FROM a\nCOPY ["/a|"]', 'COPY exec [] </a>'],
  ['FROM a\nENV GOOS=li|', 'ENV word [] <GOOS=li>'],
  ['FROM a\nENV A="x y" B=|', 'ENV word [A="x y"] <B=>'],
  ['FROM a\nARG TARGET|', 'ARG word [] <TARGET>'],
  ['FROM a\nRUN |', 'RUN shell [] <>'],
  ['FROM a\nRUN -|', 'RUN [] flag <->'],
  ['FROM a\nRUN --mount=type=cache,|', 'RUN flag mount <type=cache,>'],
  ['FROM a\nRUN --mount=type=ssh --|', 'RUN [--mount=type=ssh] flag <-->'],
  ['FROM a\nRUN --mount=type=ssh go |', 'RUN shell [go] <>'],
  ['FROM a\nRUN --mount=type=ssh \\\n    go bu|', 'RUN shell [go] <bu>'],
  ['FROM a\nRUN go build \\\n  |', 'RUN shell [go build] <>'],
  ['FROM a\nRUN go build \\\n# why\n\n  -o|', 'RUN shell [go build] <-o>'],
  ['FROM a\nRUN go build \\\n# why |', 'comment <why >'],
  ['FROM a\nRUN go build && CGO_ENABLED=0 go install -|\nFROM b', 'RUN shell [CGO_ENABLED=0 go install] <->'],
  ['FROM a\nRUN <<EOF\nset -e\ngo mod |\nEOF', 'RUN shell [go mod] <>'],
  ['FROM a\nRUN <<EOF\ngo mod |', 'RUN shell [go mod] <>'],
  ['FROM a\nRUN <<-EOF\n\tgo |\nEOF\nRUN x', 'RUN shell [go] <>'],
  ['FROM a\nRUN <<EOF\n#!/usr/bin/env python3\ngo |\nEOF', 'nothing'],
  ['FROM a\nCOPY <<EOF /x\ngo |\nEOF', 'nothing'],
  ['FROM a\nRUN ["go", "bu|"]', 'RUN exec [go] <bu>'],
  ['FROM a\nENTRYPOINT ["|"]', 'ENTRYPOINT exec [] <>'],
  ['FROM a\nENTRYPOINT ["/a|', 'ENTRYPOINT exec [] </a>'],
  ['FROM a\nENTRYPOINT ["/a", |]', 'ENTRYPOINT exec [/a] <>'],
  ['FROM a\nENTRYPOINT [|]', 'ENTRYPOINT exec [] <>'],
  ['FROM a\nENTRYPOINT ["/a"|]', 'nothing'],
  ['FROM a\nHEALTHCHECK CMD ["/a|"]', 'HEALTHCHECK exec [] </a>'],
  ['FROM a\nHEALTHCHECK --interval=5s CMD /a|', 'HEALTHCHECK shell [] </a>'],
  ['# |', 'comment <> at the top'],
  ['# syntax=docker/dockerfile:1\n# |', 'comment <> at the top'],
  ['\n# |', 'comment <>'],
  ['FROM a\n# go-dockerfile ignore=a,|', 'comment <go-dockerfile ignore=a,>'],
  ['# escape=`\nFROM a\nRUN go build `\n  -|', 'RUN shell [go build] <->'],
  ['FROM a\r\nRUN go build \\\r\n  -|\r\n', 'RUN shell [go build] <->'],
])('%j', (marked, expected) => {
  expect(contextOf(marked)).toBe(expected);
});

describe('the place at the end of a script', () => {
  test.each([
    ['go build -ldflags="-s ', 'go build <-ldflags=-s >"'],
    ["go build -ldflags '-s ", "go build -ldflags <-s >'"],
    ['cd /src; go ', 'go <>'],
    ['make || go te', 'go <te>'],
    ['if test -f go.mod; then go mod ', 'go mod <>'],
    ['(cd x && go ', 'go <>'],
    ['(cd x && go build) && go v', 'go <v>'],
    ['X=$(go env ', 'go env <>'],
    ['X=$(go env GOOS) go ', 'X=\uFFFC go <>'],
    ['go build -o "$(pwd)/', 'go build -o <\uFFFC/>"'],
    ['go build > lo', 'nothing'],
    ['go build > log -', 'go build <->'],
    ['go build 2>&1 -', 'go build <->'],
    ['go build &> log -', 'go build <->'],
    ['go build # -', 'nothing'],
    ['a # b\ngo ', 'go <>'],
    ['go run ./a#b -', 'go run ./a#b <->'],
    ['echo go\\ build ', 'echo go build <>'],
    ['sh -c "cd x && go build -', 'go build <->'],
    ['for x in a b; do GOOS=$x go build -', 'GOOS=$x go build <->'],
    ['go build `pwd`/', 'go build <\uFFFC/>'],
  ])('%s', (script, expected) => {
    const place = findShellPlace(script);
    expect(place ? `${[...place.words, ''].join(' ')}<${place.word}>${place.quote}` : 'nothing').toBe(expected);
  });
});

describe('the place in a go command', () => {
  test.each([
    ['', 'start <>'],
    ['CGO', 'start <CGO>'],
    ['CGO_ENABLED=0 GOOS=', 'assignment GOOS <>'],
    ['export GOOS=li', 'assignment GOOS <li>'],
    ['export A=1 GO', 'start <GO>'],
    ['env GOOS=linux GOARCH=', 'assignment GOARCH <>'],
    ['env -u X GOARCH=', 'assignment GOARCH <>'],
    ['go env -w GOOS=', 'assignment GOOS <>'],
    ['go ', 'verb <>'],
    ['go -C app ', 'verb <>'],
    ['/usr/local/go/bin/go b', 'verb <b>'],
    ['time go b', 'verb <b>'],
    ['instgo go b', 'verb <b>'],
    ['xx-go b', 'verb <b>'],
    ['go mod d', 'verb mod <d>'],
    ['go build -', 'flag build <->'],
    ['go mod download -', 'flag mod download <->'],
    ['go build -o ', 'value build o <>'],
    ['go build -o x -', 'flag build <->'],
    ['go build -race -buildmode=', 'value build buildmode <>'],
    ['go build -ldflags="-s -', 'value build ldflags <-s ->'],
    ['go build . -', 'argument build <->'],
    ['go build ./', 'argument build <./>'],
    ['apt-get install -', 'nothing'],
    ['go nonsense -', 'nothing'],
  ])('%s', (script, expected) => {
    const shell = findShellPlace(script);
    const go = shell && findGoPlace(shell);
    const describeGo = (): string => {
      if (!go) return 'nothing';
      switch (go.kind) {
        case 'start':
          return `start <${go.typed}>`;
        case 'assignment':
          return `assignment ${go.name} <${go.typed}>`;
        case 'verb':
          return `verb ${go.group === undefined ? '' : `${go.group} `}<${go.typed}>`;
        case 'flag value':
          return `value ${go.verb} ${go.flag} <${go.typed}>`;
        default:
          return `${go.kind} ${go.verb} <${go.typed}>`;
      }
    };
    expect(describeGo()).toBe(expected);
  });
});
