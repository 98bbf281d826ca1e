import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sentencesBelow } from '../scripts/sentences';
import type { Analysis } from '../src/analysis';
import { speak } from '../src/text/say';
import { memoryTree } from '../src/workspace/sourceTree';
import { createPseudoLanguage, hasProse, untranslated } from './support/pseudoLanguage';

const sources = join(dirname(fileURLToPath(import.meta.url)), '../src');

/** What an editor shows of a Dockerfile: what is so in any language, and what is said of it. */
interface Account {
  readonly facts: unknown;
  readonly texts: readonly string[];
  readonly quoted: readonly string[];
}

const { translate, asked } = createPseudoLanguage();
let english: ReadonlyMap<string, Account>;
let pseudo: ReadonlyMap<string, Account>;

beforeAll(async () => {
  english = await accounts();
  // Tables are worded while they are loaded.
  speak(translate);
  vi.resetModules();
  pseudo = await accounts();
}, 300_000);
afterAll(() => speak(undefined));

describe('what an editor shows, in another language', () => {
  test('is the same, at the same places', () => {
    expect(pseudo.size).toBeGreaterThan(50);
    const others = [...pseudo].filter(([name, { facts }]) => !isDeepStrictEqual(facts, english.get(name)?.facts));
    expect(others.map(([name]) => name)).toEqual([]);
  });

  test('leaves nothing in English', () => {
    const left = new Set(
      [...pseudo.values()].flatMap(({ texts, quoted }) =>
        texts.flatMap((text) => untranslated(without(quoted, text), []) ?? []),
      ),
    );
    expect([...left].sort()).toEqual([]);
  });

  test('is what was collected from the sources', () => {
    const collected = new Set(sentencesBelow('.').map(({ key }) => key));
    expect([...asked].filter((sentence) => !collected.has(sentence))).toEqual([]);
  });
});

function without(quoted: readonly string[], text: string): string {
  return quoted.reduce((rest, own) => rest.replaceAll(own, own.endsWith('⟦') ? '⟧…⟦' : '…'), text);
}

/** Whatever no case brings up: prose that is not said. */
test('features hold no sentence that is not said', () => {
  const folder = join(sources, 'features');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(files.flatMap((name) => unsaid(name, readFileSync(join(folder, name), 'utf8')))).toEqual([]);
});

