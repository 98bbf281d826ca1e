import { describe, expect, test } from 'vitest';
import type { Dockerfile, Instruction } from '../../src/dockerfile/instruction';
import { toSource } from '../../src/dockerfile/logicalText';
import { parseDockerfile } from '../../src/dockerfile/parse';
import { type Span, slice } from '../../src/text/span';

/** The instruction of a file that has but one besides an initial FROM. */
function only(text: string): Instruction {
  const { instructions } = parseDockerfile(`FROM a\n${text}`);
  expect(instructions).toHaveLength(2);
  const [, instruction] = instructions;
  if (!instruction) throw new Error('there is no instruction');
  return instruction;
}

function keywords({ instructions }: Dockerfile): string[] {
  return instructions.map(({ keyword }) => keyword);
}

function script(text: string): string | undefined {
  const instruction = only(text);
  return instruction.kind === 'RUN' || instruction.kind === 'HEALTHCHECK' ? instruction.script?.text : undefined;
}

/** The source text of each span. */
function texts(text: string, spans: readonly (Span | undefined)[]): (string | undefined)[] {
  return spans.map((each) => each && slice(`FROM a\n${text}`, each));
}

function messages(text: string): string[] {
  return parseDockerfile(text).problems.map(({ message }) => message);
}

describe('what dockerfile-ast gets wrong', () => {
  test('1: a flag among others', () => {
    const { flags } = only('COPY --from=build --chown=1:1 --link /a /b');
    expect(flags.map(({ name, value }) => [name, value])).toEqual([
      ['from', 'build'],
      ['chown', '1:1'],
      ['link', undefined],
    ]);
  });

  test('2: blanks and escapes in the exec form', () => {
    const instruction = only(String.raw`CMD ["sh", "-c", "go build\t-o /app \"x\" \u0041"]`);
    expect(instruction.kind === 'CMD' && instruction.exec?.words.map(({ value }) => value)).toEqual([
      'sh',
      '-c',
      'go build\t-o /app "x" A',
    ]);
  });

  test('3: several ARGs in one instruction', () => {
    const instruction = only('ARG A=1 B="2 3" C');
    expect(instruction.kind === 'ARG' && instruction.args.map(({ name, value }) => [name, value?.raw])).toEqual([
      ['A', '1'],
      ['B', '"2 3"'],
      ['C', undefined],
    ]);
  });

  test('4: << in quotes is no here-document', () => {
    const file = parseDockerfile('FROM a\nRUN echo "usage <<EOF"\nRUN echo \'<<EOF\'\nUSER x\n');
    expect(keywords(file)).toEqual(['FROM', 'RUN', 'RUN', 'USER']);
    expect(file.instructions.every(({ heredocs }) => heredocs.length === 0)).toBe(true);
  });

  test.each([
    ['5: blank behind <<', "RUN << 'EOF'\nfoo\nEOF\n"],
    ['6: file descriptor', 'RUN cat 5<<EOF\nfoo\nEOF\n'],
    ['7: backslash and semicolon before', 'RUN find . -exec rm {} \\; <<EOF\n# foo\nEOF\n'],
  ])('%s', (_, text) => {
    const file = parseDockerfile(`FROM a\n${text}USER x\n`);
    expect(keywords(file)).toEqual(['FROM', 'RUN', 'USER']);
    expect(file.instructions[1]?.heredocs.map(({ name }) => name)).toEqual(['EOF']);
    expect(file.problems).toEqual([]);
  });

  test('8: a backslash in a comment within RUN', () => {
    expect(script('RUN echo a && \\\n# c:\\d \\\necho b')).toBe('echo a && echo b');
  });

  test('9: two backslashes at the end do not go on', () => {
    const file = parseDockerfile('FROM a\nRUN echo \\\\\nUSER x\nRUN echo \\\\\\\nUSER y');
    expect(keywords(file)).toEqual(['FROM', 'RUN', 'USER', 'RUN', 'USER']);
  });

  test('12: a here-document is not in the arguments', () => {
    expect(only('RUN cat <<EOF >/x\nfoo\nEOF').argument.text).toBe('cat <<EOF >/x');
  });

  test('14: the check directive', () => {
    const { directives } = parseDockerfile('# Check = skip=all \n# syntax=docker/dockerfile:1\nFROM a');
    expect(directives.map(({ name, value }) => [name, value])).toEqual([
      ['check', 'skip=all'],
      ['syntax', 'docker/dockerfile:1'],
    ]);
  });

  test('15: sources and destination, words of EXPOSE', () => {
    const copy = only('COPY a b c/');
    expect(copy.kind === 'COPY' && [copy.sources.map(({ raw }) => raw), copy.destination?.raw]).toEqual([
      ['a', 'b'],
      'c/',
    ]);
    const expose = only('EXPOSE 80 443/tcp');
    expect(expose.kind === 'EXPOSE' && expose.words.map(({ raw }) => raw)).toEqual(['80', '443/tcp']);
  });
});

