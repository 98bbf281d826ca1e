import { describe, expect, test } from 'vitest';
import type { Heredoc, RunInstruction } from '../../src/dockerfile/instruction';
import { toSource } from '../../src/dockerfile/logicalText';
import { parseDockerfile } from '../../src/dockerfile/parse';
import { slice } from '../../src/text/span';

function heredocsOf(text: string): readonly Heredoc[] {
  return parseDockerfile(`FROM a\n${text}`).instructions[1]?.heredocs ?? [];
}

function run(text: string): RunInstruction {
  const [, instruction] = parseDockerfile(`FROM a\n${text}`).instructions;
  if (instruction?.kind !== 'RUN') throw new Error('not a RUN');
  return instruction;
}

describe('here-documents, as in parser_heredoc_test.go of BuildKit', () => {
  test.each<[string, string, string, boolean, boolean, number | undefined]>([
    ['RUN <<EMPTY\nEMPTY\n', 'EMPTY', '', true, false, undefined],
    ['RUN 3<<EOF\nEOF\n', 'EOF', '', true, false, 3],
    ['RUN <<INDENT\n\tfoo\n\tbar\nINDENT\n', 'INDENT', '\tfoo\n\tbar\n', true, false, undefined],
    ['RUN <<-EOF\n\tfoo\n\t\tbar\n  baz\n\tEOF\n', 'EOF', 'foo\nbar\n  baz\n', true, true, undefined],
    ["RUN <<-'EOF'\n\tdon't $NAME\nEOF\n", 'EOF', "don't $NAME\n", false, true, undefined],
    ['RUN <<EOF\n# comment \\\necho\n\nEOF\n', 'EOF', '# comment \\\necho\n\n', true, false, undefined],
    ['RUN --mount=type=cache,target=/x <<EOF\nfoo\nEOF\n', 'EOF', 'foo\n', true, false, undefined],
    ['RUN <<EOF python3\nprint()\nEOF\n', 'EOF', 'print()\n', true, false, undefined],
    ['COPY <<file.txt /dest\nhello\nfile.txt\n', 'file.txt', 'hello\n', true, false, undefined],
    ["RUN <<eo'f'\nfoo\neof\n", 'eof', 'foo\n', false, false, undefined],
    ["RUN <<eo\\'f\nfoo\neo'f\n", "eo'f", 'foo\n', true, false, undefined],
    ["RUN <<'one two'\nfoo\none two\n", 'one two', 'foo\n', false, false, undefined],
    ['RUN <<$EOF\n$EOF\n', '$EOF', '', true, false, undefined],
    ['RUN <<  EOF  > foo\nEOF\n', 'EOF', '', true, false, undefined],
    ['RUN << "EOF"\nfoo\nEOF\n', 'EOF', 'foo\n', false, false, undefined],
    ['RUN <<EOF\r\nfoo\r\nEOF\r\n', 'EOF', 'foo\r\n', true, false, undefined],
    ['RUN \\\n  <<EOF\nfoo\nEOF\n', 'EOF', 'foo\n', true, false, undefined],
    ['ADD <<EOF /x\nfoo\nEOF', 'EOF', 'foo\n', true, false, undefined],
  ])('%j', (text, name, body, expand, stripTabs, fileDescriptor) => {
    const heredocs = heredocsOf(text);
    expect(heredocs).toHaveLength(1);
    expect(heredocs[0]).toMatchObject({ name, expand, stripTabs, fileDescriptor });
    expect(heredocs[0]?.body.text).toBe(body);
    expect(parseDockerfile(`FROM a\n${text}`).problems).toEqual([]);
  });

  test.each([
    'RUN "<<EOF"',
    "RUN '<<EOF'",
    'RUN cat <<<EOF',
    'RUN echo \\<<EOF',
    'RUN ["<<EOF"]',
    'USER <<EOF',
    'CMD <<EOF',
    'RUN x <<',
    'RUN x <<-',
    'RUN x <<- EOF',
    "RUN x <<''",
    // BuildKit cannot split these lines into words, and then finds nothing in them.
    "RUN echo it's <<EOF",
    'RUN echo ${X^^} <<EOF',
  ])('%s is none', (text) => {
    const { instructions } = parseDockerfile(`FROM a\n${text}\nUSER x`);
    expect(instructions).toHaveLength(3);
    expect(instructions[1]?.heredocs).toEqual([]);
  });

  test('several, one after the other', () => {
    const text = 'COPY <<X <<Y /dest\nY\nX\nX\nY\nUSER x';
    expect(heredocsOf(text).map(({ name, body }) => [name, body.text])).toEqual([
      ['X', 'Y\n'],
      ['Y', 'X\n'],
    ]);
    const [, copy, user] = parseDockerfile(`FROM a\n${text}`).instructions;
    expect(copy?.kind === 'COPY' && [copy.sources, copy.destination?.raw]).toEqual([[], '/dest']);
    expect(user?.kind).toBe('USER');
  });

  test('spans', () => {
    const text = `FROM a\nRUN cat <<-'EOF' >/x\n\tfoo\n\tEOF\nUSER x`;
    const [, instruction] = parseDockerfile(text).instructions;
    const [heredoc] = instruction?.heredocs ?? [];
    expect(instruction && slice(text, instruction.span)).toBe(`RUN cat <<-'EOF' >/x\n\tfoo\n\tEOF`);
    expect(heredoc && slice(text, heredoc.span)).toBe(`<<-'EOF'`);
    expect(heredoc && slice(text, heredoc.bodySpan)).toBe('\tfoo\n');
    expect(heredoc && slice(text, toSource(heredoc.body, { start: 0, end: 3 }))).toBe('foo');
  });

  test('one without end goes to the end of the file', () => {
    const text = 'FROM a\nRUN <<EOF\nfoo\nUSER x\n';
    const { instructions, problems } = parseDockerfile(text);
    expect(instructions).toHaveLength(2);
    expect(instructions[1]?.heredocs[0]?.body.text).toBe('foo\nUSER x\n');
    expect(problems.map(({ kind, span }) => [kind, slice(text, span)])).toEqual([['unterminated-heredoc', '<<EOF']]);
  });
});

