import { say } from '../../text/say';
import { reference, type TextRow, type TextSource } from './textRow';

/** A row for the repositories or tags that the pattern takes in. */
export interface ImageText extends TextRow {
  readonly pattern: RegExp;
}

const golang: TextSource = { title: 'golang on Docker Hub', url: 'https://hub.docker.com/_/golang' };
const alpine: TextSource = { title: 'alpine on Docker Hub', url: 'https://hub.docker.com/_/alpine' };
const debian: TextSource = { title: 'debian on Docker Hub', url: 'https://hub.docker.com/_/debian' };
const distroless = (path: string): TextSource => ({
  title: `GoogleContainerTools/distroless, ${path}`,
  url: `https://github.com/GoogleContainerTools/distroless/blob/main/${path}`,
});

/** What images are for, by the familiar name of the repository. What is in them the catalogue says. */
export const imageTexts: readonly ImageText[] = [
  {
    name: 'scratch',
    pattern: /^scratch$/,
    text: say`The empty image: no file, no shell, no certificates. For static programs.`,
    source: { title: 'scratch on Docker Hub', url: 'https://hub.docker.com/_/scratch' },
  },
  {
    name: 'golang',
    pattern: /^golang$/,
    text: say`Go with all that it needs to compile. For build stages.`,
    source: golang,
  },
  { name: 'alpine', pattern: /^alpine$/, text: say`A small Linux with musl, busybox and apk.`, source: alpine },
  { name: 'debian', pattern: /^debian$/, text: say`Debian with glibc, a shell and apt.`, source: debian },
  {
    name: 'ubuntu',
    pattern: /^ubuntu$/,
    text: say`Ubuntu with glibc, a shell and apt.`,
    source: { title: 'ubuntu on Docker Hub', url: 'https://hub.docker.com/_/ubuntu' },
  },
  {
    name: 'busybox',
    pattern: /^busybox$/,
    text: say`A shell and small tools in one program; its C library depends on the tag.`,
    source: { title: 'busybox on Docker Hub', url: 'https://hub.docker.com/_/busybox' },
  },
  {
    name: 'tonistiigi/xx',
    pattern: /^tonistiigi\/xx$/,
    text: say`Scripts for cross-compiling: copy them into the build stage with \`COPY --from=xx / /\`, then use \`xx-go\` and \`xx-apt\` or \`xx-apk\`.`,
    source: { title: 'tonistiigi/xx', url: 'https://github.com/tonistiigi/xx' },
  },
  {
    name: 'distroless/static',
    pattern: /^gcr\.io\/distroless\/static(?:-debian\d+)?$/,
    text: say`CA certificates, time zone data, /etc/passwd and /tmp; no C library, no shell. For static programs.`,
    source: distroless('base/README.md'),
  },
  {
    name: 'distroless/base-nossl',
    pattern: /^gcr\.io\/distroless\/base-nossl(?:-debian\d+)?$/,
    text: say`What distroless/static has, and glibc; without OpenSSL. For dynamic programs that call C through cgo.`,
    source: distroless('base/README.md'),
  },
  {
    name: 'distroless/base',
    pattern: /^gcr\.io\/distroless\/base(?:-debian\d+)?$/,
    text: say`What distroless/static has, glibc and OpenSSL. For dynamic programs that call C through cgo.`,
    source: distroless('base/README.md'),
  },
  {
    name: 'distroless/cc',
    pattern: /^gcr\.io\/distroless\/cc(?:-debian\d+)?$/,
    text: say`What distroless/base has, libgcc and libstdc++. For programs with C++ code.`,
    source: distroless('cc/README.md'),
  },
  {
    name: 'distroless with a language',
    pattern: /^gcr\.io\/distroless\/(?:java|nodejs|python)/,
    text: say`For programs in another language; a Go program needs distroless/static, base or cc.`,
    source: distroless('README.md'),
  },
];

const distrolessTag = /^gcr\.io\/distroless\//;

/** A part of a tag, for the repositories that the pattern takes in. */
export interface TagText extends TextRow {
  readonly repository: RegExp;
  readonly pattern: RegExp;
}

/** Tags and parts of tags; the first that fits counts. */
export const tagTexts: readonly TagText[] = [
  {
    name: 'debug-nonroot',
    repository: distrolessTag,
    pattern: /^debug-nonroot(?:-|$)/,
    text: say`With a busybox shell in /busybox, as user 65532.`,
    source: distroless('README.md'),
  },
  {
    name: 'debug',
    repository: distrolessTag,
    pattern: /^debug(?:-|$)/,
    text: say`With a busybox shell: /busybox/sh. There is still no /bin/sh.`,
    source: distroless('README.md'),
  },
  {
    name: 'nonroot',
    repository: distrolessTag,
    pattern: /^nonroot(?:-|$)/,
    text: say`As user 65532 (nonroot), working directory /home/nonroot.`,
    source: distroless('README.md'),
  },
  {
    name: 'latest',
    repository: distrolessTag,
    pattern: /^latest(?:-|$)/,
    text: say`As root, without a shell.`,
    source: distroless('README.md'),
  },
  {
    name: 'alpine',
    repository: /^golang$/,
    pattern: /(?:^|-)alpine/,
    text: say`On Alpine with musl. There is no gcc, so cgo is off by default since Go 1.20.`,
    source: golang,
  },
  {
    name: 'windows',
    repository: /^golang$/,
    pattern: /windowsservercore|nanoserver/,
    text: say`For Windows containers.`,
    source: golang,
  },
  {
    name: 'Debian',
    repository: /^golang$/,
    pattern: /(?:^|-)(?:stretch|buster|bullseye|bookworm|trixie|forky)$/,
    text: say`On that release of Debian, with gcc and git. Its glibc is what a dynamic program asks for at run time.`,
    source: golang,
  },
  {
    name: 'tip',
    repository: /^golang$/,
    pattern: /^tip(?:-|$)/,
    text: say`Go as it is being developed.`,
    source: golang,
  },
  {
    name: 'slim',
    repository: /^debian$/,
    pattern: /(?:^|-)slim$/,
    text: say`Without documentation and translations.`,
    source: debian,
  },
  {
    name: 'edge',
    repository: /^alpine$/,
    pattern: /^edge$/,
    text: say`Alpine as it is being developed.`,
    source: alpine,
  },
  {
    name: 'latest',
    repository: /./,
    pattern: /^latest$/,
    text: say`Whatever is newest: it changes without a change of this file.`,
    source: reference('FROM'),
  },
];