describe('joining of lines', () => {
  test.each([
    ['leading blanks are kept', 'RUN a \\\n   b', 'a    b'],
    ['nothing is put between', 'RUN go bu\\\nild', 'go build'],
    ['comments are dropped', 'RUN a \\\n  # c\n b', 'a  b'],
    ['blank lines are dropped', 'RUN a \\\n\n \t\n b', 'a  b'],
    ['a comment does not end it, whatever it ends with', 'RUN a \\\n# c\n# d \\\nb', 'a b'],
    ['blanks behind the backslash', 'RUN a \\ \t\n b', 'a  b'],
    ['CRLF', 'RUN a \\\r\n b\r\n', 'a  b'],
    ['a backslash at the end of the file', 'RUN a \\', 'a'],
    ['a # within a line is no comment', 'RUN a \\\n b # c', 'a  b # c'],
    ['a lone CR is a blank', 'RUN a\rb', 'a\rb'],
  ])('%s', (_, text, expected) => {
    expect(script(text)).toBe(expected);
  });

  test('positions go back to the source', () => {
    const text = 'RUN a \\\n  # c\n  go bu\\\n\nild  ./...';
    const instruction = only(text);
    const { argument } = instruction;
    const start = argument.text.indexOf('go build');
    const place = toSource(argument, { start, end: start + 'go build'.length });
    expect(slice(`FROM a\n${text}`, place)).toBe('go bu\\\n\nild');
    expect(slice(`FROM a\n${text}`, instruction.span)).toBe(text);
  });

  test('the backtick as escape character', () => {
    const file = parseDockerfile('# escape=`\nFROM a\nRUN dir C:\\ `\n  /s\nCOPY a C:\\\nUSER x');
    expect(file.escape).toBe('`');
    expect(file.instructions.map(({ argument }) => argument.text)).toEqual(['a', 'dir C:\\   /s', 'a C:\\', 'x']);
  });

  test('a keyword split by a continuation', () => {
    const file = parseDockerfile('FR\\\n# c\nOM a\nLAB\\\nEL a=b');
    expect(keywords(file)).toEqual(['FROM', 'LABEL']);
    expect(file.instructions.map(({ keywordSpan }) => slice(file.text, keywordSpan))).toEqual([
      'FR\\\n# c\nOM',
      'LAB\\\nEL',
    ]);
  });
});

describe('directives and comments', () => {
  test.each([
    ['blank line ends them', '\n# escape=`\nFROM a', '\\', []],
    ['a comment ends them', '# hi\n# escape=`\nFROM a', '\\', []],
    ['an unknown name ends them', '# foo=bar\n# escape=`\nFROM a', '\\', []],
    ['an instruction ends them', 'FROM a\n# escape=`', '\\', []],
    ['several', '# syntax=x\n#escape=`\nFROM a', '`', ['syntax', 'escape']],
    ['indented, with blanks, in capitals', '  #  ESCAPE = ` \nFROM a', '`', ['escape']],
    ['behind a byte order mark', '\uFEFF# escape=`\nFROM a', '`', ['escape']],
    ['behind #!, where escape has no effect', '#!/bin/x\n# syntax=x\n# escape=`\nFROM a', '\\', ['syntax']],
  ])('%s', (_, text, escape, names) => {
    const file = parseDockerfile(text);
    expect(file.escape).toBe(escape);
    expect(file.directives.map(({ name }) => name)).toEqual(names);
  });

  test('comments', () => {
    const text = '# syntax=x\n#  one \n  # two\nFROM a\nRUN x \\\n# three\n y\n#\nRUN <<EOF\n# none\nEOF\n';
    const { comments } = parseDockerfile(text);
    expect(comments.map((comment) => comment.text)).toEqual(['one', 'two', 'three', '']);
    expect(comments.map(({ span }) => slice(text, span))).toEqual(['#  one ', '# two', '# three', '#']);
  });
});

