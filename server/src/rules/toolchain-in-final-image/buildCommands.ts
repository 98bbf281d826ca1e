import { valueOf } from '../../facts/fact';
import { parseInstall } from '../../images/packageCommands';
import type { Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';

/** Packages that a build asks for, and that a program hardly ever does. */
const buildPackages: ReadonlySet<string> = new Set(
  (
    'gcc g++ clang musl-dev libc-dev libc6-dev linux-headers build-base build-essential alpine-sdk make cmake pkgconf pkg-config ' +
    'git ca-certificates ca-certificates-bundle upx binutils binutils-gold file unzip zip tar xz xz-utils gzip curl wget protobuf ' +
    'protobuf-dev protobuf-compiler protoc gnupg openssh openssh-client bash gcompat libc6-compat nodejs npm yarn'
  ).split(' '),
);

/** Commands that leave nothing in the image that a program would read when it runs. */
const buildTools: ReadonlySet<string> = new Set(
  (
    'go apk apt apt-get rm ls cat echo printf pwd true : cd set export unset chmod upx strip git update-ca-certificates env ' +
    'swag templ sqlc wire mockgen buf protoc stringer golangci-lint staticcheck govulncheck gofmt adduser addgroup useradd ' +
    'groupadd test [ id uname which file du'
  ).split(' '),
);

/** Whether the RUNs of the steps build and do nothing else, so that only what they build is of use in the end. */
export function buildsOnly(steps: readonly Step[]): boolean {
  return steps.every(({ instruction, execution, copy }) => {
    if (instruction.onbuild || instruction.kind === 'SHELL' || instruction.kind === 'UNKNOWN') return false;
    // What another stage gives may be for the program or for its build.
    if (copy) return copy.from.kind === 'context' && instruction.kind === 'COPY' && instruction.heredocs.length === 0;
    if (instruction.kind !== 'RUN') return true;
    return execution?.errors.length === 0 && execution.commands.every(isOfBuild);
  });
}

function isOfBuild({ argv, redirects }: ExecutedCommand): boolean {
  const words = argv.map(({ value }) => valueOf(value));
  const [first] = words;
  if (first === undefined || redirects.some(({ path }) => path && valueOf(path) !== '/dev/null')) return false;
  const installation = parseInstall(words);
  if (installation?.action === 'install')
    return !installation.incomplete && installation.packages.every(({ name }) => buildPackages.has(name));
  return buildTools.has(first.slice(first.lastIndexOf('/') + 1));
}
