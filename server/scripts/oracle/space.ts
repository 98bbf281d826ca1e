import type { Program } from './programs';

/** One value of a dimension: a part of a Dockerfile that may be varied by itself. */
interface Value {
  readonly id: string;
  /** How often it is drawn, against the others of its dimension; 1 if undefined. */
  readonly weight?: number;
}

/** The image of the build stage. */
export interface Builder extends Value {
  readonly image: string;
  readonly minor: number;
  readonly family: 'glibc' | 'musl';
}

/** With all patch releases of a tag the facts that matter here are the same. */
export const builders: readonly Builder[] = ([19, 22, 26] as const).flatMap((minor): readonly Builder[] => [
  { id: `1.${minor}`, image: `golang:1.${minor}-bookworm`, minor, family: 'glibc' },
  { id: `1.${minor}-alpine`, image: `golang:1.${minor}-alpine`, minor, family: 'musl' },
]);

/** How the image of the build stage is written. */
export interface FromForm extends Value {
  readonly from: (image: string) => string;
}

export const fromForms: readonly FromForm[] = [
  { id: 'plain', weight: 4, from: (image) => `FROM ${image} AS build` },
  { id: 'lower case', from: (image) => `from ${image} as build` },
  { id: 'build platform', from: (image) => `FROM --platform=$BUILDPLATFORM ${image} AS build` },
  { id: 'base stage', from: (image) => `FROM ${image} AS base\nRUN mkdir /cache\nFROM base AS build` },
];

/** An ARG before the first FROM that holds a part of the image's name. */
export const argForms: readonly (Value & {
  readonly rewrite: (image: string) => { readonly args: readonly string[]; readonly image: string };
})[] = [
  { id: 'none', weight: 4, rewrite: (image) => ({ args: [], image }) },
  {
    id: 'tag',
    rewrite: (image) => {
      const [name = '', tag = ''] = image.split(':');
      return { args: [`ARG TAG=${tag}`], image: `${name}:\${TAG}` };
    },
  },
  {
    id: 'default',
    rewrite: (image) => {
      const [name = '', tag = ''] = image.split(':');
      return { args: ['ARG TAG'], image: `${name}:\${TAG:-${tag}}` };
    },
  },
  { id: 'image', rewrite: (image) => ({ args: [`ARG BUILDER="${image}"`], image: '$BUILDER' }) },
];

/** What the build stage installs. */
export const compilers: readonly (Value & { readonly lines: readonly string[]; readonly only?: Builder['family'] })[] =
  [
    { id: 'as it is', weight: 3, lines: [] },
    { id: 'apk add gcc musl-dev', only: 'musl', weight: 2, lines: ['RUN apk add --no-cache gcc musl-dev'] },
    { id: 'apk add gcc', only: 'musl', lines: ['RUN apk add --no-cache gcc'] },
    { id: 'no gcc', only: 'glibc', weight: 0.4, lines: ['RUN rm /usr/bin/gcc /usr/bin/cc'] },
  ];

/** How CGO_ENABLED, GOOS, GOARCH and GOFLAGS reach the go command. */
export interface Environment extends Value {
  readonly lines: readonly string[];
  /** In front of the go command, with a space behind. */
  readonly inline: string;
  readonly since?: number;
}

export const cgoStates: readonly Environment[] = [
  { id: 'unset', weight: 4, lines: [], inline: '' },
  { id: 'ENV 0', weight: 2, lines: ['ENV CGO_ENABLED=0'], inline: '' },
  { id: 'ENV 1', lines: ['ENV CGO_ENABLED 1'], inline: '' },
  { id: 'inline 0', weight: 2, lines: [], inline: 'CGO_ENABLED=0 ' },
  { id: 'inline 1', lines: [], inline: 'CGO_ENABLED=1 ' },
  { id: 'ARG 0', lines: ['ARG CGO_ENABLED=0'], inline: '' },
  { id: 'ARG into ENV', lines: ['ARG CGO=0', 'ENV CGO_ENABLED=${CGO}'], inline: '' },
  { id: 'export', lines: [], inline: 'export CGO_ENABLED=0 && ' },
  { id: 'export in another RUN', lines: ['RUN export CGO_ENABLED=0'], inline: '' },
  { id: 'go env -w', lines: ['RUN go env -w CGO_ENABLED=0'], inline: '' },
  { id: 'empty', lines: ['ENV CGO_ENABLED='], inline: '' },
  { id: 'off', weight: 0.5, lines: ['ENV CGO_ENABLED=off'], inline: '' },
];

