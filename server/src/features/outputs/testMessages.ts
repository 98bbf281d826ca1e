import type { GoMessage } from './goMessage';

/** Of a test that logs, as package testing writes it: `    a_test.go:8: text`, deeper for a test in a test. */
const logged = /^( {4,})([^\s:/][^:/]*\.go):(\d+):(?: (.*))?$/;
/** With -v, above what the test logs: whose turn it is. */
const turn = /^ *=== (?:RUN|CONT|NAME|PAUSE) +(\S*)/;
/** How a test ended; without -v, above what it has logged. */
const ending = /^ *--- (FAIL|PASS|SKIP|BENCH): (\S+)/;
const packageEnd = /^(?:FAIL|ok {2})\t(\S+)/;

/** Lines of one message: a difference of two big values is not listed to its end. */
const most = 20;

/** What tests that failed have logged; other tests log in the same form. */
export function readTestMessages(lines: readonly string[]): readonly GoMessage[] {
  const messages: GoMessage[] = [];
  let start = 0;
  for (const [at, line] of lines.entries()) {
    const name = packageEnd.exec(line)?.[1];
    if (name === undefined && at < lines.length - 1) continue;
    messages.push(...readPackage(lines, start, at + 1, name));
    start = at + 1;
  }
  return messages;
}

function readPackage(
  lines: readonly string[],
  start: number,
  end: number,
  name: string | undefined,
): readonly GoMessage[] {
  const messages: GoMessage[] = [];
  const endings = new Map<string, string>();
  for (let at = start; at < end; at++) {
    const [, how, test] = ending.exec(lines[at] ?? '') ?? [];
    if (how !== undefined && test !== undefined) endings.set(test, how);
  }
  let test = '';
  for (let at = start; at < end; at++) {
    const line = lines[at] ?? '';
    test = turn.exec(line)?.[1] ?? ending.exec(line)?.[2] ?? test;
    const [, indent = '', path, row, text = ''] = logged.exec(line) ?? [];
    if (path === undefined || endings.get(test) !== 'FAIL') continue;
    const below: string[] = [];
    for (let next = at + 1; next < end && below.length < most; next++) {
      const other = lines[next] ?? '';
      if (!other.startsWith(`${indent}    `) || logged.test(other) || ending.test(other)) break;
      below.push(other.trim());
    }
    messages.push({
      ...{ kind: 'test', path, line: Number(row), column: undefined },
      message: [text, ...below].filter((part) => part.trim() !== '').join('\n'),
      ...{ severity: 'error', package: name, at, count: 1 + below.length, isDoubtful: /\s/.test(path) },
    });
  }
  return messages;
}
