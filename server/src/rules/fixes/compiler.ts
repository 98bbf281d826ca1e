import { compareVersions } from '../../facts/libc';
import { isSettled, valueOf, type Fact } from '../../facts/fact';
import { parseInstall } from '../../images/packageCommands';
import { packageManagerOf } from '../../images/packageTable';
import { libcVersionOf } from '../../images/releases';
import type { BuildModel, Copy, GoBuild, Stage } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import { ownValue } from '../../text/ownValue';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { remembered } from '../../text/remembered';
import { say } from '../../text/say';
import { insertAtStageStart, replaceImage, rootStage } from './instructions';
import { globMatcher } from '../../model/copy';

/** Edits that belong together, and what they do, as a verb phrase for a fix's title. Nothing to do: both empty. */
export interface Part {
  readonly does: string;
  readonly edits: readonly Edit[];
}

/** What brings a C compiler with the headers of the C library, by package manager and compiler. */
const compilerPackages: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  apk: {
    gcc: ['gcc', 'musl-dev'],
    'g++': ['g++', 'musl-dev'],
    clang: ['clang', 'musl-dev'],
  },
  apt: {
    gcc: ['gcc', 'libc6-dev'],
    'g++': ['g++', 'libc6-dev'],
    clang: ['clang', 'libc6-dev'],
    'musl-gcc': ['musl-tools'],
    'aarch64-linux-gnu-gcc': ['gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross'],
    'arm-linux-gnueabihf-gcc': ['gcc-arm-linux-gnueabihf', 'libc6-dev-armhf-cross'],
    'x86_64-linux-gnu-gcc': ['gcc-x86-64-linux-gnu', 'libc6-dev-amd64-cross'],
  },
};

const installLines: Readonly<Record<string, (packages: string) => string>> = {
  apk: (packages) => `RUN apk add --no-cache ${packages}`,
  apt: (packages) =>
    `RUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`,
};

/**
 * Installs the C compiler that the build asks for, with the headers it needs: in a package installation that the stage
 * has already, else in a line of its own at the stage's start, where it is cached best. Undefined if it is not known
 * which packages these are, or if they cannot be installed there or would change nothing.
 */
export function compilerInstallation(model: BuildModel, build: GoBuild): Part | undefined {
  const stage = model.stages[build.stage];
  const manager = stage && packageManagerOf(stage.image);
  if (!stage || manager === undefined) return undefined;
  // The image brings one, and the Dockerfile has taken it away: to the package manager it is still installed.
  if (build.compiler.found === false && valueOf(stage.image.compiler) === true) return undefined;
  const uses = build.programs.map((program) => valueOf(program.cgo));
  const cxx = uses.some((use) => [...(use?.foreign ?? []), ...(use?.leftOut ?? [])].some((found) => found.cxx));
  const name = cxx && build.compiler.name === 'gcc' ? 'g++' : build.compiler.name;
  const packages = compilerPackages[manager]?.[name];
  const line = installLines[manager];
  if (!packages || !line) return undefined;
  const present = earlierInstallation(model, stage, build.command.span.start, manager);
  // Where a later command takes it away again, installing it there mends nothing.
  if (removedBefore(stage, build, packages, present?.command.span.start)) return undefined;
  if (present) {
    const missing = packages.filter((wanted) => !present.names.has(wanted));
    if (missing.length === 0) return undefined;
    return { does: say`Install ${listWords(missing)}`, edits: [appendWords(model, present.command, missing)] };
  }
  const [first] = stage.steps;
  if (!first || !isRoot(first.user)) return undefined;
  const edit = insertAtStageStart(model, stage, line(packages.join(' ')));
  return { does: say`Install ${listWords(packages)}`, edits: [edit] };
}

/** Whether a command between the installation and the build removes one of the packages by its name. */
function removedBefore(stage: Stage, build: GoBuild, packages: readonly string[], from = stage.span.start): boolean {
  const commands = stage.steps.flatMap(({ execution }) => execution?.commands ?? []);
  return commands.some((command) => {
    if (command.span.start <= from || command.span.start >= build.command.span.start) return false;
    const call = parseInstall(command.argv.map((argument) => valueOf(argument.value)));
    return call?.action === 'remove' && call.packages.some(({ name }) => packages.includes(name));
  });
}

/**
 * Installs packages that bring files: in a package installation that the stage has already, else in a line of its own at
 * the stage's start. Undefined if the stage has no package manager that is known, or does not run as root.
 */
export function packageInstallation(model: BuildModel, stage: Stage, packages: readonly string[]): Part | undefined {
  const manager = packageManagerOf(stage.image);
  const line = manager === undefined ? undefined : installLines[manager];
  if (manager === undefined || !line) return undefined;
  const does = say`Install ${listWords(packages)}`;
  const present = earlierInstallation(model, stage, stage.span.end, manager);
  // What has been installed and is not there was removed again.
  if (present && packages.some((wanted) => present.names.has(wanted))) return undefined;
  if (present) return { does, edits: [appendWords(model, present.command, packages)] };
  const [first] = stage.steps;
  if (!first || !isRoot(first.user)) return undefined;
  return { does, edits: [insertAtStageStart(model, stage, line(packages.join(' ')))] };
}

function isRoot(user: Fact<string>): boolean {
  return isSettled(user) && ['', 'root', '0'].includes(user.value.split(':')[0] ?? '');
}

