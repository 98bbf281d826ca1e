import { describe, expect, test } from 'vitest';
import { explained, failsInBuildKit } from './explained';

/** Builds and containers whose output is easily taken for something else. What they print is measured with go 1.26 and BuildKit 0.29. */

const module = 'module ex.com/a\n\ngo 1.22\n';
const right = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("x") }\n';
const wrong = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Printl("x")\n}\n';
const undefinedPrintl = ['# ex.com/a', './main.go:6:6: undefined: fmt.Printl'];
const files = { 'go.mod': module, 'main.go': wrong };

/** A Dockerfile of one stage with this RUN at its end. */
const withRun = (run: string): string => `FROM golang:1.26-alpine\nWORKDIR /x\nCOPY . .\nRUN ${run}\n`;

interface Build {
  readonly run: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  readonly exitCode?: number;
  readonly problems: readonly (string | RegExp)[];
}

const table =
  'package p\n\nimport "testing"\n\nfunc TestP(t *testing.T) {\n\tt.Run("sub", func(t *testing.T) {\n\t\tif P() != 2 {\n\t\t\tt.Errorf("P() = %d\\nwant %d", P(), 2)\n\t\t}\n\t})\n}\n';
const logging =
  'package p\n\nimport "testing"\n\nfunc TestP(t *testing.T) {\n\tt.Log("before")\n\tt.Fatal("boom")\n}\n';
const tests = { 'go.mod': module, 'main.go': right, 'p/p.go': 'package p\n\nfunc P() int { return 1 }\n' };

