import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { editorFeatures } from '../../src/features/editor';
import type { OutlineItem } from '../../src/features/navigation/outline';

const { folding, links, outline, selection } = editorFeatures;
const look = (text: string) => analyse({ text, context: undefined });

const text = `# syntax=docker/dockerfile:1
# What this builds,
# and for whom.
ARG GO=1.26
FROM golang:\${GO} AS build
ARG A=1 B
ENV C=2
RUN --mount=type=cache,target=/root/.cache \\
    go build -o /app . && \\
    strip /app
COPY <<EOF /etc/motd
hello
EOF

# The image.
FROM gcr.io/distroless/static-debian12
COPY --from=build /app /app
ONBUILD RUN make
ENTRYPOINT ["/app"]
`;

test('the outline is a tree of stages and instructions', () => {
  const show = ({ name, detail, children }: OutlineItem, depth = 0): readonly string[] => [
    '  '.repeat(depth) + (detail === '' ? name : `${name}: ${detail}`),
    ...children.flatMap((child) => show(child, depth + 1)),
  ];
  expect(outline(look(text)).flatMap((item) => show(item))).toEqual([
    'ARG GO: 1.26',
    'build: golang:1.26 (glibc 2.41, Go 1.26)',
    '  ARG A: 1',
    '  ARG B',
    '  ENV C: 2',
    '  RUN go build -o /app . && strip /app: likely a dynamically linked binary that needs glibc',
    '  COPY <<EOF /etc/motd',
    'stage 1: gcr.io/distroless/static-debian12 (no libc)',
    '  COPY --from=build /app /app',
    '  ONBUILD RUN make',
    '  ENTRYPOINT ["/app"]',
  ]);
});

test('a script of several lines in the outline', () => {
  const text = 'FROM alpine\nRUN <<EOF\nset -e\n# why\nif a; then\n  cd /src \\\n  && go build\nfi\nEOF\n';
  const names = outline(look(text)).flatMap(({ children }) => children.map(({ name }) => name));
  expect(names).toContain('RUN set -e; if a; then cd /src && go build; fi');
});

test('stages, long instructions, here-documents and blocks of comments fold', () => {
  expect(folding(look(text)).map(({ start, end, kind }) => `${start + 1}-${end + 1} ${kind ?? ''}`)).toEqual([
    '2-3 comment',
    '5-13 region',
    '8-10 ',
    '11-13 ',
    '16-19 region',
  ]);
});

test('several here-documents of one instruction fold apart', () => {
  const several = 'FROM alpine\nCOPY <<A <<B /\na\na\nA\nb\nb\nB\n';
  expect(folding(look(several)).map(({ start, end }) => `${start + 1}-${end + 1}`)).toEqual(['1-8', '2-8', '6-8']);
});

describe('the selection grows from the word to the file', () => {
  test.each([
    [
      'root/',
      [
        'root',
        '/root/.cache',
        'target=/root/.cache',
        'type=cache,target=/root/.cache',
        '--mount=…',
        'RUN …',
        'FROM …',
        '# …',
      ],
    ],
    ['pp . &&', ['app', '/app', 'go build -o /app .', 'go build…', 'RUN …', 'FROM …', '# …']],
    ['hello', ['hello', 'hello\n', 'COPY …', 'FROM …', '# …']],
    ['2\nRUN', ['2', 'C=2', 'ENV …', 'FROM …', '# …']],
    ['static-d', ['static', 'gcr.io/distroless/static-debian12', 'FROM …', 'FROM …', '# …']],
    ['app"]', ['app', '/app', '"/app"', '["/app"]', 'ENTRYPOINT …', 'FROM …', '# …']],
    ['for whom', ['for', '# and for whom.', '# …']],
  ])('%s', (at, expected) => {
    const spans = selection(look(text), text.indexOf(at));
    const written = spans.map(({ start, end }) => text.slice(start, end));
    expect(written).toHaveLength(expected.length);
    for (const [index, wanted] of expected.entries()) {
      const [head, rest] = wanted.split('…');
      if (rest === undefined) expect(written[index]).toBe(wanted);
      else expect(written[index]?.startsWith(head?.trim() ?? '')).toBe(true);
    }
  });
});

