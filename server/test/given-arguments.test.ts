import { afterEach, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { parseDockerfile } from '../src/dockerfile/parse';
import { createWorkspace } from '../src/host/workspace';
import { mergeSettings } from '../src/settings';
import { buildReaders } from '../src/project/buildReaders';
import { createScratch, type Scratch } from './support/files';

let scratch: Scratch;
afterEach(() => scratch?.remove());

const text = [
  'FROM --platform=$BUILDPLATFORM golang:1.26-alpine3.23 AS build',
  'ARG TARGETARCH=amd64',
  'ENV GOARCH=$TARGETARCH CGO_ENABLED=0',
  'COPY . /s',
  'WORKDIR /s',
  'RUN go build -o /app .',
  'FROM scratch',
  'COPY --from=build /app /app',
  'CMD ["/app"]',
].join('\n');

/** Whether the default of TARGETARCH in make/app/Dockerfile is found to do harm, and the folder that is taken for its context. */
function look(files: Readonly<Record<string, string>>): readonly unknown[] {
  const main = { 'go.mod': 'module example.com/m\n\ngo 1.22\n', 'main.go': 'package main\n\nfunc main() {}\n' };
  scratch = createScratch({ '.git/HEAD': '', ...main, ...files, 'make/app/Dockerfile': text });
  const workspace = createWorkspace({ parse: parseDockerfile, env: {}, ruleIds: () => [], buildReaders });
  const path = scratch.path('make/app/Dockerfile');
  const { findings, contextOrigin } = analyse({
    text,
    ...workspace.surroundings(path, text, mergeSettings(), undefined),
  });
  return [findings.some(({ rule }) => rule.id === 'shadowed-platform-arg'), contextOrigin?.folder];
}

/** As Makefiles of several folders have it, which are run from the root of the repository. */
const makefile = (args: string): string =>
  [
    'DOCKER = $(shell which docker)',
    'PLACE = $(CURDIR)/make/app',
    'TARGETARCH = $(if $(filter $(ARCH),arm64),arm64,amd64)',
    'image:',
    `\t@$(DOCKER) build --pull=$(PULL) ${args} -f $(PLACE)/Dockerfile -t app:$(VERSION) .`,
    '',
  ].join('\n');

const given = '--build-arg TARGETARCH=$(TARGETARCH)';

test('the default of an argument that each build of the project gives is not used', () => {
  expect(look({})[0]).toBe(true);
  expect(look({ 'make/Makefile': makefile(given) })).toEqual([false, '../..']);
  expect(look({ Makefile: makefile(given) })).toEqual([false, '../..']);
  const compose = 'services: {a: {build: {context: ., dockerfile: make/app/Dockerfile, args: {TARGETARCH: arm64}}}}';
  expect(look({ 'compose.yaml': compose })).toEqual([false, '../..']);
});

test('but is where one of them does not', () => {
  expect(look({ 'make/Makefile': makefile('--build-arg OTHER=1') })).toEqual([true, '../..']);
  expect(look({ 'make/Makefile': makefile(given), Makefile: makefile('') })).toEqual([true, '../..']);
});