describe('what a RUN with here-documents executes (dispatchRun)', () => {
  test('a sole operator: the body is the script', () => {
    expect(run('RUN <<EOF\ngo build\nEOF')).toMatchObject({ script: { text: 'go build\n' }, interpreter: undefined });
  });

  test('a body with #! is a file to run', () => {
    const text = 'RUN <<EOF\n#!/usr/bin/env python3\nprint()\nEOF';
    expect(run(text)).toMatchObject({ interpreter: '/usr/bin/env python3' });
  });

  test('with <<- the tabs go before #! is looked for', () => {
    expect(run('RUN <<-EOF\n\t#! /bin/bash -e\n\tx\nEOF').interpreter).toBe('/bin/bash -e');
  });

  test.each([
    ['RUN cat <<EOF > /x\nfoo\nEOF', 'cat <<EOF > /x\nfoo\nEOF'],
    ['RUN python3 <<EOF\nprint()\nEOF\n', 'python3 <<EOF\nprint()\nEOF'],
    ['RUN <<A cat <<B\na\nA\nb\nB\n', '<<A cat <<B\na\nA\nb\nB'],
    ["RUN cat <<-'EOF' \\\n  && go build\n\tfoo\n\tEOF\n", "cat <<-'EOF'   && go build\nfoo\nEOF"],
  ])('anything else is handed to the shell with the bodies: %j', (text, script) => {
    expect(run(text).script?.text).toBe(script);
  });

  test('positions in the reconstituted script', () => {
    const text = "FROM a\nRUN cat <<-'EOF' && go build\n\tfoo\n\tEOF\n";
    const [, instruction] = parseDockerfile(text).instructions;
    const script = instruction?.kind === 'RUN' ? instruction.script : undefined;
    const at = script?.text.indexOf('foo') ?? -1;
    expect(script && slice(text, toSource(script, { start: at, end: at + 3 }))).toBe('foo');
  });
});
