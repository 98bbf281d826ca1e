import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import type { Analysis } from '../../src/analysis';
import { valueOf } from '../../src/facts/fact';
import { memoryTree } from '../../src/workspace/sourceTree';
import programs from '../data/programs.json';

interface Case {
  readonly make?: string;
  readonly makefile: readonly string[];
  readonly builder?: string;
  readonly final?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly more?: string;
}

function run({ make = 'make build', makefile, builder, final, files, more = '' }: Case): Analysis {
  const text = [
    `FROM ${builder ?? 'golang:1.26-bookworm'} AS build`,
    'WORKDIR /src',
    'COPY . .',
    `${more}RUN ${make}`,
    '',
    `FROM ${final ?? 'scratch'}`,
    'COPY --from=build /src/bin/app /app',
    'ENTRYPOINT ["/app"]',
  ].join('\n');
  const context = memoryTree({
    'go.mod': 'module example.com/app\n\ngo 1.19\n',
    ...programs.nethttp,
    Makefile: makefile.join('\n'),
    ...files,
  });
  return analyse({ text, context });
}

const outcome = (one: Case): string => {
  const { verdict } = run(one).model;
  return verdict.likely ? `likely ${verdict.likely.outcome}` : verdict.outcome;
};

describe('make', () => {
  test.each<[name: string, one: Case, result: string]>([
    ['a static build', { makefile: ['build:', '\tCGO_ENABLED=0 go build -o bin/app .'] }, 'runs'],
    ['a dynamic one is likely to fail', { makefile: ['build:', '\tgo build -o bin/app .'] }, 'likely fails-to-start'],
    ['with variables', { makefile: ['GO = CGO_ENABLED=0 go', 'build:', '\t@$(GO) build -o bin/app'] }, 'runs'],
    ['with an exported one', { makefile: ['export CGO_ENABLED=0', 'build:', '\tgo build -o bin/app'] }, 'runs'],
    [
      'with the environment of the Dockerfile',
      { makefile: ['build:', '\tgo build -o bin/app'], more: 'ENV CGO_ENABLED=0\n' },
      'runs',
    ],
    [
      'with one from the command line',
      {
        make: 'make build CGO=0',
        makefile: ['CGO = 1', 'build:', '\tCGO_ENABLED=$(CGO) go build -o bin/app'],
      },
      'runs',
    ],
    [
      'by default the first target',
      { make: 'make', makefile: ['a: build', 'build:', '\tCGO_ENABLED=0 go build -o bin/app'] },
      'runs',
    ],
    [
      'with a target that is the file',
      { makefile: ['build: bin/app', 'bin/app: $(wildcard *.go)', '\tCGO_ENABLED=0 go build -o $@'] },
      'runs',
    ],
    [
      'in another directory, by a recursive call',
      {
        make: 'make -C sub build',
        makefile: ['build:', '\tCGO_ENABLED=0 go build -o bin/app'],
        files: { 'sub/Makefile': 'build:\n\t$(MAKE) -C .. build\n' },
      },
      'runs',
    ],
    ['that computes its tags', { makefile: ['build:', '\tgo build -tags "$(shell ./tags)" -o bin/app'] }, 'unknown'],
    ['that computes where it writes', { makefile: ['build:', '\tgo build -o $(shell ./where)'] }, 'unknown'],
    ['with a condition', { makefile: ['build:', 'ifdef X', '\tgo build -o bin/app', 'endif'] }, 'unknown'],
    [
      'whose target may be up to date',
      { makefile: ['build:', '\tgo build -o bin/app'], files: { 'build/x': '' } },
      'unknown',
    ],
    ['without the target', { makefile: ['other:', '\tgo build -o bin/app'] }, 'unknown'],
    [
      'with an option that changes much',
      { make: 'make -e build', makefile: ['build:', '\tgo build -o bin/app'] },
      'unknown',
    ],
    [
      'that is not installed',
      { builder: 'golang:1.26-alpine', makefile: ['build:', '\tgo build -o bin/app'] },
      'fails-to-build',
    ],
    [
      'that also does what cannot be followed',
      { makefile: ['build: lint', '\tgo build -o bin/app', 'lint:', '\t./lint.sh'] },
      'likely fails-to-start',
    ],
    ['that calls itself', { makefile: ['build: build', '\tmake build'] }, 'unknown'],
  ])('%s', (_, one, result) => {
    expect(outcome(one)).toBe(result);
  });

  test('its builds stand apart from those of the Dockerfile', () => {
    const { model } = run({ makefile: ['build:', '\tCGO_ENABLED=0 go build -o bin/app .', '\tgo vet ./...'] });
    expect(model.goBuilds).toEqual([]);
    const [build] = model.recipeBuilds;
    expect(build?.index).toBe(-1);
    expect(build?.linkage.certainty).toBe('presumed');
    expect(build?.outputs.map(({ path }) => valueOf(path))).toEqual(['/src/bin/app']);
    const { start, end } = build?.command.span ?? { start: 0, end: 0 };
    expect(model.dockerfile.text.slice(start, end)).toBe('make build');
  });

  test('nothing in it is an error or edited where it is called, but for what go.mod asks', () => {
    const failing = run({ makefile: ['build:', '\tgo build -o bin/app .'] });
    expect(failing.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const call = failing.model.recipeBuilds[0]?.command.span ?? { start: 0, end: 0 };
    const edits = failing.findings.flatMap(({ fixes }) => fixes.flatMap((fix) => ('edits' in fix ? fix.edits : [])));
    expect(edits.filter(({ span }) => span.start < call.end && span.end > call.start)).toEqual([]);
    const old = run({
      makefile: ['build:', '\tCGO_ENABLED=0 go build -o bin/app .'],
      builder: 'golang:1.24.3-bookworm',
      files: { 'go.mod': 'module example.com/app\n\ngo 1.25\n' },
    });
    expect(old.model.verdict.outcome).toBe('fails-to-build');
  });
});
