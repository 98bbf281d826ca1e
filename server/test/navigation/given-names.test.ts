import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { parseDockerfile } from '../../src/dockerfile/parse';
import { rename } from '../../src/features/navigation/names';
import { createWorkspace } from '../../src/host/workspace';
import { buildReaders } from '../../src/project/buildReaders';
import { applyEdits } from '../../src/text/edit';

const dockerfile = `ARG GOV=1.26
FROM golang:$GOV AS build
ARG GOV
RUN go version
FROM alpine AS prod
COPY --from=build /a /a
`;

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What `prod` or `GOV` is called in the files once it is renamed, or why it is not. */
function renameIn(files: Readonly<Record<string, string>>, name: string, to: string): Record<string, string> | string {
  folder = mkdtempSync(join(tmpdir(), 'given-'));
  for (const [path, text] of Object.entries({ Dockerfile: dockerfile, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const workspace = createWorkspace({ parse: parseDockerfile, env: {}, ruleIds: () => [], buildReaders });
  const given = workspace.givenNames(join(folder, 'Dockerfile'), folder, () => undefined);
  const result = rename(analyse({ text: dockerfile, context: undefined }), dockerfile.indexOf(name), to, given);
  if ('refused' in result) return result.refused;
  const changed = result.others.map(({ path, text, edits }) => [
    path.slice(folder.length + 1),
    applyEdits(text, edits),
  ]);
  return Object.fromEntries(changed);
}

/** `⟨name⟩` in a file becomes the new name, and nothing else does. */
function expectEdits(files: Readonly<Record<string, string>>, name: string, to: string): void {
  const plain = Object.entries(files).map(([path, text]) => [path, text.replace(/[⟨⟩]/g, '')]);
  const expected = Object.entries(files).filter(([, text]) => text.includes('⟨'));
  expect(renameIn(Object.fromEntries(plain), name, to)).toEqual(
    Object.fromEntries(expected.map(([path, text]) => [path, text.replace(/⟨[^⟩]*⟩/g, to)])),
  );
}

describe('a stage', () => {
  test.each<[string, Record<string, string>]>([
    ['compose', { 'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      target: ⟨prod⟩ # prod\n' }],
    ['in quotes, in another case', { 'compose.yaml': 'services: {web: {build: {target: "⟨Prod⟩"}}}\n' }],
    ['another Dockerfile', { 'compose.yaml': 'services: {web: {build: {context: web, target: prod}}}\n' }],
    ['another stage', { 'compose.yaml': 'services: {web: {build: {target: build}}}\n' }],
    ['bake', { 'docker-bake.hcl': 'target "prod" {\n  # target = "prod"\n  target = "⟨prod⟩"\n}\n' }],
    [
      'bake, inherited',
      {
        'docker-bake.hcl':
          'target "base" {\n  target = "⟨prod⟩"\n}\ntarget "web" {\n  inherits = ["base"]\n}\n' +
          'target "other" {\n  dockerfile = "x/Dockerfile"\n  target = "prod"\n}\n',
      },
    ],
    ['none', { 'compose.yaml': 'services: {web: {build: .}}\n' }],
  ])('%s', (_, files) => expectEdits(files, 'prod', 'shipped'));

  test.each<[string, Record<string, string>, string]>([
    [
      'a variable',
      { 'compose.yaml': 'services: {web: {build: {target: "${STAGE:-prod}"}}}\n' },
      'compose.yaml gives a name through a variable',
    ],
    [
      'an alias',
      { 'compose.yaml': 'x: &b {target: prod}\nservices: {web: {build: {<<: *b, context: .}}}\n' },
      'compose.yaml names it as well',
    ],
    [
      'bake, for another Dockerfile too',
      {
        'docker-bake.hcl':
          'target "a" {\n  target = "prod"\n}\ntarget "b" {\n  inherits = ["a"]\n  dockerfile = "b/Dockerfile"\n}\n',
      },
      'docker-bake.hcl names it as well',
    ],
    [
      'bake, computed',
      { 'docker-bake.hcl': 'target "a" {\n  target = STAGE\n}\n' },
      'docker-bake.hcl gives a name through',
    ],
    [
      'bake, JSON',
      { 'docker-bake.json': '{"target": {"a": {"target": "prod"}}}' },
      'docker-bake.json names it as well',
    ],
    ['make', { Makefile: 'image:\n\tdocker build --target prod .\n' }, 'Makefile names it as well'],
    [
      'a workflow',
      {
        '.github/workflows/a.yml':
          'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: ., target: prod}}]}}',
      },
      '.github/workflows/a.yml names it as well',
    ],
    [
      'a task',
      { '.vscode/tasks.json': '{"tasks": [{"type": "docker-build", "dockerBuild": {"target": "prod"}}]}' },
      '.vscode/tasks.json names it as well',
    ],
  ])('not through %s', (_, files, why) => expect(renameIn(files, 'prod', 'shipped')).toContain(why));
});

describe('a build argument', () => {
  test.each<[string, Record<string, string>]>([
    [
      'compose, as members and as a list',
      {
        'compose.yaml':
          'services:\n  a:\n    build:\n      args:\n        ⟨GOV⟩: "1.26"\n        GOVX: GOV\n' +
          '  b:\n    build:\n      args:\n        - ⟨GOV⟩=1.25\n        - "⟨GOV⟩=1"\n',
      },
    ],
    [
      'bake',
      {
        'docker-bake.hcl':
          'variable "GOV" { default = "1.26" }\ntarget "a" {\n  args = {\n    ⟨GOV⟩ = GOV\n    "X" = "a, GOV = 1"\n  }\n}\n' +
          'target "b" {\n  args = { X = "1", "⟨GOV⟩" = "${GOV}" }\n}\n',
      },
    ],
  ])('%s', (_, files) => expectEdits(files, 'GOV', 'GVER'));

  test.each<[string, Record<string, string>, string]>([
    ['make', { Makefile: 'image:\n\tdocker build --build-arg GOV=$(GOV) .\n' }, 'Makefile names it as well'],
    [
      'a workflow',
      {
        '.github/workflows/a.yml':
          'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          build-args: |\n            X=1\n            GOV=1.26\n',
      },
      '.github/workflows/a.yml names it as well',
    ],
    [
      'a variable of the environment',
      { 'compose.yaml': 'services: {web: {build: {args: [GOV]}}}\n' },
      'compose.yaml names it as well',
    ],
    [
      'an argument of the new name',
      { 'compose.yaml': 'services: {web: {build: {args: {GOV: "1", GVER: "2"}}}}\n' },
      'GVER is already a build argument in compose.yaml',
    ],
  ])('not through %s', (_, files, why) => expect(renameIn(files, 'GOV', 'GVER')).toContain(why));
});