describe('flags', () => {
  test.each([
    [
      'RUN --mount=type=cache,target=/x --network=none go build',
      ['mount=type=cache,target=/x', 'network=none'],
      'go build',
    ],
    ['COPY --FROM=build a b', ['from=build'], 'a b'],
    ['COPY --link a b', ['link'], 'a b'],
    ['RUN --mount="type=cache,target=/a b" x', ['mount=type=cache,target=/a b'], 'x'],
    ['COPY --chown=a\\ b x y', ['chown=a b'], 'x y'],
    ['RUN --mount=type=cache -- --foo', ['mount=type=cache'], '--foo'],
    ['RUN --mount=type=cache \\\n  --mount=type=ssh \\\n  x', ['mount=type=cache', 'mount=type=ssh'], 'x'],
    ['RUN go build --foo', [], 'go build --foo'],
    ['RUN - --x', [], '- --x'],
  ])('%s', (text, flags, argument) => {
    const instruction = only(text);
    expect(instruction.flags.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`))).toEqual(
      flags,
    );
    expect(instruction.argument.text).toBe(argument);
  });

  test('spans', () => {
    const text = 'COPY --from=build --link --chown="a b" x y';
    const { flags } = only(text);
    expect(
      texts(
        text,
        flags.map(({ span }) => span),
      ),
    ).toEqual(['--from=build', '--link', '--chown="a b"']);
    expect(
      texts(
        text,
        flags.map(({ valueSpan }) => valueSpan),
      ),
    ).toEqual(['build', '', '"a b"']);
  });
});

describe('FROM', () => {
  test.each([
    ['FROM golang:1.22', 'golang:1.22', undefined, []],
    ['from golang as Build', 'golang', 'Build', []],
    ['FROM --platform=$BUILDPLATFORM golang AS build', 'golang', 'build', []],
    ['FROM golang \\\n  AS \\\n  build', 'golang', 'build', []],
    ['FROM', undefined, undefined, ['FROM requires either one or three arguments']],
    ['FROM a b', 'a', undefined, ['FROM requires either one or three arguments']],
    ['FROM a AS b # c', 'a', 'b', ['FROM requires either one or three arguments']],
    [
      'FROM a AS 1x',
      'a',
      '1x',
      [`invalid name for build stage: "1x", name can't start with a number or contain symbols`],
    ],
  ])('%s', (text, image, name, expected) => {
    const [from] = parseDockerfile(text).instructions;
    expect(from?.kind === 'FROM' && [from.image?.raw, from.name?.raw]).toEqual([image, name]);
    expect(messages(text)).toEqual(expected);
  });
});

