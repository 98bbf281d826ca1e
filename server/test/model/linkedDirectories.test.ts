import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';
import { rethrow } from '../support/fixtures';

const files = { 'go.mod': 'module example.com/app\n\ngo 1.22\n', 'main.go': 'package main\n\nfunc main() {}\n' };

function outcomeOf(stages: string): string {
  const text = `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .
${stages}`;
  const { model, findings } = analyse({ text, context: memoryTree(files), bug: rethrow });
  const isCalledMissing = findings.some(({ rule }) => rule.id === 'entrypoint-not-in-image');
  return isCalledMissing ? `${model.verdict.outcome}, missing` : model.verdict.outcome;
}

const started = (base: string, to: string, from: string): string =>
  `FROM ${base}\nCOPY --from=build /out/app ${to}\nENTRYPOINT ["${from}"]\n`;

describe('a program that is copied to one name and started by another', () => {
  const one = 'runs';
  const two = 'fails-to-start, missing';
  // No list tells of the commands that these images bring.
  const likelyTwo = 'unknown, missing';
  const open = 'unknown';
  test.each([
    ['debian:12', '/bin/app', '/usr/bin/app', one],
    ['debian:latest', '/usr/bin/app', '/bin/app', one],
    ['debian:sid', '/sbin/app', '/usr/sbin/app', one],
    ['golang:1.26', '/usr/sbin/app', '/sbin/app', one],
    ['ubuntu:24.04', '/lib/app', '/usr/lib/app', one],
    ['ubuntu', '/usr/lib64/app', '/lib64/app', one],
    ['registry.access.redhat.com/ubi9/ubi-minimal', '/bin/app', '/usr/bin/app', one],
    ['fedora:40', '/bin/app', '/usr/bin/app', one],
    ['gcr.io/distroless/static-debian13', '/bin/app', '/usr/bin/app', one],
    ['debian:12', '/bin/app', 'app', one],
    ['debian:12', '/bin/app', '/usr/sbin/app', two],
    ['debian:11', '/bin/app', '/usr/bin/app', two],
    ['ubuntu:18.04', '/usr/bin/app', '/bin/app', likelyTwo],
    ['alpine:3.22', '/bin/app', '/usr/bin/app', two],
    ['golang:1.22-alpine3.21', '/bin/app', '/usr/bin/app', likelyTwo],
    ['gcr.io/distroless/static-debian12', '/bin/app', '/usr/bin/app', two],
    ['scratch', '/usr/bin/app', '/bin/app', two],
    ['alpine', '/bin/app', '/usr/bin/app', open],
    ['alpine:3.24', '/usr/bin/app', '/bin/app', open],
    ['alpine:edge', '/sbin/app', '/usr/sbin/app', open],
    ['busybox', '/bin/app', '/usr/bin/app', open],
    ['gcr.io/distroless/static', '/bin/app', '/usr/bin/app', open],
    ['gcr.io/distroless/static-debian11', '/bin/app', '/usr/bin/app', open],
    ['cgr.dev/chainguard/static', '/bin/app', '/usr/bin/app', open],
    ['fedora', '/usr/bin/app', '/usr/sbin/app', open],
    ['example.com/base:1', '/bin/app', '/usr/bin/app', open],
    [`alpine:3.22@sha256:${'0'.repeat(64)}`, '/bin/app', '/usr/bin/app', open],
    // Other directories have one name everywhere.
    ['example.com/base:1', '/bin/app', '/bin/app', one],
    ['alpine', '/usr/bin/app', 'app', one],
  ])('%s: %s, %s', (base, to, from, outcome) => {
    expect(outcomeOf(started(base, to, from))).toBe(outcome);
  });
});

