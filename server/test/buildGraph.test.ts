import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { analyse } from '../src/analyse';
import { buildGraph, type BuildGraph } from '../src/features/buildGraph';
import { handle } from '../src/lsp/handlers';
import { buildGraphRequest } from '../src/lsp/features/buildGraph';
import { memoryTree } from '../src/workspace/sourceTree';
import { bareCore } from './support/core';

const context = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
});

/** The graph as lines: boxes with what they say, then what goes from one to another. `-` stands before what is not needed. */
function linesOf({ title, nodes, edges }: BuildGraph): readonly string[] {
  const mark = (needed: boolean): string => (needed ? '' : '- ');
  return [
    title,
    ...nodes.map(
      ({ id, title: name, facts, needed, mark: role }) =>
        `${mark(needed)}${id} [${[name, ...facts].join(' | ')}]${role === undefined ? '' : ` ${role}`}`,
    ),
    ...edges.map(
      ({ from, to, needed, bringsProgram, steps }) =>
        `${mark(needed)}${from} ${bringsProgram ? '=' : '-'}> ${to}: ${steps.map(({ label }) => label).join(' | ')}`,
    ),
  ];
}

const cases: readonly { readonly name: string; readonly dockerfile: string; readonly shown: readonly string[] }[] = [
  {
    name: 'a program that goes from the stage it is built in to the image that is shipped',
    dockerfile: `FROM golang:1.22-bookworm AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine:3.20
COPY --from=build /app /usr/bin/
ENTRYPOINT ["/usr/bin/app", "--verbose"]
`,
    shown: [
      'Build graph for linux/amd64: 2 stages. Fails to start.',
      'image:golang:1.22-bookworm [golang:1.22-bookworm | Go 1.22 on Debian 12 (bookworm)]',
      'context [build context]',
      'stage:0 [build | glibc 2.36 | Go 1.22, C compiler]',
      'program:0:0 [/app | dynamic, glibc >= 2.34 | linux/amd64, cgo on | what a container starts] started',
      'image:alpine:3.20 [alpine:3.20 | Alpine 3.20]',
      'stage:1 [stage 1 | musl 1.2.5 | the image that is shipped] target',
      'verdict [Fails to start | exec /usr/bin/app: no such file or directory | line 4: cgo is on by default, as the C compiler gcc is there | it uses net: example.com/app imports net/http | line 4: cgo is on and a package of the standard library uses it | … | line 7: /usr/bin/app comes from here | line 4: go build writes the binary | line 6: the image has musl, the binary asks for /lib64/ld-linux-x86-64.so.2 of glibc]',
      'image:golang:1.22-bookworm -> stage:0: FROM',
      'context -> stage:0: COPY . → /src',
      'image:alpine:3.20 -> stage:1: FROM',
      'stage:0 => stage:1: COPY /app → /usr/bin',
      'stage:1 => verdict: starts /usr/bin/app --verbose',
    ],
  },
  {
    name: 'mounts, other images, downloads, a stage that goes on from another, and one that is not needed',
    dockerfile: `FROM golang:1.22-alpine AS deps
WORKDIR /src
COPY go.mod ./
FROM deps AS build
COPY . .
RUN --mount=type=bind,from=DEPS,source=/src,target=/deps --mount=type=bind,target=/ctx --mount=type=cache,target=/c CGO_ENABLED=0 go build -o /out/app .
FROM build AS debug
FROM scratch
ADD https://example.com/ca.pem /ca.pem
COPY --from=busybox:1.36 /bin/busybox /bin/
COPY --from=build /out /
ENTRYPOINT ["/app"]
`,
    shown: [
      'Build graph for linux/amd64: 4 stages. Builds and starts.',
      'image:golang:1.22-alpine [golang:1.22-alpine | Go 1.22 on Alpine 3.21]',
      'context [build context]',
      'stage:0 [deps | musl 1.2.5 | Go 1.22, no C compiler]',
      'stage:1 [build | musl 1.2.5 | Go 1.22, no C compiler]',
      'program:0:0 [/out/app | static | linux/amd64, cgo off | what a container starts] started',
      '- stage:2 [debug | musl 1.2.5 | Go 1.22, no C compiler | not needed by the target]',
      'image:scratch [scratch | the empty image]',
      'download:https://example.com/ca.pem [https://example.com/ca.pem]',
      'image:busybox:1.36 [busybox:1.36 | BusyBox]',
      'stage:3 [stage 3 | no C library | the image that is shipped] target',
      'verdict [Builds and starts | line 6: CGO_ENABLED=0 turns cgo off | line 6: cgo is off | line 12: the container starts /app | line 6: /app comes from here | line 6: go build writes the binary | line 8: a static binary starts in any image]',
      'image:golang:1.22-alpine -> stage:0: FROM',
      'context -> stage:0: COPY go.mod → /src',
      'stage:0 -> stage:1: FROM | mount /src → /deps',
      'context -> stage:1: COPY . → /src | mount . → /ctx',
      '- stage:1 -> stage:2: FROM',
      'image:scratch -> stage:3: FROM',
      'download:https://example.com/ca.pem -> stage:3: ADD → /ca.pem',
      'image:busybox:1.36 -> stage:3: COPY /bin/busybox → /bin',
      'stage:1 => stage:3: COPY /out → /',
      'stage:3 => verdict: starts /app',
    ],
  },
  {
    name: 'nothing is known of an image that an argument names',
    dockerfile: 'ARG BASE\nFROM $BASE\nRUN go build -o /app .\n',
    shown: [
      'Build graph for linux/amd64: 1 stage. Cannot be told.',
      'image:$BASE [$BASE | not known: the name cannot be told]',
      'stage:0 [stage 0 | C library not known | the image that is shipped] target',
      'program:0:0 [/app | linkage not known | linux/amd64, cgo not known]',
      'verdict [Cannot be told | what the base image starts is not known]',
      'image:$BASE -> stage:0: FROM',
      'stage:0 -> verdict: starts',
    ],
  },
  {
    name: 'stages that copy from themselves and from below, which Docker refuses',
    dockerfile:
      'FROM alpine:3.20 AS a\nCOPY --from=a /x /x\nCOPY --from=b /y /y\nFROM alpine:3.20 AS b\nCOPY --from=a /x /x\n',
    shown: [
      'Build graph for linux/amd64: 2 stages. Fails to build.',
      'image:alpine:3.20 [alpine:3.20 | Alpine 3.20]',
      'stage:0 [a | musl 1.2.5]',
      'stage:1 [b | musl 1.2.5 | the image that is shipped] target',
      'verdict [Fails to build | circular dependency detected on stage: a | line 2: this closes a circle of stages that need each other]',
      'image:alpine:3.20 -> stage:0: FROM',
      'stage:1 -> stage:0: COPY /y → /y',
      'image:alpine:3.20 -> stage:1: FROM',
      'stage:0 -> stage:1: COPY /x → /x',
      'stage:1 -> verdict: starts /bin/sh',
    ],
  },
  {
    name: 'no stage',
    dockerfile: '# nothing\nARG A=1\n',
    shown: ['This file has no FROM instruction, so it builds no image.'],
  },
  { name: 'no text', dockerfile: '', shown: ['This file has no FROM instruction, so it builds no image.'] },
];