describe('images and modules have pages', () => {
  test.each([
    ['FROM golang:1.26', 'golang:1.26', 'https://hub.docker.com/_/golang'],
    ['ARG V=3.22\nFROM alpine:$V AS a', 'alpine:$V', 'https://hub.docker.com/_/alpine'],
    ['FROM --platform=linux/amd64 grafana/grafana', 'grafana/grafana', 'https://hub.docker.com/r/grafana/grafana'],
    ['FROM mirror.gcr.io/library/golang', 'mirror.gcr.io/library/golang', 'https://hub.docker.com/_/golang'],
    ['FROM gcr.io/distroless/base', 'gcr.io/distroless/base', 'https://github.com/GoogleContainerTools/distroless'],
    ['FROM ghcr.io/a/b:1', 'ghcr.io/a/b:1', 'https://ghcr.io/a/b'],
    ['FROM quay.io/a/b', 'quay.io/a/b', 'https://quay.io/repository/a/b'],
    ['# syntax=docker/dockerfile:1\n', 'docker/dockerfile:1', 'https://hub.docker.com/r/docker/dockerfile'],
    ['FROM scratch\nCOPY --from=busybox:1 /a /a', 'busybox:1', 'https://hub.docker.com/_/busybox'],
    ['FROM a/a\nRUN --mount=from=busybox,target=/b true', 'busybox', 'https://hub.docker.com/_/busybox'],
    [
      'FROM golang\nRUN go install golang.org/x/tools/cmd/stringer@latest',
      'golang.org/x/tools/cmd/stringer@latest',
      'https://pkg.go.dev/golang.org/x/tools/cmd/stringer',
    ],
    [
      'FROM golang\nARG V=v1.64.0\nRUN cd /a && CGO_ENABLED=0 go install "github.com/a/b/v2/cmd/c@$V"',
      '"github.com/a/b/v2/cmd/c@$V"',
      'https://pkg.go.dev/github.com/a/b/v2/cmd/c@v1.64.0',
    ],
    [
      'FROM golang\nRUN go get github.com/a/b/...@v1.2.3',
      'github.com/a/b/...@v1.2.3',
      'https://pkg.go.dev/github.com/a/b@v1.2.3',
    ],
  ])('%s', (dockerfile, written, url) => {
    const found = links(look(dockerfile)).map((link) => [dockerfile.slice(link.span.start, link.span.end), link.url]);
    expect(found).toContainEqual([written, url]);
  });

  test.each([
    'FROM scratch',
    'FROM golang AS build\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /a /a',
    'FROM registry.example.com/team/app',
    'FROM $IMAGE',
    'FROM a.example/a\nRUN go install ./cmd/app && go build example.com/a && go install tool@latest',
  ])('none: %s', (dockerfile) => {
    expect(links(look(dockerfile)).filter(({ url }) => !url.endsWith('/_/golang'))).toEqual([]);
  });
});

test('half of a text, at any place, fails nothing, and every span lies in it', () => {
  const whole = [
    text,
    ...['stages', 'variables', 'artifacts'].map((name) => readFileSync(`server/test/navigation/${name}.txt`, 'utf8')),
  ];
  const texts = whole.flatMap((each) => each.split(/^=== .*$/m)).map((each) => each.replace(/[⟨⟩⟪⟫⟦⟧¦]/g, ''));
  for (const each of texts) {
    for (let length = 1; length < each.length; length += 43) {
      const half = each.slice(0, length);
      const analysis = look(half);
      const spans = [
        ...outline(analysis).flatMap((item) => [item.span, item.nameSpan]),
        ...links(analysis).map(({ span }) => span),
        ...selection(analysis, length),
        ...[length, length - 3].flatMap((offset) => [
          ...editorFeatures.references(analysis, offset).map(({ span }) => span),
          ...(editorFeatures.definition(analysis, offset)?.targets ?? []).flatMap(({ span, whole: all }) => [
            span,
            all,
          ]),
        ]),
      ];
      for (const { start, end } of spans) expect(start >= 0 && start <= end && end <= length).toBe(true);
      expect(folding(analysis).every(({ start, end }) => start < end)).toBe(true);
      editorFeatures.rename(analysis, length, 'other');
    }
  }
});