const builds: Readonly<Record<string, readonly (Build & { readonly name: string })[]>> = {
  'the machine is not to blame': [
    {
      name: 'for what a constant of the program says',
      run: 'go build -o /app .',
      context: {
        'go.mod': module,
        'main.go': 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("no space left on device" + 1)\n}\n',
      },
      lines: [
        '# ex.com/a',
        './main.go:6:14: invalid operation: "no space left on device" + 1 (mismatched types untyped string and untyped int)',
      ],
      problems: [
        'main.go:6:14: "no space left on device" | invalid operation: "no space left on device" + 1 (mismatched types untyped string and untyped int)',
      ],
    },
    {
      name: 'for what a command before printed',
      run: 'echo "PASS TestENOSPC: write /x: no space left on device" && go build -o /app .',
      context: files,
      lines: ['PASS TestENOSPC: write /x: no space left on device', ...undefinedPrintl],
      problems: ['main.go:6:6: Printl | undefined: fmt.Printl'],
    },
    {
      name: 'for what a command printed without complaint, if nothing of go failed',
      run: 'make check',
      lines: [
        '--- PASS: TestOOM signal: killed is handled',
        'level=info msg="write /x: no space left on device"',
        'check failed',
      ],
      problems: [/^Dockerfile:4:.* \| This step ended with exit code 1\. Its last line: check failed$/],
    },
    {
      name: 'for what stands far above the end',
      run: 'make',
      lines: [
        'write /x: no space left on device',
        ...Array.from({ length: 30 }, (_, at) => `step ${at}`),
        'make: *** [all] Error 2',
      ],
      problems: [/make: \*\*\* \[all\] Error 2$/],
    },
    {
      name: 'for what is in the command',
      run: 'test -w /x || { echo "no space left on device"; false; }',
      lines: [],
      problems: [/This step ended with exit code 1, and printed nothing\.$/],
    },
    {
      name: 'but for what a command says at its end',
      run: 'go build -o /app .',
      lines: ['write /root/.cache/go-build/x: no space left on device'],
      problems: [/The disk of the engine is full/],
    },
    {
      name: 'and not for what a program says of a registry',
      run: 'push.sh',
      lines: ['pull access denied for x', 'manifest unknown'],
      problems: [/exit code 1\. Its last line: manifest unknown$/],
    },
  ],
  'a module that go cannot fetch is no error in the source that imports it': [
    ...[
      {
        name: 'without a network (measured with go 1.22)',
        lines: [
          'go: downloading golang.org/x/text v0.14.0',
          'main.go:3:8: golang.org/x/text@v0.14.0: Get "https://goproxy.example.com/golang.org/x/text/@v/v0.14.0.zip": dial tcp: lookup goproxy.example.com on 10.255.255.53:53: dial udp 10.255.255.53:53: connect: network is unreachable',
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The network cannot be reached/],
      },
      {
        name: 'of which no go.mod tells yet (measured with go 1.26)',
        lines: [
          'go: finding module for package golang.org/x/text',
          'main.go:3:8: module golang.org/x/text: Get "https://127.0.0.1:9/golang.org/x/text/@v/list": dial tcp 127.0.0.1:9: connect: connection refused',
          'main.go:3:8: cannot find module providing package golang.org/x/text: unrecognized import path "golang.org/x/text": https fetch: Get "https://golang.org/x/text?go-get=1": dial tcp: lookup golang.org on 10.255.255.53:53: no such host',
          'main.go:3:8: cannot find module providing package golang.org/x/text: module golang.org/x/text: Get "https://goproxy.example.com/golang.org/x/text/@v/list": dial tcp: lookup goproxy.example.com: no such host',
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The network cannot be reached/],
      },
      {
        name: 'on a disk that is full',
        lines: [
          'main.go:3:8: write /go/pkg/mod/cache/download/golang.org/x/text/@v/v0.14.0.zip: no space left on device',
          'main.go:4:2: golang.org/x/net@v0.14.0: unzip /go/pkg/mod/cache/download/x.zip: write /go/pkg/mod/golang.org/x/net@v0.14.0/a.go: no space left on device',
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The disk of the engine is full/],
      },
      {
        name: 'far above the end of what is printed',
        lines: [
          'main.go:3:8: write /go/pkg/mod/cache/download/golang.org/x/text/@v/v0.14.0.zip: no space left on device',
          ...Array.from({ length: 30 }, (_, at) => `after ${at}`),
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The disk of the engine is full/],
      },
      {
        name: 'without a login',
        lines: [
          'main.go:3:8: github.com/corp/x@v1.0.0: invalid version: git ls-remote -q origin in /go/pkg/mod/cache/vcs/abc: exit status 128:',
          "\tfatal: could not read Username for 'https://github.com': terminal prompts disabled",
          'Confirm the import path was entered correctly.',
          'If this is a private repository, see https://golang.org/doc/faq#git_https for additional information.',
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The repository of a private module asks for a login/],
      },
      {
        name: 'from a host that git does not find',
        lines: [
          'main.go:3:8: github.com/corp/x@v1.0.0: invalid version: git fetch -f origin refs/heads/*:refs/heads/* in /go/pkg/mod/cache/vcs/abc: exit status 128:',
          "\tfatal: unable to access 'https://github.com/corp/x/': Could not resolve host: github.com",
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The network cannot be reached/],
      },
      {
        name: 'without git',
        lines: [
          'main.go:3:8: golang.org/x/text@v0.14.0: invalid version: git init --bare in /go/pkg/mod/cache/vcs/abc: exec: "git": executable file not found in $PATH',
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| go fetches a module from its repository, and git is not installed/],
      },
      {
        name: 'through a proxy whose certificate is not trusted',
        lines: [
          'main.go:3:8: golang.org/x/text@v0.14.0: Get "https://proxy.corp.example/x": tls: failed to verify certificate: x509: certificate signed by unknown authority',
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The build stage lacks the CA certificate .* update-ca-certificates\.$/],
      },
      {
        name: 'that its proxy does not know',
        lines: [
          'main.go:3:8: golang.org/x/text@v0.14.0: reading https://goproxy.example.com/golang.org/x/text/@v/v0.14.0.zip: 404 Not Found',
        ],
        problems: [/^Dockerfile:4:1: RUN .* \| The proxy or the checksum database does not know the module/],
      },
      {
        name: 'for a reason that nobody knows',
        lines: [
          'main.go:3:8: golang.org/x/text@v0.14.0: Get "https://goproxy.example.com/x": EOF',
          'main.go:4:2: golang.org/x/net@v0.14.0: Get "https://goproxy.example.com/y": EOF',
        ],
        problems: [
          'Dockerfile:4:1: RUN go build -o /app . | main.go:3:8: golang.org/x/text@v0.14.0: Get "https://goproxy.example.com/x": EOF',
        ],
      },
    ].map((one) => ({
      run: 'go build -o /app .',
      context: {
        'go.mod': `${module}require golang.org/x/text v0.14.0\n`,
        'main.go': 'package main\n\nimport "golang.org/x/text"\n\nfunc main() {}\n',
      },
      ...one,
    })),
    {
      name: 'but go.mod is at fault for a version that there is not',
      run: 'go build -o /app .',
      context: { 'go.mod': module, 'main.go': 'package main\n\nimport "golang.org/x/text"\n\nfunc main() {}\n' },
      lines: ['main.go:3:8: golang.org/x/text@v9.9.9: invalid version: unknown revision v9.9.9'],
      problems: [/^main\.go:3:8: "golang\.org\/x\/text" \| .*unknown revision v9\.9\.9$/],
    },
    {
      name: 'but a constant that says the same is one',
      run: 'go build -o /app .',
      context: {
        'go.mod': module,
        'main.go':
          'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("a@v1: Get \\"https://x\\": dial tcp: no such host" + 1)\n}\n',
      },
      lines: [
        '# ex.com/a',
        './main.go:6:14: invalid operation: "a@v1: Get \\"https://x\\": dial tcp: no such host" + 1 (mismatched types untyped string and untyped int)',
      ],
      problems: [/^main\.go:6:14: .* \| invalid operation: [^\n]* untyped int\)$/],
    },
    {
      name: 'nor is one that go mod download cannot fetch',
      run: 'go mod download',
      lines: [
        'go: golang.org/x/text@v0.14.0: Get "https://proxy.corp.example/golang.org/x/text/@v/v0.14.0.mod": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      ],
      problems: [/^Dockerfile:4:1: RUN go mod download \| The build stage lacks the CA certificate/],
    },
  ],
  'a rule is named only where its page is about this': [
    {
      name: 'not of a compiler that is missing, where it ran',
      run: 'go build -o /app .',
      context: {
        'go.mod': module,
        'main.go': 'package main\n\n// int absent(void);\nimport "C"\n\nfunc main() { C.absent() }\n',
      },
      lines: [
        '# ex.com/a',
        '/usr/local/go/pkg/tool/linux_amd64/link: running gcc failed: exit status 1',
        "/usr/bin/ld: /tmp/go-link-933639769/000001.o: in function `_cgo_3137dd8db692_Cfunc_absent':",
        "/tmp/go-build/main.cgo2.c:54: undefined reference to `absent'",
        'collect2: error: ld returned 1 exit status',
      ],
      problems: [/^Dockerfile:4:1: .* \| The linker finds no absent in any of the C libraries that it was given\.$/],
    },
    {
      name: 'nor where a library is missing',
      run: 'go build -o /app .',
      lines: [
        '# ex.com/a',
        '/usr/bin/ld: cannot find -lfoo: No such file or directory',
        'collect2: error: ld returned 1 exit status',
      ],
      problems: [
        /^Dockerfile:4:1: .* does not find the library foo\. Install its development package in the build stage\.$/,
      ],
    },
    {
      name: 'nor of a folder that was not copied, where the module of somebody else is missing',
      run: 'go build -o /app .',
      context: { 'go.mod': module, 'main.go': 'package main\n\nimport "ex.com/b/z"\n\nfunc main() { z.Z() }\n' },
      lines: ['main.go:3:8: no required module provides package ex.com/b/z; to add it:', '\tgo get ex.com/b/z'],
      problems: [/^main\.go:3:8: "ex\.com\/b\/z" \| [^]*“go mod tidy” adds\.$/],
    },
    {
      name: 'but where the text alone proves it',
      run: 'sh build.sh',
      lines: ['go: -race requires cgo; enable cgo by setting CGO_ENABLED=1'],
      problems: [/ \(race-without-cgo\)$/],
    },
  ],
  'a test': [
    {
      name: 'with -v, which says what failed above how it ended',
      run: 'go test -v ./...',
      context: { ...tests, 'p/p_test.go': table, 'q/p_test.go': table },
      lines: [
        '?   \tex.com/a\t[no test files]',
        '=== RUN   TestP',
        '=== RUN   TestP/sub',
        '    p_test.go:8: P() = 1',
        '        want 2',
        '--- FAIL: TestP (0.00s)',
        '    --- FAIL: TestP/sub (0.00s)',
        'FAIL',
        'FAIL\tex.com/a/p\t0.025s',
        '=== RUN   TestP',
        '    p_test.go:6: fine',
        '--- PASS: TestP (0.00s)',
        'PASS',
        'ok  \tex.com/a/q\t0.003s',
        'FAIL',
      ],
      problems: ['p/p_test.go:8:4: t.Errorf("P() = %d\\nwant %d", P(), 2) | P() = 1\nwant 2'],
    },
    {
      name: 'of which one of several in turn failed',
      run: 'go test -v ./...',
      context: { ...tests, 'p/p_test.go': table },
      lines: [
        '=== RUN   TestA',
        '=== PAUSE TestA',
        '=== RUN   TestB',
        '=== CONT  TestA',
        '    p_test.go:6: of A',
        '=== NAME  TestB',
        '    p_test.go:8: of B',
        '--- PASS: TestA (0.00s)',
        '--- FAIL: TestB (0.00s)',
        'FAIL',
        'FAIL\tex.com/a/p\t0.025s',
      ],
      problems: [/^p\/p_test\.go:8:4: .* \| of B$/],
    },
    {
      name: 'that logs before it fails',
      run: 'go test ./...',
      context: { ...tests, 'p/p_test.go': logging },
      lines: [
        '--- FAIL: TestP (0.00s)',
        '    p_test.go:6: before',
        '    p_test.go:7: boom',
        'FAIL',
        'FAIL\tex.com/a/p\t0.009s',
      ],
      problems: ['p/p_test.go:7:2: t.Fatal("boom") | boom'],
    },
    {
      name: 'that says it in several lines below, as testify does',
      run: 'go test ./...',
      context: { ...tests, 'p/p_test.go': logging },
      lines: [
        '--- FAIL: TestP (0.00s)',
        '    p_test.go:7: ',
        '        \tError Trace:\t/x/p/p_test.go:7',
        '        \tError:      \tNot equal',
        'FAIL',
        'FAIL\tex.com/a/p\t0.009s',
      ],
      problems: [/^p\/p_test\.go:7:2: .* \| Error Trace:\t\/x\/p\/p_test\.go:7\nError: {6}\tNot equal$/],
    },
  ],
  'a file': [
    {
      name: 'is not that of another module, in which a script works',
      run: 'sh build.sh',
      context: {
        ...files,
        'go.mod': 'module ex.com/r\n',
        'main.go': `${wrong}// more\n`,
        'build.sh': 'cd svc\ngo build .\n',
        'svc/go.mod': module,
        'svc/main.go': wrong,
      },
      lines: undefinedPrintl,
      problems: ['Dockerfile:4:1: RUN sh build.sh | ./main.go:6:6: undefined: fmt.Printl'],
    },
    ...[
      { name: 'is that of a linter below what somebody echoes', above: ['# lint'] },
      {
        name: 'is that of a linter below a package whose name was all that was printed',
        above: ['# ex.com/b/c', 'done'],
      },
      {
        name: 'is that of a linter below warnings of the compiler of C',
        above: [
          '# github.com/mattn/go-sqlite3',
          "sqlite3-binding.c: In function 'sqlite3SelectNew':",
          'sqlite3-binding.c:123303:10: warning: function may return address of local variable [-Wreturn-local-addr]',
          '123303 |   return pNew;',
          '       |          ^~~~',
        ],
      },
    ].map(({ name, above }): Build & { readonly name: string } => ({
      name,
      run: 'make lint',
      context: files,
      lines: [...above, 'main.go:6:6: undefined: fmt.Printl (typecheck)'],
      problems: [
        ...above.flatMap((line) => (line.includes('warning: ') ? [/^Dockerfile:4:1: .* warning: /] : [])),
        'main.go:6:6: Printl | undefined: fmt.Printl (typecheck)',
      ],
    })),
    {
      name: 'is not that of the main package, where the compiler of C speaks of another one',
      run: 'go build -o /app .',
      context: { ...files, 'x.c': 'int f(void) {\n  return 0;\n}\n' },
      lines: ['# ex.com/b/c', 'x.c: In function f:', "x.c:2:3: error: 'y' undeclared", 'x.c:3:1: error: more'],
      problems: [/^Dockerfile:4:1: .*'y' undeclared$/, /^Dockerfile:4:1: .* error: more$/],
    },
    {
      name: 'is not one that was changed before',
      run: "sed -i '1i // header' main.go && go build -o /app .",
      context: files,
      lines: ['# ex.com/a', './main.go:7:6: undefined: fmt.Printl'],
      problems: [/^Dockerfile:4:1: RUN sed .* \| \.\/main\.go:7:6: undefined: fmt\.Printl$/],
    },
    {
      name: 'is not looked for elsewhere, if that where go runs was changed',
      run: "cd app && sed -i '1i // header' main.go && go build -o /app .",
      context: { 'main.go': `// header\n${wrong}`, 'app/main.go': wrong },
      lines: ['./main.go:7:6: undefined: fmt.Printl'],
      problems: [/^Dockerfile:4:1: /],
    },
    {
      name: 'may be in a folder whose name ends as that of a package of tests does',
      run: 'go build -o /app ./e2e_test',
      context: { 'go.mod': module, 'e2e_test/main.go': wrong },
      lines: ['# ex.com/a/e2e_test', 'e2e_test/main.go:6:6: undefined: fmt.Printl'],
      problems: ['e2e_test/main.go:6:6: Printl | undefined: fmt.Printl'],
    },
    {
      name: 'is not one with shorter lines',
      run: 'go build -o /app .',
      context: files,
      lines: ['# ex.com/a', './main.go:5:40: missing return'],
      problems: [/^Dockerfile:4:1: .* \| \.\/main\.go:5:40: missing return$/],
    },
    {
      name: 'is that of a module that replaces another one',
      run: 'go build -o /app .',
      context: {
        'go.mod': `${module}replace ex.com/orig => ./fork\n`,
        'main.go': right,
        'fork/go.mod': 'module ex.com/fork\n',
        'fork/main.go': wrong,
      },
      lines: ['# ex.com/orig', 'fork/main.go:6:6: undefined: fmt.Printl'],
      problems: ['fork/main.go:6:6: Printl | undefined: fmt.Printl'],
    },
    {
      name: 'of which there are two is none, if nothing tells which',
      run: 'cd one && go vet . && cd ../two && go vet .',
      context: { 'one/main.go': wrong, 'two/main.go': wrong },
      lines: ['main.go:6:6: undefined: fmt.Printl'],
      problems: [/^Dockerfile:4:1: /],
    },
    {
      name: 'may have blanks and any letters in its name',
      run: 'go build -o /app .',
      context: { 'go.mod': module, 'my file ü.go': wrong },
      lines: ['# ex.com/a', './my file ü.go:6:6: undefined: fmt.Printl'],
      problems: ['my file ü.go:6:6: Printl | undefined: fmt.Printl'],
    },
    {
      name: 'is not told of by what somebody echoes',
      run: 'echo "main.go:3: TODO later"; go build -o /app . && exit 3',
      context: { 'go.mod': module, 'main.go': right },
      lines: ['main.go:3: TODO later'],
      exitCode: 3,
      problems: [/^Dockerfile:4:1: RUN echo .*exit code 3\. Its last line: main\.go:3: TODO later$/],
    },
    {
      name: 'is told of by go generate without a column',
      run: 'go generate ./...',
      context: { 'go.mod': module, 'main.go': 'package main\n\n//go:generate stringer\n' },
      lines: ['main.go:3: running "stringer": exec: "stringer": executable file not found in $PATH'],
      problems: [/^main\.go:3:1: \/\/go:generate stringer \| running "stringer"/],
    },
    {
      name: 'is found in a panic of a program that was built with -trimpath',
      run: 'go run -trimpath .',
      context: { 'go.mod': module, 'main.go': right, 'q/q.go': wrong },
      lines: [
        'panic: boom',
        '',
        'goroutine 1 [running]:',
        'ex.com/a/q.F()',
        '\tex.com/a/q/q.go:6 +0x1d',
        'main.main()',
        '\tex.com/a/main.go:5 +0x1d',
      ],
      problems: ['q/q.go:6:2: fmt.Printl("x") | panic: boom'],
    },
  ],
};