describe('the graph of a Dockerfile', () => {
  test.each(cases)('$name', ({ dockerfile, shown }) => {
    expect(linesOf(buildGraph(analyse({ text: dockerfile, context })))).toEqual(shown);
  });
});

test('a build that presumably fails is not said to fail', () => {
  const { nodes } = buildGraph(
    analyse({
      text: 'FROM golang:1.26-alpine3.22\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=1 go build -o /app .\n',
      context: undefined,
    }),
  );
  const [program] = nodes.filter(({ kind }) => kind === 'program');
  expect(program).toMatchObject({ tone: 'doubtful', facts: ['likely does not build', 'linux/amd64, cgo on'] });
});

test('the version of ARM stands in the title and beside the program', () => {
  const text = 'FROM golang:1.26-bookworm\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nCMD ["/app"]\n';
  const { title, nodes } = buildGraph(analyse({ text, context, platform: 'linux/arm/v7' }));
  expect(title).toBe('Build graph for linux/arm/v7: 1 stage. Builds and starts.');
  expect(nodes.find(({ kind }) => kind === 'program')?.facts).toContain('linux/arm/v7, cgo off');
});

test('an error that is its own reason is said once', () => {
  const text = 'FROM golang:1.26-bookworm\nCOPY . .\nRUN go build -nosuch -o /app .\n';
  const { nodes } = buildGraph(analyse({ text, context }));
  const facts = nodes.find(({ kind }) => kind === 'verdict')?.facts ?? [];
  const error = 'flag provided but not defined: -nosuch';
  expect(facts.filter((fact) => fact.endsWith(error))).toHaveLength(1);
});

