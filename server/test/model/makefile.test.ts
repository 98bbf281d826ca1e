import { describe, expect, test } from 'vitest';
import { expandMake, parseMakefile, toScript, type Expansion, type Makefile } from '../../src/model/makefile';

const read = (...lines: readonly string[]): Makefile => {
  const makefile = parseMakefile(lines.join('\n'));
  if (!makefile) throw new Error('it cannot be read');
  return makefile;
};

/** Expansion with the variables of a Makefile, and nothing else. */
const plain = (makefile: Makefile): Expansion => ({
  lookUp: (name) => {
    const text = makefile.variables.get(name)?.text;
    return text === undefined ? undefined : { text, literal: false };
  },
  shell: (command) => (command === 'go env GOOS' ? 'linux\n' : undefined),
});

/** What `make -n` of GNU make 4.4 prints for the same text, an unread part as `${U}`. */
const script = (makefile: Makefile, text: string): string => toScript(expandMake(text, plain(makefile)), 'U');

describe('rules of a Makefile', () => {
  test('have prerequisites and recipe lines; continued lines stay one', () => {
    const { rules } = read('all: a | b # c', '\t@echo 1', '', '\techo 2 \\', '\t  3', 'a:', '\ttrue');
    expect(rules.get('all')).toEqual({
      prerequisites: ['a', 'b'],
      unreadPrerequisites: false,
      recipe: ['@echo 1', 'echo 2 \\\n  3'],
    });
    expect(rules.get('a')?.recipe).toEqual(['true']);
  });

  test('may be named by variables', () => {
    const { rules, phony } = read('BIN := app', '.PHONY: build', 'build: $(BIN)', '${BIN}: main.go', '\tgo build');
    expect(rules.get('build')?.prerequisites).toEqual(['app']);
    expect(rules.get('app')?.recipe).toEqual(['go build']);
    expect([...phony]).toEqual(['build']);
  });

  test('with computed prerequisites say so', () => {
    const { rules } = read('app: $(wildcard *.go) go.mod', '\tgo build');
    expect(rules.get('app')).toMatchObject({ prerequisites: ['go.mod'], unreadPrerequisites: true });
  });

  test.each([
    ['a condition in the recipe', ['build:', 'ifdef X', '\tgo build', 'endif']],
    ['a condition around it', ['ifdef X', 'build:', '\tgo build', 'endif']],
    ['a second recipe', ['build:', '\tgo build', 'build:', '\tgo vet']],
    ['a variable of its own', ['build: X = 1', 'build:', '\tgo build']],
    ['a recipe behind a semicolon', ['build: ; go build']],
    ['two colons', ['build::', '\tgo build']],
  ])('are not followed with %s', (_, lines) => {
    expect(read(...lines).rules.get('build')?.recipe).toBeUndefined();
  });

  test.each(['.ONESHELL:', '.RECIPEPREFIX = >', '.SECONDEXPANSION:'])('are not read under %s', (line) => {
    expect(parseMakefile(`${line}\nbuild:\n\tgo build\n`)).toBeUndefined();
  });

  test.each([
    ['.PHONY: b\nb:\na:\n', 'b'],
    ['.DEFAULT_GOAL := a\nb:\na:\n', 'a'],
    ['%.o: x\n', undefined],
  ])('the default goal of %j is %s', (text, goal) => {
    expect(parseMakefile(text)?.defaultGoal).toBe(goal);
  });
});

describe('variables of a Makefile', () => {
  test.each<readonly [lines: readonly string[], text: string, result: string]>([
    [['A = 1', 'B := $(A) ${A}'], '$(B) $$HOME', '1 1 $HOME'],
    [['F = -s', 'F += -w'], "-ldflags '$(F)'", "-ldflags '-s -w'"],
    [['F := a', 'F := $(F) b'], '$(F)', 'a b'],
    [['F = a \\', '  b # c'], '$(F)', 'a b'],
    [['define D', 'x', 'endef'], 'a $(D)', 'a ${U}'],
    [['ifdef Z', 'A = 1', 'endif'], '$(A)', '${U}'],
    [['A != date'], '$(A)', '${U}'],
    [[], 'GOOS=$(shell go env GOOS) $(strip  a   b )', 'GOOS=linux a b'],
    [[], "go build -ldflags '-X main.v=$(shell git describe)' -o x", "go build -ldflags '-X main.v='\"${U}\"'' -o x"],
    [[], 'go build -ldflags "-X main.v=$(shell git describe)"', 'go build -ldflags "-X main.v=${U}"'],
    [[], '$(foreach x,a b,go build ./$(x))', '${U}'],
    [['A = $(B)', 'B = $(A)'], '$(A)', '${U}'],
    [[], 'open $(A', 'open ${U}'],
  ])('%j: %s', (lines, text, result) => {
    expect(script(read(...lines), text)).toBe(result);
  });

  test('from the environment come first with ?=, before with +=', () => {
    const { variables } = read('A ?= 1', 'B += 2', 'C = 3', 'C ?= 4');
    expect([...variables]).toEqual([
      ['A', { text: '1', environment: 'wins' }],
      ['B', { text: '2', environment: 'precedes' }],
      ['C', { text: '3' }],
    ]);
  });

  test('are exported by name, with the assignment, or all', () => {
    expect(read('export A = 1', 'export B C', 'unexport C').exported).toEqual(new Set(['A', 'B']));
    expect(read('export').exported).toBe('all');
  });

  test.each(['include x.mk', '-include .env', '$(eval X = 1)'])('may be defined elsewhere: %s', (line) => {
    expect(read(line).mayDefineMore).toBe(true);
  });
});

test('any text is read without an error', () => {
  for (const text of ['', ':', '=', '\t', '\\', 'a:\\', '$(', 'define', 'endif\nendif', '::::', 'a\0b: c']) {
    expect(() => parseMakefile(text)).not.toThrow();
  }
});
