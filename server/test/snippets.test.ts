import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { analyseManifest } from '../src/analyseManifest';
import type { AnalysisInput } from '../src/analysis';
import { languageLabel } from '../src/manifests/labels';
import { readWorkloads } from '../src/manifests/read';
import { memoryTree } from '../src/workspace/sourceTree';
import { contributed, root } from './support/contributed';
import { rethrow } from './support/fixtures';
import { expandSnippet, type Snippet } from './support/snippets';

const snippets = contributed.snippets.flatMap(({ path, language }) =>
  Object.entries(JSON.parse(readFileSync(join(root, path), 'utf8')) as Readonly<Record<string, Snippet>>).map(
    ([title, snippet]) => ({ title, language, snippet }),
  ),
);

const server = `package main

import (
	"log"
	"net/http"
)

func main() {
	log.Fatal(http.ListenAndServe(":8080", http.FileServer(http.Dir("."))))
}
`;

const notes = `package main

import (
	"database/sql"
	"log"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	db, err := sql.Open("sqlite3", "notes.db")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := db.Exec("create table if not exists note (id integer primary key, text text)"); err != nil {
		log.Fatal(err)
	}
}
`;

const sqlite = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n\nrequire github.com/mattn/go-sqlite3 v1.14.24\n',
  'go.sum':
    'github.com/mattn/go-sqlite3 v1.14.24 h1:tpSp2G2KyMnnQu99ngJ47EIkWVmliIizyZBfPrBWDRM=\n' +
    'github.com/mattn/go-sqlite3 v1.14.24/go.mod h1:Uh1q+B4BYcTPb+yiD3kU8Ct7aC0hY9fxUwlHK0RXw+Y=\n',
};

/** Both commands that the snippets offer: `.` and `./cmd/app`. */
const serverFiles = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': server,
  'cmd/app/main.go': server,
};
const notesFiles = { ...sqlite, 'main.go': notes, 'cmd/app/main.go': notes };
const needsModule = {
  ...serverFiles,
  'go.mod': 'module example.com/app\n\ngo 1.22\n\nrequire github.com/your-organisation/greeting v1.2.3\n',
  'go.sum':
    'github.com/your-organisation/greeting v1.2.3 h1:4c2m6f0HFRtTEsZb1ZHcVRZ2oGQzPDZ2eX2zGQZ5yM4=\n' +
    'github.com/your-organisation/greeting v1.2.3/go.mod h1:4c2m6f0HFRtTEsZb1ZHcVRZ2oGQzPDZ2eX2zGQZ5yM8=\n',
};

interface Use {
  readonly prefix: string;
  readonly files: Readonly<Record<string, string>>;
  /** What the editor's user or the build would say besides. */
  readonly options?: Partial<AnalysisInput>;
  /** The Dockerfile around a snippet that is a part of one. */
  readonly around?: (snippet: string) => string;
}

const withinStage = (snippet: string) => `FROM golang:1.26-bookworm AS build
WORKDIR /src
${snippet}
FROM debian:bookworm-slim
COPY --from=build /out/app /usr/local/bin/app
USER nobody
ENTRYPOINT ["app"]
`;

