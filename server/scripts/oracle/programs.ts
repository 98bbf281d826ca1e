/** What the generated Dockerfiles build: one module each, by the kind of package that decides how Go links it. */
export interface Program {
  readonly id: string;
  /** Path -> text, without go.mod. */
  readonly files: Readonly<Record<string, string>>;
  /** The package that go build is given. */
  readonly package: string;
  /** The program's name if no -o is given, once the module is called example.com/app. */
  readonly name: string;
  /** The oldest Go that compiles it, as a minor release. */
  readonly since: number;
}

const main = (imports: readonly string[], body: string): string =>
  `package main\n\nimport (\n${imports.map((path) => `\t${path}\n`).join('')})\n\nfunc main() {\n${body}}\n`;

const root = { package: '.', name: 'app', since: 16 };

/** Each program ends by itself with exit code 0 once it was started, whatever the image lacks. */
export const programs: readonly Program[] = [
  { ...root, id: 'plain', files: { 'main.go': main(['"fmt"'], '\tfmt.Println("started")\n') } },
  {
    ...root,
    id: 'net',
    files: {
      'main.go': main(
        ['"fmt"', '"net"', '"net/http"'],
        '\t_, err := net.LookupHost("localhost")\n\tfmt.Println("started", http.MethodGet, err)\n',
      ),
    },
  },
  {
    ...root,
    id: 'os-user',
    files: {
      'main.go': main(['"fmt"', '"os/user"'], '\tu, err := user.Current()\n\tfmt.Println("started", u, err)\n'),
    },
  },
  {
    ...root,
    id: 'cgo',
    files: {
      'main.go':
        'package main\n\n/*\n#include <stdlib.h>\nstatic int twice(const char *s) { return 2 * atoi(s); }\n*/\nimport "C"\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("started", C.twice(C.CString("21")))\n}\n',
    },
  },
  {
    ...root,
    id: 'cgo-optional',
    files: {
      'main.go': main(['"fmt"'], '\tfmt.Println("started", name())\n'),
      'with.go':
        '//go:build cgo\n\npackage main\n\n// static int one(void) { return 1; }\nimport "C"\n\nfunc name() int { return int(C.one()) }\n',
      'without.go': '//go:build !cgo\n\npackage main\n\nfunc name() int { return 0 }\n',
    },
  },
  {
    ...root,
    id: 'plugin-host',
    files: {
      'main.go': main(['"fmt"', '"plugin"'], '\t_, err := plugin.Open("/none.so")\n\tfmt.Println("started", err)\n'),
    },
  },
  {
    ...root,
    id: 'time-zone',
    files: {
      'main.go': main(
        ['"fmt"', '"time"'],
        '\t_, err := time.LoadLocation("Europe/Berlin")\n\tfmt.Println("started", err)\n',
      ),
    },
  },
  {
    ...root,
    id: 'certificates',
    files: {
      'main.go': main(
        ['"crypto/x509"', '"fmt"', '"net/http"'],
        '\tpool, err := x509.SystemCertPool()\n\tfmt.Println("started", http.MethodGet, pool != nil, err)\n',
      ),
    },
  },
  {
    ...root,
    id: 'embed',
    files: {
      'main.go':
        'package main\n\nimport (\n\t_ "embed"\n\t"fmt"\n)\n\n//go:embed page.txt\nvar page string\n\nfunc main() { fmt.Println("started", page) }\n',
      'page.txt': 'hello\n',
    },
  },
  {
    id: 'nested',
    package: './cmd/server',
    name: 'server',
    since: 16,
    files: {
      'cmd/server/main.go': main(['"fmt"', '"example.com/app/internal/say"'], '\tfmt.Println(say.Hello())\n'),
      'internal/say/say.go':
        'package say\n\nimport "net"\n\nfunc Hello() string { return "started " + net.IPv4zero.String() }\n',
    },
  },
  {
    ...root,
    id: 'library',
    files: { 'app.go': 'package app\n\nfunc Hello() string { return "no main" }\n' },
  },
];
