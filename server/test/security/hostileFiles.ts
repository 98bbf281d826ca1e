/** A project that means harm by what its files say: a Dockerfile, and what stands around it, path -> text. */
export interface HostileProject {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Links in it: path -> where they lead. */
  readonly links?: Readonly<Record<string, string>>;
}

const dockerfile = 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nENTRYPOINT ["/app"]\n';
const program = { 'go.mod': 'module example.com/app\n\ngo 1.22\n', 'main.go': 'package main\n\nfunc main() {}\n' };
const size = 1_900_000;

const repeat = (text: string, length = size): string => text.repeat(Math.floor(length / text.length));
const lines = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');

/** `a: &a [x, x, …]`, `b: &b [*a, *a, …]`: nine times nine times nine. */
const aliasBomb = lines(
  12,
  (level) =>
    `a${level}: &a${level} [${Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`)).join(', ')}]`,
);
const deep = (open: string, close: string, depth = 100_000): string => open.repeat(depth) + close.repeat(depth);

const withDockerfile = (
  text: string,
  files: Readonly<Record<string, string>> = program,
): Readonly<Record<string, string>> => ({ ...files, Dockerfile: text });
const beside = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  Dockerfile: dockerfile,
  ...program,
  ...files,
});
const compose = (body: string): Readonly<Record<string, string>> =>
  beside({ 'compose.yaml': `services:\n  app:\n    build: .\n${body}\n# build Dockerfile\n` });
const bake = (body: string): Readonly<Record<string, string>> =>
  beside({ 'docker-bake.hcl': `target "app" {\n  context = "."\n  dockerfile = "Dockerfile"\n}\n${body}\n` });
const makefile = (body: string): Readonly<Record<string, string>> => ({
  ...beside({ Makefile: `${body}\nbuild:\n\tdocker build -f Dockerfile $(A) .\n\tgo build -o app $(A)\n` }),
  Dockerfile: dockerfile.replace('go build -o /app .', 'make build'),
});

