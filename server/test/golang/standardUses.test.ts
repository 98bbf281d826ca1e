import { describe, expect, test } from 'vitest';
import { scanProgram } from '../../src/golang/program';
import type { StandardUse } from '../../src/golang/types';
import { memoryTree } from '../../src/workspace/sourceTree';
import { buildContext } from './support';

function usesIn(files: Readonly<Record<string, string>>): readonly StandardUse[] {
  const tree = memoryTree({ 'src/go.mod': 'module example.com/app\n\ngo 1.24\n', ...files });
  const request = {
    moduleCache: undefined,
    directory: '/src',
    packageArgument: '.',
    context: buildContext(),
    goPath: '/go',
  };
  return (scanProgram({ ...request, tree }).packages ?? []).flatMap(({ uses }) => uses ?? []);
}

const main = (imports: string, body: string): Readonly<Record<string, string>> => ({
  'src/main.go': `package main\n\nimport (\n${imports}\n)\n\n${body}\n`,
});

describe('calls of standard functions', () => {
  test.each([
    [
      'time',
      'func f() { time.LoadLocation("Europe/Berlin") }',
      ['time.LoadLocation', 'Europe/Berlin', ['Europe/Berlin']],
    ],
    ['runtime', 'func f() { runtime.Caller(0) }', ['runtime.Caller', undefined, []]],
    ['os', 'func f() { os.Getenv("GOPROXY") } // "GOOS"', ['Go variable', undefined, ['GOPROXY']]],
    ['time', 'func f() { time.LoadLocation( `UTC` ) }', ['time.LoadLocation', 'UTC', ['UTC']]],
    [
      'time',
      'const zone = "Asia/Tokyo"\nfunc f() { time.LoadLocation(zone) }',
      ['time.LoadLocation', undefined, ['Asia/Tokyo']],
    ],
    ['os', 'func f() { os.CreateTemp("", "x-*") }', ['os.CreateTemp', '', ['', 'x-*']]],
    [
      'net/http',
      'func f() { http.Get(fmt.Sprintf("%s/x(", c.base)) }\nvar c = t{base: "https://a.example"}',
      ['net/http.Get', undefined, ['%s/x(', 'https://a.example']],
    ],
    [
      'net/http',
      'func f() { client.Get("https://a.example") }',
      ['method Get', 'https://a.example', ['https://a.example']],
    ],
    [
      'net/http',
      'func f(r *http.Request) { r.ParseMultipartForm(1 << 20) }',
      ['method ParseMultipartForm', undefined, []],
    ],
    ['crypto/tls', 'var c = tls.Config{InsecureSkipVerify: true}', ['roots', undefined, ['InsecureSkipVerify']]],
  ])('%s: %s', (path, body, [name, first, texts]) => {
    expect(usesIn(main(`"${path}"`, body))).toMatchObject([{ name, first, texts, file: 'main.go' }]);
  });

  test('what stands in strings, runes and comments is no call', () => {
    const body = [
      'var code = `http.Get("https://a.example")',
      'c.Get("https://b.example")`',
      'const hint = "http.Get(\\"https://c.example\\")"',
      "var quote = '`' // http.Get(base)",
      'func f() { http.Head(`https://d.example`) }',
    ];
    expect(usesIn(main('"net/http"', body.join('\n')))).toEqual([
      { name: 'net/http.Head', file: 'main.go', line: 10, first: 'https://d.example', texts: ['https://d.example'] },
    ]);
  });

  test('an import under another name, with its line', () => {
    expect(usesIn(main('web "net/http"', 'func f() { web.Get("https://a.example") }'))).toEqual([
      { name: 'net/http.Get', file: 'main.go', line: 6, first: 'https://a.example', texts: ['https://a.example'] },
    ]);
  });

  test.each([
    ['a comment', '"time"', '// time.LoadLocation("Europe/Berlin")\n/* time.LoadLocation("Europe/Berlin") */'],
    ['something else of that name', '"fmt"', 'func f() { time.LoadLocation("Europe/Berlin") }'],
    ['a method of something else', '"time"', 'func f() { x.time.LoadLocation("Europe/Berlin") }'],
    ['a call that never ends', '"time"', 'func f() { time.LoadLocation("Europe/Berlin"'],
  ])('nothing in %s', (_name, imports, body) => {
    expect(usesIn(main(imports, body))).toEqual([]);
  });

  test('tests and dependencies are left alone', () => {
    const dependency = 'package dep\n\nimport "time"\n\nvar z, _ = time.LoadLocation("Europe/Berlin")\n';
    const files = {
      'src/go.mod': 'module example.com/app\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
      'src/main.go': 'package main\n\nimport _ "example.com/dep"\n\nfunc main() {}\n',
      'src/main_test.go': dependency.replace('package dep', 'package main'),
      'src/vendor/modules.txt': '# example.com/dep v1.0.0\n## explicit\nexample.com/dep\n',
      'src/vendor/example.com/dep/dep.go': dependency,
    };
    expect(usesIn(files)).toEqual([]);
  });
});