test.each([
  [
    'what RUN writes',
    'FROM debian:12\nCOPY --from=build /out/app /x\nRUN mv /x /bin/app\nENTRYPOINT ["/usr/bin/app"]',
    'runs',
  ],
  ['a folder', 'FROM debian:12\nCOPY --from=build /out /bin/\nENTRYPOINT ["/usr/bin/app"]', 'runs'],
  ['WORKDIR', 'FROM debian:12\nWORKDIR /bin\nCOPY --from=build /out/app .\nENTRYPOINT ["/usr/bin/app"]', 'runs'],
  [
    'a stage on it',
    'FROM debian:12 AS a\nCOPY --from=build /out/app /bin/\nFROM a\nENTRYPOINT ["/usr/bin/app"]',
    'runs',
  ],
  [
    'a COPY from it',
    'FROM debian:12 AS a\nCOPY --from=build /out/app /bin/\nFROM scratch\nCOPY --from=a /usr/bin/app /a\nENTRYPOINT ["/a"]',
    'runs',
  ],
  [
    'a pattern',
    'FROM debian:12 AS a\nCOPY --from=build /out/app /usr/bin/\nFROM scratch\nCOPY --from=a /bin/ap* /a/\nENTRYPOINT ["/a/app"]',
    'runs',
  ],
  [
    'the newer of two',
    'FROM debian:12\nCOPY --from=build /out/app /bin/app\nCOPY go.mod /usr/bin/app\nENTRYPOINT ["/bin/app"]',
    'fails-to-start',
  ],
  ['COPY --link', 'FROM debian:12\nCOPY --link --from=build /out/app /bin/app\nENTRYPOINT ["/usr/bin/app"]', 'unknown'],
  [
    'the link is gone',
    'FROM debian:12\nRUN rm /bin && mkdir /bin\nCOPY --from=build /out/app /bin/app\nENTRYPOINT ["/usr/bin/app"]',
    'unknown',
  ],
  [
    'a whole root',
    'FROM debian:12 AS a\nFROM scratch\nCOPY --from=a / /\nCOPY --from=build /out/app /bin/\nENTRYPOINT ["/usr/bin/app"]',
    'runs',
  ],
  [
    'a whole root without links',
    'FROM alpine:3.22 AS a\nFROM scratch\nCOPY --from=a / /\nCOPY --from=build /out/app /bin/\nENTRYPOINT ["/usr/bin/app"]',
    'unknown, missing',
  ],
  [
    'an archive',
    'FROM scratch\nADD root.tar.gz /\nCOPY --from=build /out/app /bin/\nENTRYPOINT ["/usr/bin/app"]',
    'unknown',
  ],
])('in images and their likes: %s', (_, stages, outcome) => {
  expect(outcomeOf(stages)).toBe(outcome);
});

const linked = (link: string, copy: string, start: string): string =>
  `RUN ${link}\nFROM scratch\n${copy}\nENTRYPOINT ["${start}"]`;

test.each([
  [
    'an absolute link in a folder',
    linked('ln -s /out/app /out/l', 'COPY --from=build /out/ /bin/', '/bin/l'),
    'fails-to-start, missing',
  ],
  ['to what is there', linked('ln -s /out/app /out/l', 'COPY --from=build /out/ /out/', '/out/l'), 'runs'],
  ['the link itself', linked('ln -s /out/app /out/l', 'COPY --from=build /out/l /bin/', '/bin/l'), 'runs'],
  ['by a pattern', linked('ln -s /out/app /out/l', 'COPY --from=build /out/l* /bin/', '/bin/l'), 'runs'],
  ['a relative link', linked('ln -s app /out/l', 'COPY --from=build /out/ /bin/', '/bin/l'), 'runs'],
  [
    'a relative link that leads out',
    linked('mkdir /out/d && ln -s ../app /out/d/l', 'COPY --from=build /out/d/ /bin/', '/bin/l'),
    'fails-to-start, missing',
  ],
  ['a linked folder', linked('ln -s /out /o', 'COPY --from=build /o /bin', '/bin/app'), 'runs'],
  [
    'cp -r',
    linked('mkdir /out/d && ln -s ../app /out/d/l && cp -r /out/d /e', 'COPY --from=build /e/l /l', '/l'),
    'fails-to-build, missing',
  ],
  [
    'cp -rL',
    linked('mkdir /out/d && ln -s ../app /out/d/l && cp -rL /out/d /e', 'COPY --from=build /e/l /l', '/l'),
    'runs',
  ],
  [
    'a file behind a link',
    'FROM alpine:3.22\nRUN ln -s /data /srv/d\nCOPY --from=build /out/app /srv/d/\nENTRYPOINT ["/data/app"]',
    'runs',
  ],
])('links: %s', (_, stages, outcome) => {
  expect(outcomeOf(stages)).toBe(outcome);
});
