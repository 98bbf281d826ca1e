import { describe, expect, test } from 'vitest';
import { bakeBuilds, bakeJsonBuilds } from '../src/project/bake';
import { composeBuilds } from '../src/project/compose';
import type { BuildDefinition } from '../src/project/definition';
import { scriptBuilds } from '../src/project/dockerBuild';
import { makeBuilds } from '../src/project/makeRecipes';
import { taskBuilds } from '../src/project/tasks';
import { workflowBuilds } from '../src/project/workflows';

/** `dockerfile < context: what`, for each. */
const show = (builds: readonly BuildDefinition[]): readonly string[] =>
  builds.map(({ dockerfile, context, what }) => `${dockerfile} < ${context}: ${what}`);

describe('docker build', () => {
  test.each([
    ['docker build .', ['/p/Dockerfile < /p: x']],
    ['docker build -t app -f deploy/Dockerfile .', ['/p/deploy/Dockerfile < /p: x']],
    ['docker build --file=deploy/Dockerfile ..', ['/p/deploy/Dockerfile < /: x']],
    [
      'docker buildx build --push --platform linux/amd64,linux/arm64 --tag a/b:c app',
      ['/p/app/Dockerfile < /p/app: x'],
    ],
    ['cd sub && sudo docker build --no-cache --build-arg A=b . && docker push a', ['/p/sub/Dockerfile < /p/sub: x']],
    ['podman build -q . ; buildah bud -f Containerfile .', ['/p/Dockerfile < /p: x', '/p/Containerfile < /p: x']],
    ['docker build -t "app:$(git describe)" .', ['/p/Dockerfile < /p: x']],
    ['docker build "$DIR"', []],
    ['docker build -f "$FILE" .', []],
    ['docker build - < Dockerfile', []],
    ['docker build https://example.com/app.git', []],
    ['docker compose build; docker images; go build .', []],
    ['echo docker build .', []],
  ])('%s', (script, expected) => {
    expect(show(scriptBuilds(script, '/p', 'x'))).toEqual(expected);
  });
});

describe('tags', () => {
  test.each<[string, readonly BuildDefinition[]]>([
    ['docker', scriptBuilds('docker build -t reg.io/shop:1 --tag=shop -t "$R/x" .', '/', 'x')],
    ['compose', composeBuilds({ text: 'services: {a: {image: reg.io/shop:1, build: {tags: [shop]}}}', folder: '/' })],
    ['bake', bakeBuilds({ text: 'target "a" {\n  tags = ["reg.io/shop:1", "shop"]\n}\n', folder: '/' })],
    ['bake, JSON', bakeJsonBuilds({ text: '{"target": {"a": {"tags": ["reg.io/shop:1", "shop"]}}}', folder: '/' })],
    [
      'a workflow',
      workflowBuilds(
        'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: ., tags: "reg.io/shop:1,shop"}}]}}',
      ),
    ],
  ])('%s', (_name, builds) => {
    expect(builds.map(({ tags }) => tags)).toEqual([['reg.io/shop:1', 'shop']]);
  });
});

describe('platforms', () => {
  const several = ['linux/amd64', 'linux/arm64'];
  test.each<[string, readonly BuildDefinition[]]>([
    ['docker', scriptBuilds('docker buildx build --platform linux/amd64,linux/arm64 .', '/', 'x')],
    ['twice', scriptBuilds('docker build --platform=linux/amd64 --platform=linux/arm64 .', '/', 'x')],
    [
      'make',
      makeBuilds({ text: 'P ?= linux/amd64,linux/arm64\nall:\n\tdocker build --platform=$(P) .\n', folder: '/' }),
    ],
    [
      'compose',
      composeBuilds({ text: 'services: {a: {build: {platforms: [linux/amd64, linux/arm64]}}}', folder: '/' }),
    ],
    [
      'bake',
      bakeBuilds({
        text: 'target "a" {\n  platforms = [\n    "linux/amd64",\n    "linux/arm64",\n  ]\n}\n',
        folder: '/',
      }),
    ],
    [
      'bake, inherited',
      bakeBuilds({
        text: 'target "b" {\n  platforms = ["linux/amd64", "linux/arm64"]\n}\ntarget "a" {\n  inherits = ["b"]\n}\n',
        folder: '/',
      }).slice(1),
    ],
    [
      'bake, JSON',
      bakeJsonBuilds({ text: '{"target": {"a": {"platforms": ["linux/amd64", "linux/arm64"]}}}', folder: '/' }),
    ],
    [
      'workflow',
      workflowBuilds(
        'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: ., platforms: "linux/amd64,linux/arm64"}}]}}',
      ),
    ],
    ['task', taskBuilds('{"tasks": [{"label": "a", "dockerBuild": {"platform": "linux/amd64,linux/arm64"}}]}')],
  ])('%s', (_, builds) => {
    expect(builds.map(({ platforms }) => platforms)).toEqual([several]);
  });

  test('computed ones count as not said', () => {
    const [build] = workflowBuilds(
      'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: ., platforms: "${{ matrix.platform }}"}}]}}',
    );
    expect(build?.platforms).toEqual([]);
  });
});