export const targets: readonly Environment[] = [
  { id: 'unset', weight: 8, lines: [], inline: '' },
  { id: 'GOOS=linux', weight: 2, lines: [], inline: 'GOOS=linux ' },
  { id: 'GOARCH=amd64', lines: ['ENV GOARCH=amd64'], inline: '' },
  { id: 'TARGETARCH', weight: 2, lines: ['ARG TARGETOS TARGETARCH'], inline: 'GOOS=$TARGETOS GOARCH=$TARGETARCH ' },
  { id: 'TARGETARCH without ARG', weight: 0.5, lines: [], inline: 'GOOS=$TARGETOS GOARCH=$TARGETARCH ' },
  { id: '386', weight: 0.7, lines: [], inline: 'GOARCH=386 ' },
  // No emulator answers for these, so a container fails as it does on any machine.
  { id: 'riscv64', weight: 0.7, lines: [], inline: 'GOARCH=riscv64 ' },
  { id: 'darwin', weight: 0.5, lines: [], inline: 'GOOS=darwin ' },
];

/** Flags of go build. */
export const flags: readonly (Value & { readonly flags: string; readonly goflags?: string })[] = [
  { id: 'none', weight: 5, flags: '' },
  { id: 'strip', weight: 3, flags: '-ldflags="-s -w" ' },
  { id: 'trimpath', flags: '-trimpath ' },
  { id: 'netgo', flags: '-tags netgo ' },
  { id: 'netgo osusergo', flags: '-tags=netgo,osusergo ' },
  { id: 'installsuffix', flags: '-a -installsuffix cgo ', weight: 0.5 },
  { id: 'static', weight: 2, flags: `-ldflags '-linkmode external -extldflags "-static"' ` },
  { id: 'extldflags alone', flags: `-ldflags '-extldflags "-static"' ` },
  { id: 'external', flags: '-ldflags=-linkmode=external ' },
  { id: 'internal', flags: '-ldflags=-linkmode=internal ' },
  { id: 'pie', flags: '-buildmode=pie ' },
  { id: 'race', flags: '-race ' },
  { id: 'GOFLAGS tags', flags: '', goflags: '-tags=netgo,osusergo' },
  { id: 'GOFLAGS trimpath', flags: '', goflags: '-trimpath -ldflags=-s' },
  { id: 'misspelt', weight: 0.3, flags: '-ldflag=-s ' },
];

/** Where go build puts the program, and what it is called in the build stage. */
export const outputs: readonly (Value & {
  readonly command: (flags: string, program: Program) => string;
  readonly path: (program: Program) => string;
})[] = [
  { id: '-o file', weight: 5, command: (f, p) => `go build ${f}-o /out/app ${p.package}`, path: () => '/out/app' },
  { id: '-o relative', weight: 2, command: (f, p) => `go build ${f}-o app ${p.package}`, path: () => '/src/app' },
  {
    id: '-o folder',
    command: (f, p) => `go build ${f}-o /out/ ${p.package}`,
    path: ({ name }) => `/out/${name}`,
  },
  { id: 'no -o', command: (f, p) => `go build ${f}${p.package}`, path: ({ name }) => `/src/${name}` },
  { id: 'go install', command: (f, p) => `go install ${f}${p.package}`, path: ({ name }) => `/go/bin/${name}` },
  {
    id: '-C',
    weight: 0.5,
    command: (f, p) => `cd / && go build -C /src ${f}-o /out/app ${p.package}`,
    path: () => '/out/app',
  },
  {
    id: 'variable',
    command: (f, p) => `NAME=app; go build ${f}-o "/out/\${NAME}" ${p.package}`,
    path: () => '/out/app',
  },
];

/** The image that is shipped; without one the build stage is. */
export interface Final extends Value {
  readonly image: string | undefined;
  readonly shell: boolean;
  readonly users: 'none' | 'debian' | 'alpine' | 'distroless';
}

export const finals: readonly Final[] = [
  { id: 'scratch', weight: 3, image: 'scratch', shell: false, users: 'none' },
  { id: 'alpine', weight: 3, image: 'alpine:3.24', shell: true, users: 'alpine' },
  { id: 'debian', weight: 2, image: 'debian:bookworm-slim', shell: true, users: 'debian' },
  { id: 'static', weight: 2, image: 'gcr.io/distroless/static-debian12', shell: false, users: 'distroless' },
  { id: 'static nonroot', image: 'gcr.io/distroless/static-debian12:nonroot', shell: false, users: 'distroless' },
  { id: 'base', image: 'gcr.io/distroless/base-debian12', shell: false, users: 'distroless' },
  { id: 'busybox', image: 'busybox:musl', shell: true, users: 'none' },
  { id: 'the build stage', weight: 0.7, image: undefined, shell: true, users: 'debian' },
];

/** Who runs it. */
export const users: readonly (Value & { readonly lines: readonly string[]; readonly on?: Final['users'] })[] = [
  { id: 'root', weight: 6, lines: [] },
  { id: 'number', weight: 2, lines: ['USER 65532:65532'] },
  { id: 'nobody', lines: ['USER nobody'] },
  { id: 'nonroot', lines: ['USER nonroot:nonroot'] },
  { id: 'missing', weight: 0.7, lines: ['USER app'] },
  { id: 'adduser', on: 'alpine', weight: 2, lines: ['RUN adduser -D app', 'USER app'] },
  { id: 'useradd', on: 'debian', weight: 2, lines: ['RUN useradd --create-home app', 'USER app'] },
];

