import { Uri } from 'vscode';
import { expect, test, vi } from 'vitest';
import type { Program, Running, Watching } from '../../../src/docker/process';
import { createPseudoterminal } from '../../../src/docker/terminal';
import { createOutputFilter } from '../../../src/docker/terminalOutput';

vi.mock('vscode', () => import('../../support/vscodeOfBuilds'));

const sequences = [
  { what: 'text as it is', given: 'go: ünï 𝒳\tb\r\nc\n', shown: 'go: ünï 𝒳\tb\r\nc\n' },
  { what: 'colours', given: '\u001b[1;31mred\u001b[0m \u001b[38:2::1:2:3mx\u001b[m', shown: undefined },
  { what: 'progress on one line', given: '10 %\r20 %\u001b[K\u001b[2A\u001b[1G\u001b[?25l\b', shown: undefined },
  { what: 'the clipboard, OSC 52', given: 'a\u001b]52;c;cm0gLXJmIC8=\u0007b', shown: 'ab' },
  { what: 'the title', given: 'a\u001b]0;you are root\u001b\\b\u009d2;x\u009cc', shown: 'abc' },
  {
    what: 'a link: its text stays',
    given: '\u001b]8;;https://example.com\u001b\\text\u001b]8;;\u001b\\',
    shown: 'text',
  },
  {
    what: 'a string of DCS, APC, PM and SOS',
    given: '\u001bP$qm\u001b\\a\u001b_x\u001b\\b\u001b^x\u001b\\c\u001bXx\u001b\\d',
    shown: 'abcd',
  },
  {
    what: 'the same of one character',
    given: '\u0090$qm\u009ca\u009fx\u009cb\u009ex\u009cc\u0098x\u009cd',
    shown: 'abcd',
  },
  {
    what: 'questions that a terminal types the answer to',
    given: '\u001b[6n\u001b[c\u001b[>c\u001b[?15n\u001b[21t\u009b5n\u0005\u001bZ\u001b[1$w',
    shown: '',
  },
  {
    what: 'the other screen, the mouse, pasting, keys',
    given: '\u001b[?1049h\u001b[?1000h\u001b[?2004h\u001b=\u001b[?1h\u001b[4h',
    shown: '',
  },
  { what: 'a reset, character sets, the bell', given: '\u001bc\u001b[!p\u001b(0\u001b#8\u0007\u000e', shown: '' },
  { what: 'one within another', given: '\u001b]\u001b[6n\u001b\u001b]52;c;x\u0007a\u001b[\u001b[6nb', shown: 'ab' },
  { what: 'what is cut off', given: '\u001b[31\u0018a\u001b]x\u001ab', shown: 'ab' },
  {
    what: 'no more than its line if nothing ends it',
    given: 'a\u001b]52;c;hidden\nFAILED\n\u001b[1\nb',
    shown: 'a\nFAILED\n\nb',
  },
  // They are text from the 64th character on.
  { what: 'parameters without end', given: `\u001b[${'1'.repeat(100)}m`, shown: `${'1'.repeat(36)}m` },
];

test.each(sequences)('$what', ({ given, shown = given }) => {
  for (let size = 1; size <= given.length; size++) {
    const filter = createOutputFilter();
    let kept = '';
    for (let at = 0; at < given.length; at += size) kept += filter(given.slice(at, at + size));
    expect(kept, `in pieces of ${size}`).toBe(shown);
  }
});

test('the terminal of a program shows its output through it, each stream by itself', () => {
  const program = {
    ...{
      executable: '/bin/docker',
      args: ['build', '\u009d0;title\u009c'],
      folder: '/',
      name: 'build',
      uri: Uri.parse('file:///D'),
    },
    start: (_: Program, { onOutput }: Watching = {}): Running => {
      onOutput?.('\u001b]52;c;eA', 'stderr');
      onOutput?.('shown\n', 'stdout');
      onOutput?.('==\u0007\u001b[31mred\u001b[0m\n', 'stderr');
      return { ended: new Promise(() => undefined), write: () => undefined, interrupt: () => undefined };
    },
  };
  const terminal = createPseudoterminal(program);
  let text = '';
  terminal.onDidWrite((piece) => (text += piece));
  terminal.open(undefined);
  expect(text).toBe('\u001b[2m> /bin/docker build ""\u001b[0m\r\nshown\r\n\u001b[31mred\u001b[0m\r\n');
});

test('whatever comes, no other sequence goes out', () => {
  const filter = createOutputFilter();
  const units = [
    '\u001b',
    '[',
    ']',
    'P',
    '?',
    '5',
    '2',
    ';',
    'n',
    'c',
    'm',
    'h',
    '\u0007',
    '\\',
    '\u009b',
    '\u009d',
    '\n',
    '\u0005',
    '(',
    ' ',
  ];
  let state = 1;
  let given = '';
  for (let length = 0; length < 200_000; length++) {
    state = (state * 48271) % 2147483647;
    given += units[state % units.length];
  }
  const rest = filter(given).replaceAll(/\u001b\[[\d;]*m/g, '');
  expect(rest).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(rest.length).toBeGreaterThan(10_000);
});