describe('files of a project', () => {
  test('compose', () => {
    const text = `services:
  web:
    build: ./web
  api:
    build:
      context: .
      dockerfile: deploy/api.Dockerfile
  odd:
    build:
      dockerfile_inline: FROM scratch
  variable:
    build: \${DIR}
  remote:
    build: https://example.com/app.git
  database:
    image: postgres
`;
    expect(show(composeBuilds({ text, folder: '/stack' }))).toEqual([
      '/stack/web/Dockerfile < /stack/web: service web',
      '/stack/deploy/api.Dockerfile < /stack: service api',
    ]);
  });

  test.each(['', 'services', 'services: []', 'services:\n  a: {build: 1}', '- a'])('compose: %j', (text) => {
    expect(show(composeBuilds({ text, folder: '/' }))).toEqual(
      text.includes('build') ? ['/Dockerfile < /: service a'] : [],
    );
  });

  test('bake', () => {
    const text = `variable "TAG" { default = "dev" }
group "default" { targets = ["app"] }
target "base" {
  args = {
    A = "b"
  }
  context = ".." // the module
}
# target "old" { context = "old" }
target "app" {
  inherits = ["base"]
  dockerfile = "docker/Dockerfile"
  tags = ["app:\${TAG}"]
}
target "computed" {
  context = "\${DIR}"
}
`;
    expect(show(bakeBuilds({ text, folder: '/docker' }))).toEqual([
      '/Dockerfile < /: target base',
      '/docker/Dockerfile < /: target app',
    ]);
    const json = '{"target": {"app": {"context": "src"}, "url": {"context": "https://example.com/x.git"}}}';
    expect(show(bakeJsonBuilds({ text: json, folder: '/' }))).toEqual(['/src/Dockerfile < /src: target app']);
  });

  test('tasks', () => {
    const text = `{
  // comments are allowed
  "tasks": [
    { "label": "image", "type": "docker-build", "dockerBuild": { "context": "\${workspaceFolder}", "dockerfile": "\${workspaceFolder}/cmd/Dockerfile" } },
    { "label": "shell", "type": "shell", "command": "docker build -f x/Dockerfile \${workspaceFolder}" },
    { "label": "words", "command": "docker", "args": ["build", "."], "options": { "cwd": "\${workspaceFolder}/sub" } },
    { "label": "go", "command": "go build" },
  ],
}`;
    expect(show(taskBuilds(text))).toEqual([
      '/cmd/Dockerfile < /: task image',
      '/x/Dockerfile < /: task shell',
      '/sub/Dockerfile < /sub: task words',
    ]);
  });

  test('Makefile', () => {
    const text = `DOCKERFILE ?= build/Dockerfile
REVISION := $(shell git describe)

image: test
\t@docker build -t app:$(REVISION) \\
\t\t-f $(DOCKERFILE) .

test:
\tgo build ./...
other:
\tdocker build $(WHERE)
`;
    expect(show(makeBuilds({ text, folder: '/' }))).toEqual(['/build/Dockerfile < /: target image']);
  });

  test('workflow', () => {
    const text = `on: push
jobs:
  image:
    steps:
      - uses: actions/checkout@v5
      - uses: docker/build-push-action@v6
        with: { context: ./services, file: ./services/api/Dockerfile }
      - uses: docker/build-push-action@v6
      - run: docker build -t "app:\${{ github.sha }}" -f deploy/Dockerfile .
        working-directory: app
`;
    expect(show(workflowBuilds(text))).toEqual([
      '/services/api/Dockerfile < /services: job image',
      '/Dockerfile < /: job image',
      '/app/deploy/Dockerfile < /app: job image',
    ]);
  });
});