/** How the program reaches the final image. `lines` go before USER; `started` are the words that may start it. */
export const copies: readonly (Value & {
  readonly lines: (path: string) => readonly string[];
  readonly path: string;
})[] = [
  { id: 'file', weight: 5, lines: (path) => [`COPY --from=build ${path} /app`], path: '/app' },
  {
    id: 'folder',
    weight: 2,
    lines: (path) => ['WORKDIR /srv', `COPY --from=build ${path} /usr/local/bin/app`],
    path: '/usr/local/bin/app',
  },
  { id: 'workdir', weight: 2, lines: (path) => ['WORKDIR /srv', `COPY --from=build ${path} ./app`], path: '/srv/app' },
  { id: 'chmod', lines: (path) => [`COPY --from=build --chmod=755 ${path} /app`], path: '/app' },
  { id: 'not executable', weight: 0.5, lines: (path) => [`COPY --from=build --chmod=0644 ${path} /app`], path: '/app' },
  { id: 'chown', lines: (path) => [`COPY --chown=65532:65532 --from=build ${path} /app`], path: '/app' },
  { id: 'only its owner', weight: 0.5, lines: (path) => [`COPY --chmod=700 --from=build ${path} /app`], path: '/app' },
  { id: 'link', lines: (path) => [`COPY --link --from=build ${path} /app`], path: '/app' },
  {
    id: 'heredoc beside',
    weight: 0.5,
    lines: (path) => ['COPY <<EOF /etc/app.conf\nport=80\nEOF', `COPY --from=build ${path} /app`],
    path: '/app',
  },
  { id: 'missing', weight: 0.5, lines: (path) => [`COPY --from=build ${path}-x /app`], path: '/app' },
  { id: 'into a folder', weight: 0.5, lines: (path) => ['WORKDIR /app', `COPY --from=build ${path} .`], path: '/app' },
];

/** How it is started. */
export const entries: readonly (Value & { readonly line: (path: string) => string })[] = [
  { id: 'ENTRYPOINT', weight: 5, line: (path) => `ENTRYPOINT ["${path}"]` },
  { id: 'CMD', weight: 2, line: (path) => `CMD ["${path}"]` },
  { id: 'with arguments', line: (path) => `ENTRYPOINT ["${path}", "serve"]\nCMD ["--port", "80"]` },
  { id: 'shell form', line: (path) => `ENTRYPOINT ${path}` },
  { id: 'shell form CMD', line: (path) => `CMD exec ${path}` },
  { id: 'by name', line: (path) => `CMD ["${path.slice(path.lastIndexOf('/') + 1)}"]` },
  { id: 'relative', line: (path) => `CMD ["./${path.slice(path.lastIndexOf('/') + 1)}"]` },
  { id: 'single quotes', weight: 0.5, line: (path) => `CMD ['${path}']` },
  { id: 'elsewhere', weight: 0.5, line: (path) => `ENTRYPOINT ["/bin${path}"]` },
];

/** The go directive of go.mod, against the Go of the build stage. */
export const directives: readonly (Value & { readonly of: (minor: number) => string })[] = [
  { id: 'same', weight: 6, of: (minor) => `go 1.${minor}` },
  { id: 'older', weight: 3, of: () => 'go 1.18' },
  // The next of the builders, so that an image for it is at hand; there is none for the last.
  {
    id: 'newer',
    weight: 0.5,
    of: (minor) => `go 1.${builders.find((other) => other.minor > minor)?.minor ?? minor + 1}`,
  },
  { id: 'patch', weight: 0.3, of: (minor) => `go 1.${minor}.0` },
];

/** Keeps what go has compiled. */
export const cacheMount = '--mount=type=cache,target=/root/.cache/go-build ';

/** What stands around: caches, and files that are copied first. */
export const sources: readonly (Value & {
  readonly lines: (program: Program) => readonly string[];
  readonly mount: string;
})[] = [
  { id: 'all at once', weight: 4, lines: () => ['COPY . .'], mount: '' },
  { id: 'go.mod first', weight: 2, lines: () => ['COPY go.mod ./', 'RUN go mod download', 'COPY . .'], mount: '' },
  {
    id: 'cache mount',
    weight: 2,
    lines: () => ['COPY . .'],
    mount: cacheMount,
  },
  { id: 'bind mount', lines: () => [], mount: '--mount=type=bind,target=. ' },
  { id: 'sources forgotten', weight: 0.3, lines: () => ['COPY go.mod ./'], mount: '' },
  {
    id: 'go.mod forgotten',
    weight: 0.3,
    lines: ({ package: name }) => (name === '.' ? ['COPY *.go ./'] : ['COPY cmd cmd', 'COPY internal internal']),
    mount: '',
  },
];
