/** A build that fails, and where the reason is. */
export interface FailingBuild {
  readonly name: string;
  readonly dockerfile: string;
  /** Files of the build context. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further words for docker. */
  readonly more?: readonly string[];
  readonly online?: true;
  /** For each problem the beginning of `file:line: underlined text`, lines counted from one, and a part of its message. */
  readonly problems: readonly { readonly at: string; readonly says: string; readonly rule?: string }[];
}

const module = 'module example.com/a\n\ngo 1.22\n';
const broken = 'package main\n\nfunc main() {\n\té := "ü"; println(é, nosuch)\n}\n';
const program = 'package main\n\nfunc main() { println("runs") }\n';

/** Measured with BuildKit of Docker 28 and golang:1.26-alpine, and again whenever the tests run. */
export const failingBuilds: readonly FailingBuild[] = [
  {
    name: 'a compile error in a module below, in the directory of a command',
    dockerfile:
      'FROM golang:1.26-alpine AS build\nWORKDIR /src\nCOPY app/go.mod ./\nCOPY app/cmd/ cmd/\nRUN CGO_ENABLED=0 go build -o /app ./cmd/x\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    files: { 'app/go.mod': module, 'app/cmd/x/main.go': broken },
    problems: [{ at: 'app/cmd/x/main.go:4: nosuch', says: 'undefined: nosuch' }],
  },
  {
    name: 'a compile error behind cd, among two files of the same name',
    dockerfile:
      'FROM golang:1.26-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN cd tools && go vet . && cd ../app && go build -o /app .\n',
    files: {
      'tools/go.mod': 'module example.com/tools\n\ngo 1.22\n',
      'tools/main.go': program,
      'app/go.mod': module,
      'app/main.go': broken,
    },
    problems: [{ at: 'app/main.go:4: nosuch', says: 'undefined: nosuch' }],
  },
  {
    name: 'go -C, and sources that are mounted',
    dockerfile: 'FROM golang:1.26-alpine\nRUN --mount=type=bind,source=app,target=/src go build -C /src -o /app .\n',
    files: { 'app/go.mod': module, 'app/main.go': broken },
    problems: [{ at: 'app/main.go:4: nosuch', says: 'undefined: nosuch' }],
  },
  {
    name: 'a file that another command generated has no source',
    dockerfile:
      'FROM golang:1.26-alpine\nWORKDIR /src\nCOPY go.mod ./\nRUN printf "package main\\n\\nfunc main() { nosuch() }\\n" > main.go\nRUN go build -o /app .\n',
    files: { 'go.mod': module },
    problems: [{ at: 'Dockerfile:5: RUN go build -o /app .', says: './main.go:3:15: undefined: nosuch' }],
  },
  {
    name: 'an entry is missing in go.sum',
    dockerfile: 'FROM golang:1.26-alpine\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n',
    files: {
      'go.mod': `${module}\nrequire github.com/google/uuid v1.6.0\n`,
      'main.go': 'package main\n\nimport "github.com/google/uuid"\n\nfunc main() { println(uuid.New().String()) }\n',
    },
    problems: [{ at: 'main.go:3: "github.com/google/uuid"', says: 'go.sum lacks a module' }],
  },
  {
    name: 'a module that nothing requires',
    dockerfile: 'FROM golang:1.26-alpine\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n',
    files: {
      'go.mod': module,
      'main.go': 'package main\n\nimport (\n\t"example.com/a/internal/x"\n)\n\nfunc main() { x.Run() }\n',
      '.dockerignore': 'internal\n',
      'internal/x/x.go': 'package x\n\nfunc Run() {}\n',
    },
    problems: [{ at: 'Dockerfile:4: build', says: 'internal/x', rule: 'source-not-copied' }],
  },
  {
    name: 'COPY of a file that is not there',
    dockerfile: 'FROM alpine:3.22\nCOPY go.mod nothere.txt /src/\n',
    files: { 'go.mod': module },
    problems: [{ at: 'Dockerfile:2: nothere.txt', says: 'nothere.txt is not where COPY takes it from' }],
  },
  {
    name: 'COPY of what a stage does not write',
    dockerfile: 'FROM alpine:3.22 AS build\nRUN true\nFROM scratch\nCOPY --from=build /out/app /app\n',
    problems: [{ at: 'Dockerfile:4: /out/app', says: 'is not where COPY takes it from' }],
  },
  {
    name: 'a stage that is not there',
    dockerfile: 'FROM alpine:3.22 AS build\nRUN true\n',
    more: ['--target', 'nosuch'],
    problems: [{ at: 'Dockerfile:1: FROM alpine:3.22 AS build', says: 'no stage nosuch' }],
  },
  {
    name: 'go.mod asks for a newer Go',
    dockerfile:
      'FROM golang:1.22-alpine AS build\nENV GOTOOLCHAIN=local\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n',
    files: { 'go.mod': 'module example.com/a\n\ngo 1.25\n', 'main.go': program },
    problems: [{ at: 'Dockerfile:1: golang:1.22-alpine', says: 'asks for Go 1.25', rule: 'go-version-behind-module' }],
  },
  {
    name: 'gcc is missing',
    dockerfile: 'FROM golang:1.26-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=1 go build -o /app .\n',
    files: {
      'go.mod': module,
      'main.go': 'package main\n\n// #include <stdlib.h>\nimport "C"\n\nfunc main() { C.free(nil) }\n',
    },
    problems: [{ at: 'Dockerfile:4: build', says: 'no C compiler', rule: 'cgo-without-compiler' }],
  },
  {
    name: 'a header is missing',
    dockerfile: 'FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN go vet .\n',
    files: {
      'go.mod': module,
      'main.go': 'package main\n\n// #include <nosuch.h>\nimport "C"\n\nfunc main() {}\n',
    },
    problems: [{ at: 'main.go:3: <nosuch.h>', says: 'The header nosuch.h is missing' }],
  },
  {
    name: 'RUN that ends with 1',
    dockerfile: 'FROM alpine:3.22\nRUN echo preparing >&2 \\\n && echo the reason >&2 \\\n && exit 1\n',
    problems: [{ at: 'Dockerfile:2: RUN echo preparing >&2 \\', says: 'exit code 1. Its last line: the reason' }],
  },
  {
    name: 'a command that is not installed',
    dockerfile: 'FROM alpine:3.22\nRUN true && protoc --version\n',
    problems: [{ at: 'Dockerfile:2: protoc', says: 'finds no protoc' }],
  },
  {
    name: 'a package that Alpine does not have',
    dockerfile: 'FROM alpine:3.22\nRUN apk add --no-cache nosuchpackage\n',
    online: true,
    problems: [{ at: 'Dockerfile:2: nosuchpackage', says: 'nosuchpackage' }],
  },
  {
    name: 'an instruction that is none',
    dockerfile: 'FROM alpine:3.22\n# what follows is misspelt\nRUNN true\n',
    problems: [{ at: 'Dockerfile:3', says: 'unknown instruction: RUNN', rule: 'refused-instruction' }],
  },
  {
    name: 'a base image without the platform',
    dockerfile: 'FROM debian:bookworm-slim\nRUN true\n',
    more: ['--platform', 'linux/s390x'],
    problems: [{ at: 'Dockerfile:1', says: '' }],
  },
  {
    name: 'a base image that is not there',
    dockerfile: 'FROM 127.0.0.1:5000/go-dockerfile-nosuch:1\nRUN true\n',
    problems: [{ at: 'Dockerfile:1', says: 'no image 127.0.0.1:5000/go-dockerfile-nosuch:1' }],
  },
  {
    name: 'a secret that was not given',
    dockerfile: 'FROM alpine:3.22\nRUN --mount=type=secret,id=token,required=true cat /run/secrets/token\n',
    problems: [{ at: 'Dockerfile:2: token', says: 'a secret that the build was not given' }],
  },
  {
    name: 'an SSH agent that was not given',
    dockerfile: 'FROM alpine:3.22\nRUN --mount=type=ssh,required=true true\n',
    problems: [{ at: 'Dockerfile:2', says: 'an SSH agent that the build was not given' }],
  },
  {
    name: 'tests that fail, without and with -v, and a panic of a program that is built with -trimpath',
    dockerfile:
      'FROM golang:1.26-alpine\nENV CGO_ENABLED=0 GOFLAGS=-trimpath\nWORKDIR /src\nCOPY . .\nRUN go test ./calc; go test -v ./deep; go run ./cmd/x\n',
    files: {
      'go.mod': module,
      'calc/calc.go': 'package calc\n\nfunc Add(a, b int) int { return a - b }\n',
      'calc/calc_test.go':
        'package calc\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Error("wrong sum")\n\t}\n}\n',
      'deep/deep_test.go':
        'package deep\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.Log("fine") }\n\nfunc TestB(t *testing.T) {\n\tt.Run("x", func(t *testing.T) {\n\t\tt.Log("before")\n\t\tt.Error("wrong again\\nby one")\n\t})\n}\n',
      'cmd/x/main.go': 'package main\n\nfunc f(m map[string]int) {\n\tm["a"] = 1\n}\n\nfunc main() { f(nil) }\n',
    },
    problems: [
      { at: 'calc/calc_test.go:7: t.Error("wrong sum")', says: 'wrong sum' },
      { at: 'deep/deep_test.go:10: t.Error("wrong again', says: 'wrong again\nby one' },
      { at: 'cmd/x/main.go:4: m["a"] = 1', says: 'assignment to entry in nil map' },
    ],
  },
  {
    name: 'a module in which a script works, beside a file of the same name',
    dockerfile: 'FROM golang:1.26-alpine\nWORKDIR /src\nCOPY . .\nRUN sh build.sh\n',
    files: {
      'go.mod': 'module example.com/r\n\ngo 1.22\n',
      'main.go': program,
      'build.sh': 'cd svc\nCGO_ENABLED=0 go vet .\n',
      'svc/go.mod': module,
      'svc/main.go': broken,
    },
    problems: [{ at: 'Dockerfile:4: RUN sh build.sh', says: './main.go:4:26: undefined: nosuch' }],
  },
  {
    name: 'a file with a blank in its name, which speaks of a full disk, as a command before does',
    dockerfile:
      'FROM golang:1.26-alpine\nWORKDIR /src\nCOPY . .\nRUN echo "write /x: no space left on device" && CGO_ENABLED=0 go vet .\n',
    files: {
      'go.mod': module,
      'my main ü.go': 'package main\n\nfunc main() { println("no space left on device" + 1) }\n',
    },
    problems: [{ at: 'my main ü.go:3: "no space left on device"', says: 'mismatched types' }],
  },
  {
    name: 'a line of a hundred thousand characters',
    dockerfile: 'FROM alpine:3.22\nRUN head -c 100000 /dev/zero | tr "\\0" a; echo; echo the reason; false\n',
    problems: [{ at: 'Dockerfile:2: RUN head -c 100000', says: 'exit code 1. Its last line: the reason' }],
  },
  {
    name: 'an embedded file that was not copied',
    dockerfile: 'FROM golang:1.26-alpine\nWORKDIR /src\nCOPY go.mod main.go ./\nRUN go build -o /app .\n',
    files: {
      'go.mod': module,
      'main.go':
        'package main\n\nimport _ "embed"\n\n//go:embed page.html\nvar page string\n\nfunc main() { println(page) }\n',
      'page.html': '<p>',
    },
    problems: [{ at: 'Dockerfile:4: build', says: 'page.html', rule: 'embed-not-in-image' }],
  },
  {
    name: 'a variable in the words of a step, and a Dockerfile in which the step stands twice',
    dockerfile:
      'ARG VERSION=3.22\nFROM alpine:${VERSION} AS one\nARG NAME=world\nRUN echo ${NAME}\nFROM one AS two\nARG NAME=x\nRUN echo ${NAME} && false\n',
    problems: [{ at: 'Dockerfile:7: RUN echo ${NAME} && false', says: 'exit code 1. Its last line: x' }],
  },
];