test('what screen readers say names both ends', () => {
  const { nodes, edges } = buildGraph(analyse({ text: cases[1]?.dockerfile ?? '', context }));
  const said = [...nodes, ...edges.flatMap(({ steps }) => steps)].map(({ says }) => says);
  expect(said).toEqual(
    expect.arrayContaining([
      'Stage deps: musl 1.2.5, Go 1.22, no C compiler',
      'Stage debug, not needed by the target: musl 1.2.5, Go 1.22, no C compiler',
      'Program /out/app, which a container starts, written by go build: static, linux/amd64, cgo off',
      'FROM: stage build goes on from stage deps',
      'mount of /src at /deps during a RUN, from stage deps into stage build',
      'COPY of go.mod to /src, from the build context into stage deps',
      'COPY of /out to /, from stage build into stage 3. It brings the program that a container starts',
      'ADD of https://example.com/ca.pem to /ca.pem, from the network into stage 3',
    ]),
  );
});

test('ids are unique, ends of edges exist, and places lie in the text', () => {
  for (const { dockerfile } of cases) {
    const { nodes, edges } = buildGraph(analyse({ text: dockerfile, context }));
    const steps = edges.flatMap((edge) => edge.steps);
    const ids = [...nodes, ...edges, ...steps].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { from, to } of edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
    for (const { inside } of nodes) if (inside !== undefined) expect(ids).toContain(inside);
    for (const { span, extent } of [...nodes, ...steps])
      for (const place of [span, extent]) {
        if (!place) continue;
        expect(place.start).toBeGreaterThanOrEqual(0);
        expect(place.end).toBeLessThanOrEqual(dockerfile.length);
      }
  }
});

test('the way of a program is followed through the stages that hand it on', () => {
  const stages = Array.from({ length: 6 }, (_, index) =>
    index === 0
      ? 'FROM golang:1.22 AS s0\nRUN go build -o /out/app .'
      : `FROM alpine:3.20 AS s${index}\nCOPY --from=s${index - 1} /out /out`,
  );
  const { edges } = buildGraph(analyse({ text: `${stages.join('\n')}\nENTRYPOINT ["/out/app"]\n`, context }));
  expect(edges.filter(({ bringsProgram }) => bringsProgram).length).toBe(6);
});

describe('goDockerfile/buildGraph', () => {
  let client: ProtocolConnection;
  afterEach(() => client.dispose());

  /** A client and a server that share this process, with one document open. */
  async function ask(languageId: string, text: string): Promise<unknown> {
    const up = new PassThrough();
    const down = new PassThrough();
    handle(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), () =>
      Promise.resolve({ ...bareCore, workspace: { ...bareCore.workspace, surroundings: () => ({ context }) } }),
    );
    client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    client.listen();
    const uri = 'file:///example/' + (languageId === 'dockerfile' ? 'Dockerfile' : 'a.yaml');
    await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    await client.sendNotification('initialized', {});
    await client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 7, text } });
    return client.sendRequest(buildGraphRequest, { uri });
  }

  test('gives places as LSP counts them, as the client draws them', async () => {
    const result = await ask('dockerfile', cases[1]?.dockerfile ?? '');
    expect(result).toMatchObject({ uri: 'file:///example/Dockerfile', version: 7 });
    // The client's tests draw this answer, so that the two agree on its form.
    const file = 'client/test/unit/data/graph.json';
    const text = `${JSON.stringify(result, undefined, 2)}\n`;
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, text);
    expect(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined).toEqual(JSON.parse(text));
  });

  test('is null for other documents', async () => {
    expect(await ask('yaml', 'a: 1\n')).toBeNull();
  });
});