describe('ENV', () => {
  test.each([
    [
      'ENV a=b c=d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      false,
    ],
    [
      'ENV a="b c" d=\'e f\'',
      [
        ['a', '"b c"'],
        ['d', "'e f'"],
      ],
      false,
    ],
    ['ENV a=b\\ c', [['a', 'b\\ c']], false],
    [
      'ENV a= b=c=d',
      [
        ['a', ''],
        ['b', 'c=d'],
      ],
      false,
    ],
    ['ENV a b c=d', [['a', 'b c=d']], true],
    ['ENV a  "b"  c', [['a', '"b"  c']], true],
    ['ENV "a"=b', [['a', 'b']], false],
    [
      'ENV a=b \\\n  # c\n  d=e',
      [
        ['a', 'b'],
        ['d', 'e'],
      ],
      false,
    ],
  ])('%s', (text, pairs, legacy) => {
    const instruction = only(text);
    if (instruction.kind !== 'ENV') throw new Error('not an ENV');
    expect(instruction.pairs.map(({ name, value }) => [name, value.raw])).toEqual(pairs);
    expect(instruction.legacy).toBe(legacy);
  });

  test('spans', () => {
    const text = 'ENV GOFLAGS="-mod=vendor -v" CGO_ENABLED=0';
    const instruction = only(text);
    const pairs = instruction.kind === 'ENV' ? instruction.pairs : [];
    expect(
      texts(
        text,
        pairs.flatMap(({ nameSpan, value, span }) => [nameSpan, value.span, span]),
      ),
    ).toEqual(['GOFLAGS', '"-mod=vendor -v"', 'GOFLAGS="-mod=vendor -v"', 'CGO_ENABLED', '0', 'CGO_ENABLED=0']);
  });
});

describe('exec and shell form', () => {
  test.each([
    ['CMD ["/app", "-x"]', ['/app', '-x'], undefined],
    ['ENTRYPOINT []', [], undefined],
    ['CMD [ "a" , \\\n  "b" ]', ['a', 'b'], undefined],
    ['CMD ["a"] # x', undefined, '# x'],
    ['ENTRYPOINT ["a"] && b', undefined, '&& b'],
    ['CMD ["a]"] x', undefined, 'x'],
    ["CMD ['a']", undefined, undefined],
    ['CMD ["a",]', undefined, undefined],
    ['CMD /app', undefined, undefined],
    ['CMD [ -f /x ] && y', undefined, undefined],
  ])('%s', (text, words, after) => {
    const instruction = only(text);
    if (instruction.kind !== 'CMD' && instruction.kind !== 'ENTRYPOINT') throw new Error('neither CMD nor ENTRYPOINT');
    expect(instruction.exec?.words.map(({ value }) => value)).toEqual(words);
    expect(texts(text, [instruction.textAfterExec])).toEqual([after]);
  });

  test('the span of a word includes its quotes', () => {
    const text = 'ENTRYPOINT ["/a\\"b", \\\n "c"]';
    const instruction = only(text);
    const exec = instruction.kind === 'ENTRYPOINT' ? instruction.exec : undefined;
    expect(texts(text, exec?.words.map(({ span }) => span) ?? [])).toEqual(['"/a\\"b"', '"c"']);
    expect(texts(text, [exec?.span])).toEqual(['["/a\\"b", \\\n "c"]']);
  });

  test('COPY with names that have blanks', () => {
    const copy = only('COPY --from=b ["a b", "c", "/d e/"]');
    expect(copy.kind === 'COPY' && [copy.sources.map(({ raw }) => raw), copy.destination?.raw]).toEqual([
      ['a b', 'c'],
      '/d e/',
    ]);
  });

  test('quotes mean nothing to COPY otherwise', () => {
    const copy = only('COPY "a b" /c');
    expect(copy.kind === 'COPY' && copy.sources.map(({ raw }) => raw)).toEqual(['"a', 'b"']);
  });

  test('SHELL and VOLUME', () => {
    const shell = only('SHELL ["/bin/bash", "-c"]');
    expect(shell.kind === 'SHELL' && shell.exec?.words.map(({ value }) => value)).toEqual(['/bin/bash', '-c']);
    const volume = only('VOLUME ["/a b"]');
    expect(volume.kind === 'VOLUME' && volume.words.map(({ raw }) => raw)).toEqual(['/a b']);
  });
});