interface Installation {
  readonly command: ExecutedCommand;
  readonly names: ReadonlySet<string>;
}

function earlierInstallation(
  model: BuildModel,
  stage: Stage,
  before: number,
  manager: string,
): Installation | undefined {
  for (const step of stage.steps) {
    for (const command of step.execution?.commands ?? []) {
      if (command.span.start >= before) return undefined;
      const call = parseInstall(command.argv.map((argument) => valueOf(argument.value)));
      if (call?.action !== 'install' || call.manager !== manager || call.incomplete) continue;
      if (call.packages.length === 0 || command.runs !== 'always' || !isPlain(model, command)) continue;
      // What is installed under a name is taken away under that name.
      if (call.packages.some((item) => item.virtual !== undefined)) continue;
      return { command, names: new Set(call.packages.map((item) => item.name)) };
    }
  }
  return undefined;
}

/** Whether the last word stands in the Dockerfile as it is, so that another one can stand behind it. */
function isPlain(model: BuildModel, command: ExecutedCommand): boolean {
  const last = command.argv.at(-1);
  if (!last?.word || command.approximate === true) return false;
  return model.dockerfile.text.slice(last.span.start, last.span.end) === valueOf(last.value);
}

/** Puts words behind the last one, on lines of their own if that one has one. */
function appendWords(model: BuildModel, command: ExecutedCommand, added: readonly string[]): Edit {
  const [before, last] = command.argv.slice(-2);
  const place = last?.span.end ?? command.span.end;
  const between = before && last ? model.dockerfile.text.slice(before.span.end, last.span.start) : ' ';
  const separator = /^[\s\\]+$/.test(between) ? between : ' ';
  return { span: { start: place, end: place }, newText: added.map((word) => separator + word).join('') };
}

/**
 * What has to change in the final image so that a binary linked with cgo starts there: nothing where it has the same C
 * library, another base image where it has none. Undefined if that does not do.
 */
export function imageForCgo(model: BuildModel, build: GoBuild): Part | undefined {
  const nothing: Part = { does: '', edits: [] };
  const stage = model.stages[build.stage];
  const { target } = model;
  if (!stage || !target) return undefined;
  const uses = build.programs.map((program) => valueOf(program.cgo));
  const packages = uses.flatMap((use) => [...(use?.foreign ?? []), ...(use?.leftOut ?? [])]);
  if (packages.some((found) => found.cxx || found.libraries.length > 0)) return undefined;
  if (target.index === stage.index || !isShipped(model, build)) return nothing;
  // gcc links programs with C code itself, and others where that is asked for, and then statically if it is told so.
  if (build.linker.static && (packages.length > 0 || build.linker.linkmode === 'external')) return nothing;
  const needed = valueOf(stage.libc)?.kind;
  const found = valueOf(target.libc)?.kind;
  if (needed === undefined || found === undefined) return undefined;
  if (needed === found) return needed === 'musl' || glibcSuffices(stage, target) ? nothing : undefined;
  const image = found === 'none' ? imageWithLibc(stage, target) : undefined;
  const edit = image === undefined ? undefined : replaceImage(model, target, image);
  if (image === undefined || !edit || rootStage(model, target).index !== target.index) return undefined;
  return { does: say`build the final image from ${image}`, edits: [edit] };
}

function glibcSuffices(builder: Stage, target: Stage): boolean {
  const built = valueOf(libcVersionOf(builder.image));
  const found = valueOf(libcVersionOf(target.image));
  return built !== undefined && found !== undefined && compareVersions(found, built) >= 0;
}

/** Debian releases for which distroless images exist (GoogleContainerTools/distroless, README). */
const distrolessNumbers: Readonly<Record<string, string>> = { bookworm: '12', trixie: '13' };

/** A small image with the C library of the build stage; distroless keeps its tag (`nonroot`, `debug`). */
function imageWithLibc(stage: Stage, target: Stage): string | undefined {
  const { distribution, release } = stage.image;
  if (!isSettled(release)) return undefined;
  if (distribution === 'alpine') return `alpine:${release.value}`;
  const number = ownValue(distrolessNumbers, release.value);
  if (distribution !== 'debian' || number === undefined) return undefined;
  const reference = target.base.kind === 'image' ? valueOf(target.base.reference) : undefined;
  const tag = reference?.path.startsWith('distroless/') && !reference.digest ? reference.tag : undefined;
  return `gcr.io/distroless/base-debian${number}${tag === undefined ? '' : `:${tag}`}`;
}

const copiesFromStages = remembered(({ steps }: Stage): readonly Copy[] =>
  steps.flatMap(({ copy }) => (copy?.from.kind === 'stage' ? [copy] : [])),
);

/** Whether the target is given a file that the build writes. */
export function isShipped(model: BuildModel, build: GoBuild): boolean {
  const outputs = build.outputs.map((output) => valueOf(output.path));
  const copies = model.target ? copiesFromStages(model.target) : [];
  return copies.some((copy) => {
    if (copy.from.kind !== 'stage' || copy.from.index !== build.stage) return false;
    return copy.sources.some(({ path }) => {
      const source = isSettled(path) ? `/${path.value.replace(/^\/+|\/+$/g, '')}` : undefined;
      if (source === undefined) return true;
      const elements = source.split('/').map(globMatcher);
      return outputs.some((output) => {
        const names = output?.split('/');
        return !names || elements.every((fits, at) => at < names.length && fits(names[at] ?? ''));
      });
    });
  });
}