/** What would take for ever, or all of the memory, of whoever takes it at its word. */
export const hostileProjects: readonly HostileProject[] = [
  {
    name: 'ENV values that double',
    files: withDockerfile(`FROM golang:1.26\nENV A=xxxxxxxxxx\n${lines(60, () => 'ENV A=$A$A')}\n`),
  },
  {
    name: 'ARG defaults that double',
    files: withDockerfile(
      `ARG A0=xxxxxxxxxx\n${lines(60, (n) => `ARG A${n + 1}=\${A${n}:-$A${n}}$A${n}$A${n}`)}\nFROM $A60\n`,
    ),
  },
  {
    name: 'shell variables that double',
    files: withDockerfile(
      `FROM golang:1.26\nRUN A=xxxxxxxxxx; ${Array(60).fill('A=$A$A').join('; ')}; go build -o $A .\n`,
    ),
  },
  {
    name: 'shell functions that call each other',
    files: withDockerfile(
      `FROM golang:1.26\nRUN ${Array.from({ length: 30 }, (_, n) => `f${n + 1}() { f${n}; f${n}; }`).join('; ')}; f30\n`,
    ),
  },
  {
    name: 'loops in loops',
    files: withDockerfile(
      `FROM golang:1.26\nRUN ${Array.from({ length: 12 }, (_, n) => `for a${n} in 1 2 3 4 5 6 7 8 9; do`).join(' ')} go build . ; ${'done; '.repeat(12)}\n`,
    ),
  },
  {
    name: 'a long deep expansion',
    files: withDockerfile(`ARG A=${'${A:-'.repeat(10_000)}x${'}'.repeat(10_000)}\nFROM $A\n`),
  },
  {
    name: 'deep command substitution',
    files: withDockerfile(`FROM golang:1.26\nRUN ${'$('.repeat(10_000)}x${')'.repeat(10_000)}\n`),
  },
  { name: 'deep subshells', files: withDockerfile(`FROM golang:1.26\nRUN ${deep('(', ')', 20_000)}\n`) },
  {
    name: 'deep sh -c',
    files: withDockerfile(`FROM golang:1.26\nRUN ${'sh -c '.repeat(10_000)}x\nRUN ${'env '.repeat(10_000)}go build\n`),
  },
  {
    name: 'braces',
    files: withDockerfile(`FROM golang:1.26\nRUN mkdir ${'{a,b}'.repeat(60)} && go build -o /app .\n`),
  },
  {
    name: 'patterns in a COPY',
    files: withDockerfile(`FROM golang:1.26\nCOPY ${'*a'.repeat(60)} ${'a?*'.repeat(60)}b /x/\n`, {
      ...program,
      [`${'a'.repeat(250)}c`]: '',
    }),
  },
  {
    name: 'patterns of expansions',
    files: withDockerfile(
      `FROM golang:1.26\nARG A=${'a'.repeat(20_000)}\nENV B=\${A//${'*a'.repeat(2000)}b/x} C=\${A%%${'*a'.repeat(2000)}b}\n`,
    ),
  },
  {
    name: 'patterns of packages',
    files: withDockerfile(
      `FROM golang:1.26\nCOPY . .\nRUN go build -gcflags=${'...a'.repeat(60)}b=-l ${'./...'.repeat(60)}\n`,
    ),
  },
  {
    name: 'a chain of stages',
    files: withDockerfile(
      `FROM golang:1.26 AS s0\n${lines(4000, (n) => `FROM s${n} AS s${n + 1}\nCOPY --from=s${n} / /`)}\n`,
    ),
  },
  {
    name: 'stages in a circle',
    files: withDockerfile('FROM b AS a\nCOPY --from=c / /\nFROM c AS b\nFROM a AS c\nCOPY --from=b / /\n'),
  },
  {
    name: 'many heredocs',
    files: withDockerfile(
      `FROM golang:1.26\nRUN ${lines(1, () => Array.from({ length: 5000 }, (_, n) => `<<E${n}`).join(' '))}\n`,
    ),
  },
  {
    name: 'blanks only',
    files: withDockerfile(
      `FROM golang:1.26\nRUN ${repeat(' ', 60_000)}x\nRUN go build -ldflags "${repeat(' ', 60_000)}\n${repeat('\n', 500_000)}`,
    ),
  },
  {
    name: '.dockerignore: stars',
    files: beside({
      '.dockerignore': `${'*a'.repeat(500)}b\n${'**/'.repeat(500)}x\n${'[a-z]*'.repeat(500)}!\n`,
      ['a'.repeat(200)]: '',
    }),
  },
  { name: '.dockerignore: long', files: beside({ '.dockerignore': lines(100_000, (n) => `!${n}/**/*x`) }) },
  { name: '.dockerignore: stars without end', files: beside({ '.dockerignore': `${repeat('**/', 900_000)}x\n!y` }) },
  {
    name: '.dockerignore: a star for each byte',
    files: beside({ '.dockerignore': lines(40, () => repeat('**', 40_000)) }),
  },
  {
    name: '.dockerignore: many patterns for many files',
    files: beside({
      '.dockerignore': `*\n${lines(100_000, (n) => `!${n}*/x`)}`,
      ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}.go`, 'package main\n'])),
    }),
  },
  {
    name: 'links in a circle, in an allow-list',
    files: beside({ '.dockerignore': '*\n!go.mod\n!*/cmd\n', '_gopath/src/example.com/': '', 'a/b/': '' }),
    links: { '_gopath/src/example.com/app': '../../..', x: '.', y: '.', 'a/b/up': '../..', 'a/b/self': '.' },
  },
  {
    name: 'a context that is a link to everything',
    files: beside({ '.go-dockerfile.yaml': 'context: everything\n' }),
    links: { everything: '/' },
  },
  {
    name: 'go.mod: many replacements',
    files: beside({
      'go.mod': `module example.com/app\n\ngo 1.22\n${lines(40_000, (n) => `replace example.com/m${n} => ./m${n}`)}\n`,
    }),
  },
  { name: 'YAML: many keys', files: compose(lines(100_000, (n) => `  k${n}: x`)) },
  {
    name: 'workflow: many keys',
    files: beside({ '.github/workflows/a.yml': `${lines(100_000, (n) => `k${n}: x`)}\n# docker build Dockerfile\n` }),
  },
  {
    name: 'project file: many keys',
    files: beside({ '.go-dockerfile.yaml': `rules:\n${lines(80_000, (n) => `  k${n}: off`)}\n` }),
  },
  { name: '.dockerignore: parents', files: beside({ '.dockerignore': repeat('../') }) },
  { name: 'go.mod: blanks', files: beside({ 'go.mod': `module example.com/app\n${repeat(' ')}x\n` }) },
  { name: 'go.mod: empty lines', files: beside({ 'go.mod': `module example.com/app\n${repeat('\n')}go 1.22\n` }) },
  { name: 'go.mod: open blocks', files: beside({ 'go.mod': `module example.com/app\n${repeat('require (\n')}` }) },
  { name: 'go.mod: quotes', files: beside({ 'go.mod': `module "${repeat('\\"')}\nrequire "${repeat('a', 1000)}` }) },
  {
    name: 'go.mod: replacements in a circle',
    files: beside({
      'go.mod':
        'module example.com/app\n\ngo 1.22\n\nrequire example.com/app v0.0.0\nreplace example.com/app => ./\nreplace example.com/b => ../../../../..\n',
      'main.go': 'package main\n\nimport _ "example.com/app"\n\nfunc main() {}\n',
    }),
  },
  {
    name: 'go.mod: a hundred thousand requirements',
    files: beside({
      'go.mod': `module example.com/app\n\ngo 1.22\n\nrequire (\n${lines(50_000, (n) => `\texample.com/m${n} v1.0.0`)}\n)\n`,
    }),
  },
  {
    name: 'go.mod: a version of a million digits',
    files: beside({ 'go.mod': `module example.com/app\n\ngo 1.${repeat('9', 1_000_000)}\n` }),
  },
  {
    name: 'go.work: circles',
    files: beside({ 'go.work': `go 1.22\nuse (\n${lines(20_000, () => './../src/..')}\n)\n` }),
  },
  { name: 'Go: comments that never end', files: beside({ 'main.go': `package main\n${repeat('/*')}` }) },
  { name: 'Go: imports', files: beside({ 'main.go': `package main\nimport (\n${repeat('"net/http"\n')}` }) },
  { name: 'Go: strings', files: beside({ 'main.go': `package main\nvar x = ${repeat('"\\')}` }) },
  {
    name: 'Go: build constraints',
    files: beside({ 'main.go': `//go:build ${deep('(', ')', 50_000)}\npackage main\n` }),
  },
  {
    name: 'Go: more build constraints',
    files: beside({ 'main.go': `//go:build ${repeat('!', 100_000)}a ${repeat('&& b ', 100_000)}\npackage main\n` }),
  },
  {
    name: 'Go: directives of cgo',
    files: beside({ 'main.go': `package main\n\n/*\n${repeat('#cgo LDFLAGS: -l\n', 500_000)}*/\nimport "C"\n` }),
  },
  {
    name: 'Go: embedded patterns',
    files: beside({
      'main.go': `package main\n\nimport "embed"\n\n//go:embed ${'*a'.repeat(2000)}b\nvar f embed.FS\n\nfunc main() {}\n`,
      ['a'.repeat(200)]: '',
    }),
  },
  { name: 'Go: blanks', files: beside({ 'main.go': `package main\nimport${repeat(' ')}x` }) },
  { name: 'YAML: aliases', files: compose(`x-bomb:\n${aliasBomb.replace(/^/gm, '  ')}\n  build: *a11`) },
  {
    name: 'YAML: merged aliases',
    files: compose(
      lines(
        20,
        (n) =>
          `x${n}: &m${n}\n  <<: [${
            n === 0
              ? '{a: b}'
              : Array(20)
                  .fill(`*m${n - 1}`)
                  .join(', ')
          }]`,
      ),
    ),
  },
  { name: 'YAML: deep', files: compose(`x: ${deep('[', ']')}`) },
  { name: 'YAML: deeper', files: compose(`x: ${deep('{a: ', '}', 50_000)}`) },
  { name: 'YAML: blanks and quotes', files: compose(`x: "${repeat('\\n ', 300_000)}`) },
  { name: 'YAML: itself', files: compose('x: &x\n  build: *x\n') },
  { name: 'project file: aliases', files: beside({ '.go-dockerfile.yaml': `${aliasBomb}\nrules: *a11\n` }) },
  {
    name: 'project file: itself',
    files: beside({ '.go-dockerfile.yaml': 'rules: &x\n  <<: *x\nbuildArgs: &y [*y]\n' }),
  },
  {
    name: 'manifest: aliases',
    files: beside({
      'deploy.yaml': `kind: Deployment\napiVersion: apps/v1\nspec: {template: {spec: {containers: [{image: x, env: *a11}]}}}\n${aliasBomb}\n`,
    }),
  },
  {
    name: 'bake: heirs of many',
    files: bake(
      lines(
        14,
        (n) =>
          `target "t${n}" {\n  dockerfile = "x"\n  inherits = [${Array(14)
            .fill(`"t${(n + 1) % 14}"`)
            .join(', ')}]\n}`,
      ),
    ),
  },
  { name: 'bake: blocks that never end', files: bake(repeat('target "x" {\n')) },
  { name: 'bake: empty lines', files: bake(`target "x" {${repeat('\n')}}`) },
  { name: 'bake: quotes', files: bake(`target "x" {\n tags = [${repeat('"\\')}`) },
  { name: 'bake: slashes', files: bake(`target "x" {\n${repeat('/')}\n}`) },
  {
    name: 'Makefile: variables that double',
    files: makefile(`A0 := x\n${lines(60, (n) => `A${n + 1} = $(A${n})$(A${n})`)}\nA = $(A60)`),
  },
  {
    name: 'Makefile: a variable that doubles itself',
    files: makefile(`A := xxxxxxxxxx\n${lines(60, () => 'A := $(A)$(A)')}`),
  },
  {
    name: 'Makefile: targets that double',
    files: makefile(
      `A := ${'$(B) '.repeat(3000)}\nB := ${'$(C) '.repeat(3000)}\nC := ${'$(D) '.repeat(3000)}\nD := x\n$(A): y\n`,
    ),
  },
  {
    name: 'Makefile: prerequisites',
    files: makefile(lines(40, (n) => `t${n}: t${n + 1} t${n + 1}\n\t$(MAKE) t${n + 1}`)),
  },
  { name: 'Makefile: parentheses', files: makefile(`A = ${deep('$(', ')', 20_000)}`) },
  { name: 'Makefile: empty lines', files: makefile(repeat('\n', 1_500_000)) },
  { name: 'Makefile: blanks', files: makefile(`A =${repeat(' ', 500_000)}x ${repeat('\\\\', 300_000)}`) },
  { name: 'Makefile: lines that go on', files: makefile(`A = ${repeat('x\\\n', 300_000)}`) },
  {
    name: 'tasks: deep',
    files: beside({ '.vscode/tasks.json': `{"tasks": ${deep('[', ']')}, "x": "docker build Dockerfile"}` }),
  },
  {
    name: 'workflow: aliases',
    files: beside({ '.github/workflows/a.yml': `${aliasBomb}\njobs: {a: {steps: *a11}}\n# docker build Dockerfile\n` }),
  },
  {
    name: 'workflow: braces',
    files: beside({
      '.github/workflows/a.yml': `jobs:\n  a:\n    steps:\n      - run: docker build Dockerfile ${repeat('${{ ', 300_000)}\n`,
    }),
  },
  {
    name: 'a script that starts itself',
    files: withDockerfile('FROM golang:1.26\nCOPY . .\nRUN chmod +x a.sh\nENTRYPOINT ["/a.sh"]\nCMD ["x"]\n', {
      ...program,
      'a.sh': `#!/bin/sh\n${lines(2000, () => './a.sh; . ./a.sh; exec ./a.sh')}\n`,
    }),
  },
  { name: 'vendor/modules.txt', files: beside({ 'vendor/modules.txt': repeat('# a b\n## explicit; go 1.1\n') }) },
];