for (const [about, cases] of Object.entries(builds)) {
  describe(about, () => {
    test.each(cases)('$name', ({ run, context = {}, lines, exitCode = 1, problems }) => {
      const text = withRun(run);
      const found = explained({ text, context, printed: { output: failsInBuildKit(text, lines, exitCode), exitCode } });
      expect(found).toEqual(problems.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
    });
  });
}

describe('in a container of Windows', () => {
  test.each(['.\\main.go', 'C:\\src\\main.go', 'c:\\src\\main.go'])('%s', (path) => {
    for (const workdir of ['C:\\src', 'C:/src', '/src']) {
      const text = `# escape=\`\nFROM golang:1.26-windowsservercore\nWORKDIR ${workdir}\nCOPY . .\nRUN go build -o app.exe .\n`;
      const output = [
        '#9 [4/4] RUN go build -o app.exe .',
        '#9 1.3 # ex.com/a',
        `#9 1.3 ${path}:6:6: undefined: fmt.Printl`,
        '#9 ERROR: process "cmd /S /C go build -o app.exe ." did not complete successfully: exit code: 1',
      ].join('\n');
      expect(explained({ text, context: files, printed: { output } })).toEqual([
        'main.go:6:6: Printl | undefined: fmt.Printl',
      ]);
    }
  });
});

describe('podman', () => {
  const text = [
    ...['FROM golang:1.26-alpine AS one', 'WORKDIR /x', 'COPY a .', 'RUN go build -o /app .'],
    ...['FROM golang:1.26-alpine AS two', 'WORKDIR /x', 'COPY b .', 'RUN go build -o /app .'],
    ...['FROM scratch', 'COPY --from=one /app /a', 'COPY --from=two /app /b', ''],
  ].join('\n');
  const context = { 'a/go.mod': module, 'a/main.go': right, 'b/go.mod': module, 'b/main.go': wrong };
  const end = 'Error: building at STEP "RUN go build -o /app .": while running runtime: exit status 1';

  test.each<[string, readonly string[]]>([
    [
      'says in which stage a RUN is that stands in several',
      [
        ...['[1/3] STEP 1/4: FROM golang:1.26-alpine AS one', '[1/3] STEP 4/4: RUN go build -o /app .', '--> 3'],
        ...['[2/3] STEP 1/4: FROM golang:1.26-alpine AS two', '[2/3] STEP 4/4: RUN go build -o /app .'],
        ...[...undefinedPrintl, end],
      ],
    ],
    [
      'says so of each line where stages are built at the same time',
      [
        ...['[1/3] STEP 4/4: RUN go build -o /app .', '[2/3] STEP 4/4: RUN go build -o /app .'],
        ...[...undefinedPrintl.map((line) => `[2/3] ${line}`), end],
      ],
    ],
    [
      'is not misled by what a command calls a step',
      [
        ...[
          '[2/3] STEP 4/4: RUN go build -o /app .',
          'STEP 1: compiling',
          'STEP 5: RUN tests',
          '[2/3] STEP 1/4: FROM x',
        ],
        ...[...undefinedPrintl, end],
      ],
    ],
    [
      'is not misled by a build of several platforms',
      [
        ...['[linux/arm64] [2/3] STEP 3/4: COPY b .', '[linux/amd64] [2/3] STEP 3/4: COPY b .'],
        ...['[linux/amd64] [2/3] STEP 4/4: RUN go build -o /app .'],
        ...[...undefinedPrintl.map((line) => `[linux/amd64] [2/3] ${line}`), end],
      ],
    ],
    [
      'is not misled by what a command before called an error',
      [
        ...['[2/3] STEP 3/4: RUN lint', 'Error: something minor', '[2/3] STEP 4/4: RUN go build -o /app .'],
        ...[...undefinedPrintl, end],
      ],
    ],
  ])('%s', (_, lines) => {
    expect(explained({ text, context, printed: { output: lines.join('\n') } })).toEqual([
      'b/main.go:6:6: Printl | undefined: fmt.Printl',
    ]);
  });

  test.each([
    ['Error: building at STEP "RUN go build -o /app .": while running runtime: exit status 3', 'STEP 8/10: '],
    ["The command '/bin/sh -c go build -o /app .' returned a non-zero code: 3", 'Step 8/12 : '],
  ])('of a command that fails: %s', (error, step) => {
    const output = `${step}RUN go build -o /app .\nthe reason\n${error}\n`;
    expect(explained({ text: text.replace('RUN go build', 'RUN make'), context, printed: { output } })).toEqual([
      'Dockerfile:8:1: RUN go build -o /app . | This step ended with exit code 3. Its last line: the reason',
    ]);
  });

  test.each([
    [['Error: cannot find the licence file'], 'Error: cannot find the licence file'],
    [['Error: missing database URL', 'usage: x'], 'usage: x'],
    [['STEP 1: compiling'], 'STEP 1: compiling'],
    [['STEP 9/10: failed'], 'STEP 9/10: failed'],
    [['Error: building at STEP "RUN x": nested', 'STEP 2/2: RUN y'], 'STEP 2/2: RUN y'],
  ])('of a command that prints %j', (lines, last) => {
    for (const end of [
      'Error: building at STEP "RUN go build -o /app .": while running runtime: exit status 3',
      'Error: error building at STEP "RUN go build -o /app .": error while running runtime: exit status 3',
      "The command '/bin/sh -c go build -o /app .' returned a non-zero code: 3",
    ]) {
      const output = ['STEP 8/10: RUN go build -o /app .', ...lines, end, ''].join('\n');
      expect(explained({ text: text.replace('RUN go build', 'RUN make'), context, printed: { output } })).toEqual([
        `Dockerfile:8:1: RUN go build -o /app . | This step ended with exit code 3. Its last line: ${last}`,
      ]);
    }
  });

  test('of which the engine says nothing', () => {
    const output = 'STEP 8/10: RUN go build -o /app .\nbusy\nError: gone\n';
    expect(explained({ text: text.replace('RUN go build', 'RUN make'), context, printed: { output } })).toEqual([
      'Dockerfile:8:1: RUN go build -o /app . | Error: gone\nbusy',
    ]);
  });

  test('of a copy, and what the older builder of Docker says of it', () => {
    for (const output of [
      '[1/3] STEP 3/4: COPY a .\nError: building at STEP "COPY a .": checking on sources under "/w": copier: stat: "/a": no such file or directory\n',
      'Step 3/12 : COPY a .\nCOPY failed: file not found in build context or excluded by .dockerignore: stat a: file does not exist\n',
    ]) {
      expect(explained({ text, context: {}, printed: { output } })).toEqual([
        expect.stringMatching(/^Dockerfile:3:\d+: .* \| COPY names a file that is not there/),
      ]);
    }
  });
});

describe('what docker says behind everything else', () => {
  test.each([
    'View build details: docker-desktop://dashboard/build/default/default/abc',
    "\u001b[1mWhat's next:\u001b[0m\n    Debug this build failure with Gordon → docker ai",
  ])('%j', (trailer) => {
    const excerpt = 'Dockerfile:4\n--------------------\n   4 | >>> RUN go build\n--------------------\n';
    const output = `${excerpt}ERROR: failed to build: failed to solve: weird thing\n\n${trailer}\n`;
    expect(explained({ text: withRun('go build'), context: files, printed: { output } })).toEqual([
      'Dockerfile:4:1: RUN go build | weird thing',
    ]);
  });
});

describe('a container', () => {
  const text = [
    ...['FROM golang:1.26-alpine AS b', 'WORKDIR /x', 'COPY . .', 'RUN CGO_ENABLED=0 go build -trimpath -o /app .'],
    ...['FROM alpine:3.24', 'COPY --from=b /app /app', 'ENTRYPOINT ["/app"]', ''],
  ].join('\n');
  const context = {
    'go.mod': 'module ex.com/g\n',
    'main.go': 'package main\n\nfunc f(m map[string]int) {\n\tm["a"] = 1\n}\n\nfunc main() { f(nil) }\n',
  };
  const start =
    'docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

  test.each<[string, string, number, readonly (string | RegExp)[]]>([
    [
      'that panics, built with -trimpath',
      'panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.f(...)\n\tex.com/g/main.go:4\nmain.main()\n\tex.com/g/main.go:7 +0x28\n',
      2,
      ['main.go:4:2: m["a"] = 1 | panic: assignment to entry in nil map'],
    ],
    [
      'that panics in Go itself and then in what it runs',
      'panic: boom\n\ngoroutine 1 [running]:\nnet/http.Serve(...)\n\tnet/http/server.go:4\nmain.main()\n\tex.com/g/main.go:7 +0x28\n',
      2,
      [/^main\.go:7:1: .* \| panic: boom$/],
    ],
    [
      'whose program starts one that is not there',
      'up\ntranscode: fork/exec /usr/bin/ffmpeg: no such file or directory\n',
      1,
      [/\/usr\/bin\/ffmpeg, which is not in the image, or whose loader is not/],
    ],
    [
      'the same, on PATH',
      'exec: "ffmpeg": executable file not found in $PATH\n',
      1,
      [/start ffmpeg, which is not on the PATH/],
    ],
    [
      'the same, not to be executed',
      '2026/11/21 fork/exec /bin/foo: permission denied\n',
      1,
      [/\/bin\/foo, which its user may not execute/],
    ],
    [
      'the same, of another platform',
      'fork/exec /bin/foo: exec format error\n',
      1,
      [/\/bin\/foo, which was built for another platform/],
    ],
    [
      'whose own program is not there',
      `${start}exec: "/app": stat /app: no such file or directory\n`,
      127,
      [/There is no file \/app in the image/],
    ],
    [
      'whose own program may not be executed',
      `${start}exec: "/app": permission denied\n`,
      126,
      [/The user may not execute it/],
    ],
    ['whose loader is not there', 'exec /app: no such file or directory\n', 255, [/what it needs to start is not/]],
    [
      'that logs such a line and recovers',
      '2026/11/21 panic recovered: exec /x: no such file or directory\nbye\n',
      1,
      [],
    ],
    ['that says such a line and ends well', 'exec /helper: no such file or directory\n', 0, []],
    ['that logs what is no error', '{"level":"info","msg":"user: unknown user bob"}\n', 1, []],
    [
      'whose program looks for a user',
      '{"level":"error","msg":"user: unknown user bob"}\n',
      1,
      [/looks for the user bob, whom/],
    ],
    [
      'that writes where it may not',
      'open /data/x: read-only file system\n',
      1,
      [/--read-only, or the volume with :ro/],
    ],
  ])('%s', (_, output, exitCode, problems) => {
    const found = explained({ text, context, printed: { phase: 'run', output, exitCode } });
    expect(found).toEqual(problems.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
  });

  test('whose panic may be in either of two programs is not said to be in one', () => {
    const two = [
      ...['FROM golang:1.26 AS one', 'WORKDIR /src', 'COPY a .', 'RUN CGO_ENABLED=0 go build -o /app .'],
      ...['FROM golang:1.26 AS two', 'WORKDIR /src', 'COPY b .', 'RUN CGO_ENABLED=0 go build -o /app .'],
      ...['FROM scratch', 'COPY --from=two /app /app', 'ENTRYPOINT ["/app"]', ''],
    ];
    const output = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:6 +0x1d\n';
    const printed = { phase: 'run', output, exitCode: 2 } as const;
    const both = { 'a/go.mod': module, 'a/main.go': wrong, 'b/go.mod': module, 'b/main.go': wrong };
    expect(explained({ text: two.join('\n'), context: both, printed })).toEqual([
      'b/main.go:6:2: fmt.Printl("x") | panic: boom',
    ]);
    const neither = [...two.slice(0, -3), 'RUN make install', 'ENTRYPOINT ["/other"]', '']
      .join('\n')
      .replaceAll('-o /app', '-o /');
    expect(explained({ text: neither, context: both, printed })).toEqual([]);
  });
});