const uses: readonly Use[] = [
  { prefix: 'go-static-scratch', files: serverFiles },
  { prefix: 'go-distroless-nonroot', files: serverFiles },
  { prefix: 'go-alpine-oneagent', files: serverFiles },
  { prefix: 'go-alpine-oneagent', files: serverFiles, options: { observability: 'oneagent' } },
  { prefix: 'go-alpine-oneagent', files: serverFiles, options: { observability: 'appoptima' } },
  { prefix: 'go-cgo-sqlite', files: notesFiles },
  { prefix: 'go-instgo-builder', files: serverFiles },
  { prefix: 'go-instgo-download', files: serverFiles },
  { prefix: 'go-multi-arch', files: serverFiles },
  { prefix: 'go-multi-arch', files: serverFiles, options: { platform: 'linux/arm64' } },
  { prefix: 'go-multi-arch', files: serverFiles, options: { platform: 'linux/arm/v7' } },
  { prefix: 'go-xx-cgo', files: notesFiles },
  { prefix: 'go-xx-cgo', files: notesFiles, options: { platform: 'linux/arm64' } },
  { prefix: 'go-cache-mounts', files: serverFiles, around: withinStage },
  { prefix: 'go-private-ssh', files: needsModule },
  { prefix: 'go-private-secret', files: needsModule },
  { prefix: 'go-dev-air', files: serverFiles },
  { prefix: 'go-dev-air', files: serverFiles, options: { target: 'dev' } },
  { prefix: 'go-dev-delve', files: serverFiles },
  { prefix: 'go-dev-delve', files: serverFiles, options: { target: 'debug' } },
  { prefix: 'go-otel', files: serverFiles },
  { prefix: 'go-otelc', files: serverFiles },
];

const variants = uses.flatMap(({ prefix, files, options = {}, around = (snippet) => snippet }) => {
  const found = snippets.find(({ snippet }) => snippet.prefix === prefix);
  if (!found) throw new Error(`no snippet has the prefix ${prefix}`);
  return expandSnippet(found.snippet).map(({ choices, text }) => ({
    name: [prefix, options.platform, options.target, options.observability, ...choices].filter(Boolean).join(', '),
    input: { text: around(text), context: memoryTree(files), bug: rethrow, ...options },
  }));
});

describe.each(variants)('$name', ({ input }) => {
  const { findings, model } = analyse(input);

  test('has no finding', () => {
    expect(findings.map(({ rule, severity, message }) => `${severity} ${rule.id}: ${message}`)).toEqual([]);
  });

  test('runs', () => {
    expect(model.verdict.outcome, model.verdict.because.map((reason) => reason.says).join('\n')).toBe('runs');
  });
});

describe('labels for a pod', () => {
  const { snippet } = snippets.find(({ language }) => language === 'yaml') ?? {};
  const labels = snippet ? (expandSnippet(snippet)[0]?.text ?? '') : '';
  const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  selector:
    matchLabels:
      app: app
  template:
    metadata:
      labels:
        app: app
        ${labels.replaceAll('\n', '\n        ')}
    spec:
      containers:
        - name: app
          image: registry.example.com/team/app:1.0.0
`;

  test('are read as such', () => {
    const [workload] = readWorkloads(text);
    expect(workload?.pod?.labels?.entries.map(({ name }) => name)).toContain(languageLabel);
  });

  test.each(['auto', 'arms'] as const)('have no finding with observability %s', (observability) => {
    expect(analyseManifest({ text, observability, bug: rethrow })).toEqual([]);
  });
});

test('each snippet of Dockerfiles is tried', () => {
  const ofDockerfiles = snippets.filter(({ language }) => language === 'dockerfile');
  expect([...new Set(uses.map(({ prefix }) => prefix))].sort()).toEqual(
    ofDockerfiles.map(({ snippet }) => snippet.prefix).sort(),
  );
});

test.each(snippets)('$title: prefix, description, end', ({ title, snippet }) => {
  expect(title).toMatch(/^Go: /);
  expect(snippet.prefix).toMatch(/^go-[a-z]+(?:-[a-z]+)*$/);
  expect(snippet.description).toMatch(/^[A-Z].{40,160}\.$/);
  expect(snippet.body.join('\n')).toMatch(/\$0$/);
});

test('no two snippets have one prefix', () => {
  const prefixes = snippets.map(({ snippet }) => snippet.prefix);
  expect(new Set(prefixes).size).toBe(prefixes.length);
});

test('the README names them all', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(snippets.map(({ snippet }) => snippet.prefix).filter((prefix) => !readme.includes(`\`${prefix}\``))).toEqual(
    [],
  );
});
