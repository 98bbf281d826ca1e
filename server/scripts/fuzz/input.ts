import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisInput } from '../../src/analysis';
import { observabilityProfiles } from '../../src/model/observability';
import { memoryTree } from '../../src/workspace/sourceTree';
import { createRandom } from '../oracle/random';
import { change, makeText } from './texts';

/** What is examined: the versions of a Dockerfile one after the other, and what stands around it. */
export interface FuzzInput {
  readonly versions: readonly string[];
  /** The build context, path -> text; undefined: nothing of it is known. */
  readonly files: Readonly<Record<string, string>> | undefined;
  readonly settings: Pick<
    AnalysisInput,
    'platform' | 'target' | 'buildArgs' | 'builtFor' | 'observability' | 'staticMonitoring'
  >;
  /** Where an editor asks, as shares of the text's length. */
  readonly places: readonly number[];
}

/** Small contexts, each with something of its own. */
const contexts: readonly (Readonly<Record<string, string>> | undefined)[] = [
  undefined,
  {},
  {
    'go.mod': 'module example.com/app\n\ngo 1.22\n',
    'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
  },
  {
    'go.mod':
      'module example.com/app\n\ngo 1.24.0\n\ntoolchain go1.26.1\n\nrequire (\n\tgithub.com/mattn/go-sqlite3 v1.14.22\n\texample.com/lib v0.0.0\n)\n\nreplace example.com/lib => ../../lib\n',
    'go.sum': '',
    'cmd/server/main.go':
      'package main\n\n// #include <stdio.h>\nimport "C"\n\nimport (\n\t"embed"\n\t_ "time/tzdata"\n\t"os/user"\n\t"time"\n)\n\n//go:embed static/*\nvar files embed.FS\n\nfunc main() { time.LoadLocation("Europe/Berlin"); user.Current() }\n',
    'entrypoint.sh': '#!/bin/bash\nset -e\nexec /app "$@"\n',
    Makefile: 'VERSION ?= dev\nbuild:\n\tCGO_ENABLED=0 go build -o bin/app ./cmd/server\n.PHONY: build\n',
    'vendor/modules.txt': '# github.com/mattn/go-sqlite3 v1.14.22\n## explicit\ngithub.com/mattn/go-sqlite3\n',
  },
  {
    'go.work': 'go 1.22\n\nuse (\n\t./a\n\t../..\n)\n',
    'a/go.mod': 'module example.com/a\n\ngo 1.22\n',
    'a/main.go': 'package main\n\nfunc main() {}\n',
    '.git/HEAD': 'ref: refs/heads/main\n',
  },
];

/** The repository's own Dockerfiles, as seeds. Reads the current folder, which is that of the repository. */
export function readSeeds(): readonly string[] {
  return ['server/src/rules', 'server/test', 'examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.dockerfile$|^Dockerfile/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => readFileSync(path, 'utf8'))
      .filter((text) => text.length < 20_000),
  );
}

/** The input of a number. The same seed, number and seeds give the same one. */
export function makeInput(seed: number, number: number, seeds: readonly string[]): FuzzInput {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const versions = [makeText(random, seeds)];
  for (let left = random.below(4) === 0 ? 1 + random.below(3) : 0; left > 0; left--) {
    // Now and then what was done is undone.
    versions.push(random.below(5) === 0 ? (versions.at(-2) ?? '') : change(random, versions.at(-1) ?? ''));
  }
  let files = random.pick(contexts);
  const name = files && random.below(4) === 0 ? random.pick(['', ...Object.keys(files)]) : '';
  if (files && name !== '') files = { ...files, [name]: change(random, files[name] ?? '') };
  const rarely = <T>(value: T): T | undefined => (random.below(6) === 0 ? value : undefined);
  return {
    versions,
    files,
    settings: {
      platform: rarely(random.pick(['linux/arm64', 'linux/arm/v7', 'windows/amd64', 'linux/amd64'])),
      target: rarely(random.pick(['build', '0', 'nope', 'base'])),
      buildArgs: rarely({ GO_VERSION: '1.26', A: random.pick(['', 'x', '$B', '"']) }),
      builtFor: rarely({ platforms: ['linux/amd64', 'linux/arm64'], where: 'compose.yaml, service app' }),
      observability: rarely(random.pick(observabilityProfiles)),
      staticMonitoring: rarely(true),
    },
    places: Array.from({ length: 6 }, () => random.below(1001) / 1000),
  };
}

/** What `analyse` takes, for one version. */
export function analysisInput({ files, settings }: FuzzInput, text: string): AnalysisInput {
  return {
    text,
    context: files && memoryTree(files),
    ...settings,
    bug: (rule, error) => {
      throw new Error(`the rule ${rule.id} threw`, { cause: error });
    },
  };
}