describe('HEALTHCHECK', () => {
  test.each([
    ['HEALTHCHECK NONE', true, undefined, undefined],
    ['HEALTHCHECK none', true, undefined, undefined],
    ['HEALTHCHECK --interval=3s CMD curl -f x || exit 1', false, 'curl -f x || exit 1', undefined],
    ['HEALTHCHECK CMD ["/app", "health"]', false, undefined, ['/app', 'health']],
    ['HEALTHCHECK --interval=3s \\\n  CMD  wget x', false, 'wget x', undefined],
  ])('%s', (text, none, command, exec) => {
    const instruction = only(text);
    if (instruction.kind !== 'HEALTHCHECK') throw new Error('not a HEALTHCHECK');
    expect(instruction.none).toBe(none);
    expect(instruction.script?.text).toBe(command);
    expect(instruction.exec?.words.map(({ value }) => value)).toEqual(exec);
  });
});

describe('ONBUILD', () => {
  test('the inner instruction', () => {
    const text = 'ONBUILD COPY --from=x a b';
    const instruction = only(text);
    expect(instruction).toMatchObject({ kind: 'COPY', keyword: 'COPY', onbuild: true });
    expect(texts(text, [instruction.keywordSpan, instruction.span])).toEqual(['COPY', text]);
  });

  test('with a here-document', () => {
    expect(script('ONBUILD RUN <<EOF\nfoo\nEOF')).toBe('foo\n');
  });

  test.each([
    ['ONBUILD', 'ONBUILD requires at least one argument'],
    ['ONBUILD FROM x', "FROM isn't allowed as an ONBUILD trigger"],
    ['ONBUILD maintainer x', "MAINTAINER isn't allowed as an ONBUILD trigger"],
    ['ONBUILD ONBUILD RUN x', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
    ['ONBUILD ENV a', 'ENV must have two arguments'],
  ])('%s', (text, message) => {
    expect(messages(`FROM a\n${text}`)).toEqual([message]);
    expect(only(text).onbuild).toBe(true);
  });

  test('its trigger is examined by the build that runs it', () => {
    expect(messages('FROM a\nONBUILD COPY x\nONBUILD foo')).toEqual([]);
  });
});

describe('problems', () => {
  test.each([
    ['FROM a\nexport X=1', ['unknown instruction: export']],
    ['FROM a\nRUN\\\necho x', ['unknown instruction: RUNecho']],
    ['RUN x\nUSER y', ['no build stage in current context']],
    ['ARG A=1\nFROM a', []],
    ['', []],
    ['# only a comment\n', []],
    [
      'FROM a\nCOPY x',
      ['COPY requires at least two arguments, but only one was provided. Destination could not be determined'],
    ],
    [
      'FROM a\nADD',
      ['ADD requires at least two arguments, but only one was provided. Destination could not be determined'],
    ],
    ['FROM a\nCOPY x <<EOF\nEOF', ['COPY cannot accept a heredoc as a destination']],
    ['FROM a\nARG', ['ARG requires at least one argument']],
    ['FROM a\nARG =x', ['ARG names can not be blank']],
    ['FROM a\nENV', ['ENV requires at least one argument']],
    ['FROM a\nENV a', ['ENV must have two arguments']],
    ['FROM a\nENV a=b c', [`Syntax error - can't find = in "c". Must be of the form: name=value`]],
    ['FROM a\nENV =b', ['ENV names can not be blank']],
    ['FROM a\nLABEL a=b c', [`Syntax error - can't find = in "c". Must be of the form: name=value`]],
    ['FROM a\nLABEL', ['LABEL requires at least one argument']],
    ['FROM a\nWORKDIR', ['WORKDIR requires exactly one argument']],
    ['FROM a\nEXPOSE', ['EXPOSE requires at least one argument']],
    ['FROM a\nSHELL bash -c', ['SHELL requires the arguments to be in JSON form']],
    ['FROM a\nSHELL []', ['SHELL requires at least one argument']],
    ['FROM a\nHEALTHCHECK', ['HEALTHCHECK requires at least one argument']],
    ['FROM a\nHEALTHCHECK curl x', ['Unknown type "CURL" in HEALTHCHECK (try CMD)']],
    ['FROM a\nHEALTHCHECK CMD', ['Missing command after HEALTHCHECK CMD']],
    ['FROM a\nHEALTHCHECK NONE x', ['HEALTHCHECK NONE takes no arguments']],
    ['FROM a\nCMD ["a", 1]', ['when using JSON array syntax, arrays must be comprised of strings only']],
    ['FROM a\nCMD --help', ['unknown flag: --help']],
    ['FROM a\nCOPY --from=x --from=y a b', ['duplicate flag specified: --from']],
    ['FROM a\nRUN --mount=type=ssh --mount=type=cache,target=/x y', []],
    ['FROM a\nRUN', []],
    ['FROM a\nRUN <<EOF\nfoo', ['unterminated heredoc']],
    ['# escape=x\nFROM a', ["invalid escape token 'x' does not match ` or \\"]],
    ['# syntax=x\n# syntax=y\nFROM a', ['only one syntax parser directive can be used']],
  ])('%j', (text, expected) => {
    expect(messages(text)).toEqual(expected);
  });

  test('are in the order of the text, at the place that is wrong', () => {
    const text = 'FROM a\nfoo x\nENV a=b c\nbar\n';
    const { problems } = parseDockerfile(text);
    expect(problems.map(({ span }) => slice(text, span))).toEqual(['foo', 'c', 'bar']);
    expect(problems.map(({ kind }) => kind)).toEqual(['unknown-instruction', 'invalid', 'unknown-instruction']);
  });

  test('a line that is too long', () => {
    const tooLong = 'dockerfile line greater than max allowed size of 65535';
    expect(messages(`FROM a\nRUN ${'x'.repeat(70_000)}`)).toEqual([tooLong]);
  });

  test.each([
    ['NUL', 'FROM a\0'],
    ['size', 'FROM a\n'.repeat(200_000)],
  ])('unsupported text: %s', (_, text) => {
    const { instructions, problems } = parseDockerfile(text);
    expect(instructions).toEqual([]);
    expect(problems.map(({ kind }) => kind)).toEqual(['unsupported-text']);
  });
});

test('a byte order mark, CRLF and lower case', () => {
  const file = parseDockerfile('\uFEFFfrom a\r\n\r\nrun x\r\nCopy a b\r\n');
  expect(keywords(file)).toEqual(['FROM', 'RUN', 'COPY']);
  expect(file.instructions.map(({ span }) => slice(file.text, span))).toEqual(['from a', 'run x', 'Copy a b']);
});

test('ten thousand stages do not take long', { timeout: 60_000 }, () => {
  const text = '# c\nFROM golang:1.22 AS build\nRUN go build ./...\nCOPY --from=x a b\n'.repeat(10_000);
  const start = performance.now();
  expect(parseDockerfile(text).instructions).toHaveLength(30_000);
  // Half a second on an idle machine; the limit leaves room for a busy one, but not for quadratic time.
  expect(performance.now() - start).toBeLessThan(20_000);
});

test.each([
  ['flags', `FROM a\nRUN ${'--a '.repeat(100_000)}`],
  ['words', `FROM a\nENV ${'a=b '.repeat(100_000)}`],
  ['lines', `FROM a\nENV ${'a=b \\\n'.repeat(100_000)}`],
  ['here-documents', `FROM a\n${'RUN <<A <<B\nA\nB\n'.repeat(20_000)}`],
  ['open quotes', `FROM a\nRUN <<${'"'.repeat(500_000)}`],
  ['open substitutions', `FROM a\nRUN <<${'${a:-'.repeat(100_000)}`],
  ['brackets', `FROM a\nCMD [${']'.repeat(500_000)}`],
])('many %s do not take long', { timeout: 60_000 }, (_, text) => {
  const start = performance.now();
  parseDockerfile(text);
  expect(performance.now() - start).toBeLessThan(20_000);
});

test.each(['ARG \\\n=', 'ENV \\\n=x', 'ARG a=b \\\n  =c'])(
  'a name that is not there stands within its pair: %j',
  (text) => {
    const [instruction] = parseDockerfile(text).instructions;
    const pairs = instruction?.kind === 'ARG' ? instruction.args : instruction?.kind === 'ENV' ? instruction.pairs : [];
    expect(pairs.at(-1)?.nameSpan).toEqual({ start: text.lastIndexOf('='), end: text.lastIndexOf('=') });
  },
);
