import { expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { runInputs } from '../src/features/runInputs';

const nothing = { ports: [], listens: [], healthcheck: false };

test.each<[name: string, lines: readonly string[], expected: object]>([
  ['nothing is said', ['FROM scratch'], {}],
  ['there is no stage', ['# nothing'], {}],
  [
    'ports, each once, with their protocol',
    ['FROM alpine', 'EXPOSE 8080 8080/tcp 53/UDP', 'EXPOSE 53'],
    {
      ports: [
        { port: 8080, protocol: 'tcp' },
        { port: 53, protocol: 'udp' },
        { port: 53, protocol: 'tcp' },
      ],
    },
  ],
  [
    'ports of variables, and none of what cannot be read',
    ['FROM alpine', 'ARG NONE', 'ENV PORT=9000', 'EXPOSE $PORT ${NONE} ${OTHER:-81} http'],
    {
      ports: [
        { port: 9000, protocol: 'tcp' },
        { port: 81, protocol: 'tcp' },
      ],
      listens: [9000],
    },
  ],
  [
    'the stage that the target is built from',
    ['FROM alpine AS base', 'EXPOSE 80', 'HEALTHCHECK CMD true', 'FROM golang AS other', 'EXPOSE 1', 'FROM base'],
    { ports: [{ port: 80, protocol: 'tcp' }], healthcheck: true },
  ],
  ['the first of a wide range', ['FROM alpine', 'EXPOSE 8000-8999'], { ports: expect.toSatisfy(isLong) as unknown }],
  [
    'options of the program',
    ['FROM alpine', 'ENTRYPOINT ["/app", "--listen=:8443", "-port", "9", "--port=70000", "--db-port=5432"]'],
    { listens: [8443, 9] },
  ],
  ['a health check turned off', ['FROM alpine', 'HEALTHCHECK NONE'], { healthcheck: false }],
])('%s', (_, lines, expected) => {
  expect(runInputs(analyse({ text: `${lines.join('\n')}\n`, context: undefined }).model)).toEqual({
    ...nothing,
    ...expected,
  });
});

function isLong(ports: readonly unknown[]): boolean {
  return ports.length === 10;
}
