import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { valueOf } from '../src/facts/fact';
import { lookUpImage } from '../src/images/catalogue';
import { libcVersionOf } from '../src/images/releases';
import type { BuildModel } from '../src/model/buildModel';
import { memoryTree } from '../src/workspace/sourceTree';
import rows from './data/corpus-rows.json';
import programs from './data/programs.json';
import { advises, analyseFixture, readFixtures } from './support/fixtures';

/**
 * Shapes of real Go Dockerfiles: a fixture for each one that occurs in at least one file of a hundred among 994 files of
 * 398 public repositories, and a test for each fact that was found on the way.
 */
const shapes = readFixtures(join(dirname(fileURLToPath(import.meta.url)), 'shapes'));

describe('shapes that one real file in a hundred has', () => {
  test('each has a fixture', () => {
    const covered = shapes.flatMap((shape) => (/^# covers: (.*)$/m.exec(shape.text)?.[1] ?? '').split('; '));
    expect(rows.filter((row) => !covered.includes(row))).toEqual([]);
    expect(covered.filter((row) => !rows.includes(row))).toEqual([]);
  });

  test.each(shapes.map((shape) => ({ shape, name: shape.name })))('$name', ({ shape }) => {
    const { model, findings } = analyseFixture(shape);
    const { verdict, error } = shape.options;
    expect({
      outcome: model.verdict.outcome,
      because: model.verdict.because.map((reason) => reason.says),
    }).toMatchObject({ outcome: verdict });
    if (error !== undefined) expect(model.verdict.error).toBe(error);
    const linkage = /^# linkage: (.*)$/m.exec(shape.text)?.[1];
    if (linkage !== undefined) expect(linkageOf(model)).toBe(linkage);
    if (shape.options['only'] === undefined)
      expect(
        findings
          .filter((finding) => !advises(finding) && !shape.expectations.some(({ rule }) => rule === finding.rule.id))
          .map((finding) => `${finding.rule.id}: ${finding.message}`),
      ).toEqual([]);
  });
});

function linkageOf(model: BuildModel): string {
  const built = model.goBuilds.find((build) => build.outputs.length > 0) ?? model.goBuilds[0];
  const linkage = built && valueOf(built.linkage);
  if (linkage?.kind === 'dynamic') return `dynamic ${linkage.libc}`;
  return linkage?.kind === 'static' ? 'static' : 'unknown';
}

const context = (program: keyof typeof programs, extra: Record<string, string> = {}): ReturnType<typeof memoryTree> =>
  memoryTree({ 'go.mod': `module example.com/${program}\n\ngo 1.19\n`, ...programs[program], ...extra });

const ship = (builder: string, run: string, final: string, more = ''): string =>
  `FROM ${builder} AS build\nWORKDIR /src\nCOPY . .\nRUN ${run}\n\nFROM ${final}\n${more}COPY --from=build /app /app\nENTRYPOINT ["/app"]\n`;

const outcome = (text: string, program: keyof typeof programs, options: { platform?: string } = {}): string =>
  analyse({ text, context: context(program), ...options }).model.verdict.outcome;

describe('facts found in real files', () => {
  test.each([
    ['1.18', 'bullseye', '2.31'],
    ['1.19', 'bookworm', '2.36'],
    ['1.19.9', 'bullseye', '2.31'],
    ['1.19.10', 'bookworm', '2.36'],
    ['1.23.12', 'bookworm', '2.36'],
    ['1.24.5', 'bookworm', '2.36'],
    ['1.24.6', 'trixie', '2.41'],
    ['1.25.0', 'trixie', '2.41'],
    ['latest', 'trixie', '2.41'],
    ['1.9', 'stretch', '2.24'],
    ['1.15', 'buster', '2.28'],
  ])('1: golang:%s is %s with glibc %s', (tag, suite, glibc) => {
    const facts = lookUpImage({ repository: 'golang', tag, digest: undefined });
    expect([valueOf(facts.release), valueOf(libcVersionOf(facts))]).toEqual([suite, glibc]);
  });

  test('2: a plain net program of bookworm needs glibc 2.34: it runs on 2.34 and fails on 2.31', () => {
    const build = 'go build -o /app .';
    expect(outcome(ship('golang:1.26-bookworm', build, 'amazonlinux:2023'), 'nethttp')).toBe('runs');
    expect(outcome(ship('golang:1.26-bookworm', build, 'debian:bullseye-slim'), 'nethttp')).toBe('fails-to-start');
    expect(outcome(ship('golang:1.21-bullseye', build, 'debian:bookworm-slim'), 'nethttp')).toBe('runs');
  });

  test('3: golang:1.19-alpine links net programs dynamically without any compiler, 1.21 statically', () => {
    expect(outcome(ship('golang:1.19-alpine', 'go build -o /app .', 'scratch'), 'nethttp')).toBe('fails-to-start');
    expect(outcome(ship('golang:1.21-alpine', 'go build -o /app .', 'scratch'), 'nethttp')).toBe('runs');
  });

  test('4: -extldflags=-static alone is ignored for net programs, and works for C', () => {
    const build = 'go build -ldflags "-extldflags=-static" -o /app .';
    expect(outcome(ship('golang:1.26-bookworm', build, 'scratch'), 'nethttp')).toBe('fails-to-start');
    expect(outcome(ship('golang:1.26-bookworm', build, 'scratch'), 'cgo')).toBe('runs');
  });

  test('5: CGO_ENABLED=false leaves cgo on', () => {
    expect(outcome(ship('golang:1.26-bookworm', 'CGO_ENABLED=false go build -o /app .', 'scratch'), 'nethttp')).toBe(
      'fails-to-start',
    );
  });

  test('6: a loader link or libc6-compat on Alpine leaves the verdict open', () => {
    const build = 'go build -o /app .';
    const link = 'RUN mkdir /lib64 && ln -s /lib/libc.musl-x86_64.so.1 /lib64/ld-linux-x86-64.so.2\n';
    expect(outcome(ship('golang:1.26-bookworm', build, 'alpine:3.22', link), 'nethttp')).toBe('unknown');
    expect(
      outcome(ship('golang:1.26-bookworm', build, 'alpine:3.22', 'RUN apk add --no-cache gcompat\n'), 'nethttp'),
    ).toBe('unknown');
  });

  test('7: a default on TARGETARCH beats the automatic value', () => {
    const text = (arg: string): string =>
      `FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nARG ${arg}\nRUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`;
    expect(outcome(text('TARGETARCH=amd64'), 'pure', { platform: 'linux/arm64' })).toBe('fails-to-start');
    expect(outcome(text('TARGETARCH'), 'pure', { platform: 'linux/arm64' })).toBe('runs');
  });

  test.each([
    ['golang:1.24', '1.25', 'fails-to-build'],
    ['golang:1.24', '1.24.9', 'runs'],
    ['golang:1.24.3', '1.24.9', 'fails-to-build'],
    ['golang:1.19', '1.21.0', 'fails-to-build'],
    ['golang:1.19', '1.21', 'runs'],
  ])('8: %s with go %s in go.mod: %s', (image, go, expected) => {
    const text = ship(image, 'CGO_ENABLED=0 go build -o /app .', 'scratch');
    const files = memoryTree({
      'go.mod': `module example.com/a\n\ngo ${go}\n`,
      'main.go': 'package main\n\nfunc main() {}\n',
    });
    expect(analyse({ text, context: files }).model.verdict.outcome).toBe(expected);
  });

  test('9: the golang image starts in /go', () => {
    const { model } = analyse({
      text: 'FROM golang:1.26\nCOPY main.go .\nRUN go build -o app main.go\nCMD ["/go/app"]\n',
      context: context('pure'),
    });
    expect(model.goBuilds[0]?.outputs.map((output) => valueOf(output.path))).toEqual(['/go/app']);
    expect(model.verdict.outcome).toBe('runs');
  });

  test('10: golang by digest alone has no known C library, unless apk or apt tells it', () => {
    const digest = `golang@sha256:${'1'.repeat(64)}`;
    expect(outcome(ship(digest, 'go build -o /app .', 'scratch'), 'nethttp')).toBe('unknown');
    const { model } = analyse({ text: `FROM ${digest} AS build\nRUN apk add --no-cache git\n`, context: undefined });
    expect(valueOf(model.stages[0]?.libc ?? { certainty: 'unknown', why: 'unreadable', because: [] })?.kind).toBe(
      'musl',
    );
  });

  test('11: Docker gives scratch a PATH', () => {
    const text =
      'FROM golang:1.26-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n\nFROM scratch\nCOPY --from=build /app /usr/local/bin/demo\nCMD ["demo"]\n';
    expect(outcome(text, 'pure')).toBe('runs');
  });

  test('12: text behind a JSON array makes it shell form', () => {
    const text =
      'FROM golang:1.26-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app"] # start\n';
    expect(analyse({ text, context: context('pure') }).model.verdict.error).toContain('/bin/sh');
  });

  test('13: a program without net is static with cgo on; without sources nothing is an error', () => {
    const text = ship('golang:1.26-bookworm', 'go build -o /app .', 'scratch');
    expect(outcome(text, 'pure')).toBe('runs');
    const blind = analyse({ text, context: undefined });
    expect(blind.model.verdict.outcome).toBe('unknown');
    expect(
      blind.findings.filter((finding) => !advises(finding)).map((finding) => [finding.rule.id, finding.severity]),
    ).toEqual([['dynamic-binary-in-scratch', 'warning']]);
  });
});