/** Texts in the sources with words that only English prose has, other than names of pages and what is said. */
function unsaid(name: string, text: string): readonly string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const plain = plainText(node);
    if (plain?.includes(' ') && !isOther(node) && hasProse(plain)) found.push(`${name}: ${plain}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** What a literal says, with an ellipsis for each value in it. */
function plainText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}

/** Names of rows, of pages and of sources are what they are in each language; `inLanguage` says what it is given. */
function isOther({ parent }: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(parent)) return true;
  if (ts.isPropertyAssignment(parent))
    return /^(?:title|name|source)$/.test(parent.name.getText()) && ts.isObjectLiteralExpression(parent.parent);
  return ts.isCallExpression(parent) && /^(?:goHelp|reference|inLanguage)$/.test(parent.expression.getText());
}

async function accounts(): Promise<ReadonlyMap<string, Account>> {
  const { analyse } = await import('../src/analyse');
  const { analyseFixture, readFixtures } = await import('./support/fixtures');
  const { editorFeatures } = await import('../src/features/editor');
  const { lensCommands } = await import('../src/features/codeLenses');
  const offered = new Set<string>(Object.values(lensCommands));
  const found = new Map<string, Account>();
  const rules = join(sources, 'rules');
  for (const id of readdirSync(rules).filter((name) => existsSync(join(rules, name, 'fixtures')))) {
    const [fixture] = readFixtures(join(rules, id, 'fixtures'));
    if (fixture) found.set(id, accountOf(analyseFixture(fixture)));
  }
  const context = memoryTree(files);
  for (const [name, text] of Object.entries(written)) found.set(name, accountOf(analyse({ text, context })));
  for (const marked of completed) {
    const offset = marked.indexOf('|');
    const analysis = analyse({ text: marked.replace('|', ''), context });
    const items = editorFeatures.complete(analysis, offset, { completesKeywords: true })?.items ?? [];
    found.set(marked, {
      facts: items.map(({ newText, kind, also }) => [newText, kind, also]),
      texts: items.flatMap(({ detail = '', documentation }) => [detail, ...rowsOf(documentation?.() ?? '')]),
      quoted: [],
    });
    expect(items, marked).not.toEqual([]);
  }
  return found;

  function accountOf(analysis: Analysis): Account {
    const { text } = analysis.model.dockerfile;
    const hints = editorFeatures.inlayHints(analysis, { start: 0, end: text.length }, allHints);
    const lenses = editorFeatures.codeLenses(analysis, offered);
    const graph = editorFeatures.buildGraph(analysis);
    const steps = graph.edges.flatMap((edge) => edge.steps);
    const places = [...text.matchAll(/[\w$./:=-]+/g)].map(({ index }) => index + 1);
    const hovers = places.map((offset) => editorFeatures.hover(analysis, offset));
    const names = places.map((offset) => editorFeatures.rename(analysis, offset, 'FROM ME'));
    return {
      facts: {
        hints: hints.map(({ kind, offset, parts }) => [kind, offset, parts.map(({ origin }) => origin)]),
        lenses: lenses.map(({ span, command, stage, at }) => [span, command, stage, at]),
        nodes: graph.nodes.map(({ id, span, tone, mark, needed }) => [id, span, tone, mark, needed]),
        steps: steps.map(({ id, span }) => [id, span]),
        hovers: hovers.map((hover) => hover?.span),
        names: names.map((name) => 'refused' in name),
        outline: editorFeatures.outline(analysis).map(({ kind, span }) => [kind, span]),
      },
      texts: [
        ...hints.flatMap(({ parts, tooltip }) => [...parts.map((part) => part.text), ...rowsOf(tooltip())]),
        ...lenses.map(({ title }) => title),
        graph.title,
        ...graph.nodes.flatMap(({ facts, says }) => [...facts, says]),
        ...steps.map(({ says }) => says),
        ...hovers.flatMap((hover) => rowsOf(hover?.markdown ?? '')),
        ...names.flatMap((name) => ('refused' in name ? [name.refused] : [])),
        ...editorFeatures.links(analysis).map(({ tooltip }) => tooltip),
      ],
      quoted: [
        ...analysis.model.problems.flatMap(
          ({ error }) => error?.split('\n').flatMap((line) => [line, line.replace(/^\S+: /, '')]) ?? [],
        ),
        ...(analysis.model.verdict.error?.split('\n') ?? []),
        ...analysis.model.dockerfile.problems.map(({ message }) => message),
        // A program of a fixture.
        '⟧a⟦',
        ...analysis.model.stages.flatMap(({ name }) => (name === undefined ? [] : [`⟧${name}⟦`])),
      ].filter((own) => own.length > 2),
    };
  }
}

const allHints = { image: true, linkage: true, environment: true, verdict: true };

/** Markdown by lines, without code and without the names of pages of others. */
function rowsOf(markdown: string): readonly string[] {
  return markdown
    .replaceAll(/```[\s\S]*?```/g, '')
    .replaceAll(/(?<=^|\n) {4}.*/g, '')
    .replaceAll(/\[[^\]]*\]\((?![^)]*\/rules\/)[^)]*\)/g, '')
    .split('\n');
}

const files = {
  'go.mod': 'module example.com/app\n\ngo 1.26\n',
  'go.sum': '',
  'main.go':
    'package main\n\nimport "net/http"\n\nvar version = "dev"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
};

/** Dockerfiles with what hovers, the graph and renaming have to tell about. */
const written: Readonly<Record<string, string>> = {
  all: `# syntax=docker/dockerfile:1
ARG GO_VERSION=1.26
ARG BASE
FROM --platform=$BUILDPLATFORM golang:\${GO_VERSION}-bookworm AS build
ARG TARGETOS TARGETARCH=amd64
ENV CGO_ENABLED=0 GOFLAGS=-mod=mod
ENV OTHER=
WORKDIR /src
SHELL ["/bin/bash", "-c"]
COPY --chown=app:app go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod,sharing=locked,id=mod --mount=type=secret,id=netrc,env=TOKEN --mount=type=ssh go mod download
COPY . .
ADD https://example.com/a.tar.gz /tmp/
RUN --mount=type=bind,from=tools,source=/x,target=/y,rw --mount=type=tmpfs,target=/t --network=none export GOOS=linux X=1 && cd /src && GOARCH=$TARGETARCH go build -trimpath -race -tags netgo,a -ldflags "-s -w -linkmode external -X main.version=$OTHER -extldflags -static" -o /out/app .
RUN go env -w GOPROXY=direct && go test ./... && go vet -json .
FROM scratch AS tools
FROM $BASE AS other
RUN echo $GO_VERSION $NOWHERE
USER app
FROM build AS second
RUN go build -o /bins/ ./cmd/x
FROM gcr.io/distroless/base-debian12:nonroot@sha256:0123456789012345678901234567890123456789012345678901234567890123 AS last
ARG GO_VERSION
ENV GOMEMLIMIT=400MiB GO_VERSION=$GO_VERSION
COPY --from=build --chmod=755 /out/app /app
COPY --from=nginx /etc/nginx /etc/nginx
COPY --from=second /bins/* /b/
COPY --from=build /nothing /etc/passwd /c/
USER 65532:65532
EXPOSE 8080/udp
VOLUME /data
STOPSIGNAL SIGINT
LABEL armsPilotAutoEnable=on maintainer=me
HEALTHCHECK --interval=5s CMD ["/app", "-health"]
HEALTHCHECK NONE
ONBUILD RUN echo $PATH
CMD ["/app", "$HOME"]
ENTRYPOINT exec /app $PORT $HOME
`,
  'numbers of stages':
    'FROM golang AS 1x\nFROM golang\nRUN go build -o /app .\nFROM 1x\nFROM alpine\nCOPY --from=1 /app /app\nCMD /app\nCMD ["sh", "-c", "/app $A"]\n',
  arms: 'FROM golang:1.26-alpine AS build\nRUN instgo go build -buildmode=pie -o /app .\nFROM alpine:3.22\nENV ARMS_APP_NAME=a ARMS_LICENSE_KEY=b\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
  'no stage': 'ARG A\n',
  'no go': 'FROM nginx\n',
  ubuntu: 'FROM ubuntu:24.04\nRUN useradd -u 1001 -m app\nUSER app\nRUN true\nUSER nobody:users\nCMD ["true"]\n',
};

const builder = 'ARG GO_VERSION=1.26\nFROM golang:1.26-bookworm AS build\nARG TARGETARCH\nWORKDIR /src\nCOPY . .\n';
const final = `${builder}RUN go build -o /app .\nFROM `;

/** Places where something is offered. */
const completed: readonly string[] = [
  `${builder}|`,
  `# go-dockerfile ignore=|\n${builder}`,
  `# g|\n${builder}`,
  `# |\n${builder}`,
  `${builder}FROM --|`,
  'FROM |',
  'FROM golang:|',
  `${final}|`,
  `${final}alpine:|`,
  `${final}gcr.io/distroless/|`,
  `${builder}RUN |`,
  `${builder}RUN --|`,
  `${builder}RUN --mount=|`,
  `${builder}RUN --mount=type=cache,|`,
  `${builder}RUN --mount=type=cache,sharing=|`,
  `${builder}RUN --mount=type=cache,target=|`,
  `${builder}RUN C|`,
  `${builder}RUN CGO_ENABLED=|`,
  `${builder}RUN CC=|`,
  `${builder}RUN GOOS=|`,
  `${builder}RUN go |`,
  `${builder}RUN go mod |`,
  `${builder}RUN go build -|`,
  `${builder}RUN go test -|`,
  `${builder}RUN go build -mod=|`,
  `${builder}RUN go build -tags=|`,
  `${builder}RUN go build -ldflags=|`,
  `${builder}RUN go build -ldflags="|"`,
  `${builder}RUN go build -ldflags="-linkmode=|"`,
  `${builder}RUN go build -buildmode=|`,
  `${builder}RUN go build |`,
  `${builder}RUN echo $|`,
  `${builder}ARG |`,
  `${builder}ENV |`,
  `${builder}ENV GOTOOLCHAIN=|`,
  `${final}alpine\nCOPY --from=|`,
  `${final}alpine\nCOPY --from=build |`,
  `${final}alpine\nCOPY --from=build /app |`,
  `${final}alpine\nCOPY --from=build /app /app\nENTRYPOINT ["|"]`,
  `${final}alpine\nENV |`,
];
