import { isSettled, valueOf } from '../../facts/fact';
import { compareVersions } from '../../facts/libc';
import { classify } from '../../golang/decideLinkage';
import type { BuildModel, Copy, GoBuild, Stage } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import type { Fix } from '../rule';
import { shippedPrograms, type ShippedProgram } from '../shipped';
import { compilerInstallation } from './compiler';
import { addLinkerFlags, dropLinkerFlags, placeInFlag, writtenFlag } from './flags';
import { setForBuild } from './goBuild';
import { chain, golangForGlibc, golangOn, isPortable, otherBase, dropAlpinePackages } from './images';
import { insertAtStageStart, replace, rootStage } from './instructions';
import { imagesWithLibc } from './libc';
import { libcVersionOf } from '../../images/releases';

/**
 * Makes a program one that OneAgent and its siblings accept: linked dynamically, by the system’s linker where the C library is
 * musl, in an image that has that C library. Source: the pages’ sections on dynamic linking, static cgo and musl. One fix for
 * all places: the golang image, the C compiler, CGO_ENABLED, -ldflags, and the image that is shipped.
 * @returns undefined if one of these places cannot be edited without knowing more: a cross build, a computed image name …
 */
export function linkDynamically(model: BuildModel, { build, path }: ShippedProgram): Fix | undefined {
  const { target } = model;
  const stage = model.stages[build.stage];
  if (!target || !stage || build.index < 0 || isCross(build, stage) || !isPlain(build)) return undefined;
  const images = pairImages(model, build, stage, target, path);
  const edits = images && [...images.edits];
  if (!edits) return undefined;
  if (images.edits.length > 0 && linksOthers(model, build)) return undefined;
  if (images.addsCompiler) {
    edits.push(insertAtStageStart(model, rootStage(model, stage), 'RUN apk add --no-cache gcc libc-dev'));
  } else if (images.libc === 'glibc' && images.builder !== undefined) {
    // The golang images of Debian have gcc and its headers.
  } else if (build.compiler.found === undefined) return undefined;
  else if (
    !build.compiler.found ||
    (images.libc === 'musl' &&
      stage.image.libcHeaders?.certainty !== 'unknown' &&
      stage.image.libcHeaders?.value === false)
  ) {
    const part = compilerInstallation(model, build);
    if (!part) return undefined;
    edits.push(...part.edits);
  }
  if (valueOf(build.cgo) === false && build.cgoSetting) {
    const on = setForBuild(model, build, 'CGO_ENABLED', '1');
    if (!on) return undefined;
    edits.push(...on);
  }
  const flags = linkerEdits(model, build, images.libc);
  if (!flags) return undefined;
  edits.push(...flags);
  const on = images.builder === undefined ? '' : say` on ${images.builder}`;
  const ship = images.shipped === undefined ? '' : say`, and ship ${images.shipped}`;
  return edits.length === 0 ? undefined : { title: say`Link dynamically${on}${ship}`, safety: 'review', edits };
}

/** Ships an image that has a C library: that of the build stage, or, for a program that needs none, also Alpine’s. */
export function shipLibc(model: BuildModel, { build, output, path }: ShippedProgram): readonly Fix[] {
  const { target } = model;
  const stage = model.stages[build.stage];
  if (!target || !stage) return [];
  const linkage = valueOf(output.linkage);
  const own = imageFor(model, stage, target, path);
  const isAlpine = own?.name.startsWith('alpine:') === true;
  const small =
    linkage?.kind === 'static' && !isAlpine ? withUser(model, target, otherBase(target, newestAlpine)) : undefined;
  return [own, small]
    .filter((image) => image !== undefined)
    .map(({ name, edits }) => ({ title: say`Build the final image from ${name}`, safety: 'review', edits }));
}

/** A release that the catalogue knows, and that does not move. */
const newestAlpine = 'alpine:3.22';

interface Images {
  readonly libc: 'glibc' | 'musl';
  readonly builder: string | undefined;
  readonly shipped: string | undefined;
  /** The golang image becomes the one on Alpine, which has no C compiler. */
  readonly addsCompiler: boolean;
  readonly edits: readonly Edit[];
}

/** Brings the images of both stages to one C library; that of the final image decides if it has one. */
function pairImages(model: BuildModel, build: GoBuild, stage: Stage, target: Stage, path: string): Images | undefined {
  const built = valueOf(stage.libc)?.kind;
  const shipped = valueOf(target.libc)?.kind;
  if ((built !== 'glibc' && built !== 'musl') || shipped === undefined) return undefined;
  const none = { builder: undefined, shipped: undefined, addsCompiler: false, edits: [] };
  if (chain(model, target).includes(stage) || (built === shipped && isNewEnough(stage, target)))
    return { ...none, libc: built };
  if (shipped === 'none') {
    const image = imageFor(model, stage, target, path);
    return image && { ...none, libc: built, shipped: image.name, edits: image.edits };
  }
  if (shipped === 'musl') {
    if (!isPortable(model, stage) || build.compiler.name !== 'gcc') return undefined;
    const { release } = target.image;
    const own = release.certainty === 'known' ? golangOn(model, stage, `alpine${release.value}`) : undefined;
    const image = own ?? golangOn(model, stage, 'alpine');
    return image && { ...none, libc: 'musl', builder: image.name, addsCompiler: true, edits: [image.edit] };
  }
  const glibc = libcVersionOf(target.image);
  const dropped = dropAlpinePackages(model, stage);
  const image = dropped && isSettled(glibc) ? golangForGlibc(model, stage, glibc.value) : undefined;
  return image && { ...none, libc: 'glibc', builder: image.name, edits: [image.edit, ...(dropped ?? [])] };
}

/** Whatever is linked with glibc 2.34 or newer starts on 2.34; what is linked with an older one, on that one. */
function isNewEnough(stage: Stage, target: Stage): boolean {
  const [built, shipped] = [stage, target].map(({ image }) => valueOf(libcVersionOf(image)));
  if (valueOf(target.libc)?.kind === 'musl') return true;
  if (shipped === undefined) return false;
  return compareVersions(shipped, '2.34') >= 0 || (built !== undefined && compareVersions(shipped, built) >= 0);
}

interface ShippedImage {
  readonly name: string;
  readonly edits: readonly Edit[];
}

/** An image of the build stage’s own release for a final stage without a C library. */
function imageFor(model: BuildModel, stage: Stage, target: Stage, path: string): ShippedImage | undefined {
  const libc = valueOf(stage.libc)?.kind;
  if (libc !== 'glibc' && libc !== 'musl') return undefined;
  for (const image of imagesWithLibc(model, stage, target, path, libc)) {
    const found = withUser(model, target, image);
    if (found) return found;
  }
  return undefined;
}

/** distroless’ user by its number, as other images do not have it by name. */
const nonroot = '65532:65532';

/** The image, with the users that the stage names there too; undefined if they are not. */
function withUser(model: BuildModel, target: Stage, image: ReturnType<typeof otherBase>): ShippedImage | undefined {
  if (!image || !isPortable(model, target)) return undefined;
  const edits: Edit[] = [image.edit];
  if (image.facts.family?.startsWith('distroless') === true) return { name: image.name, edits };
  const users = valueOf(image.facts.users) ?? [];
  // The names are those of the file that is copied, whatever image it is copied over.
  if (target.steps.some(({ copy }) => copy && bringsUsers(copy))) return { name: image.name, edits };
  for (const { instruction } of target.steps) {
    if (instruction.flags.some(({ name, value }) => name === 'chown' && !/^\d+(?::\d+)?$/.test(value ?? '')))
      return undefined;
    if (instruction.kind !== 'USER') continue;
    const [word] = instruction.words;
    const [name = ''] = word?.raw.split(':') ?? [];
    if (/^\d+$/.test(name) || (users.includes(name) && word?.raw === name)) continue;
    if (!word || name !== 'nonroot') return undefined;
    edits.push(replace(word.span, nonroot));
  }
  if (
    /^(?:nonroot|65532)\b/.test(target.root.user) &&
    target.steps.every(({ instruction }) => instruction.kind !== 'USER')
  )
    edits.push(insertAtStageStart(model, target, `USER ${nonroot}`));
  return { name: image.name, edits };
}

function bringsUsers({ sources, destination }: Copy): boolean {
  const place = valueOf(destination);
  return (
    place !== undefined &&
    /^\/etc(?:\/(?:passwd)?)?$/.test(place) &&
    sources.some(({ path }) => /(?:^|\/)etc\/passwd$/.test(valueOf(path) ?? ''))
  );
}

/** cgo needs a C compiler for the platform that it is built for. */
function isCross({ goos, goarch, host }: GoBuild, { platformFollows }: Stage): boolean {
  if (!isSettled(goos) || !isSettled(goarch) || !isSettled(host) || platformFollows === 'build') return true;
  return goarch.value !== host.value.architecture || goos.value !== host.value.os;
}

function isPlain({ go, command, instruction, buildmode, linker, compiler }: GoBuild): boolean {
  return (
    !go.incomplete &&
    !command.approximate &&
    !instruction.exec &&
    ['default', 'exe', 'pie'].includes(buildmode) &&
    !linker.incomplete &&
    linker.malformed === undefined &&
    linker.linkmode !== 'internal' &&
    compiler.custom !== true
  );
}

/** Whether another program that is shipped needs the C library as it is, or may. */
function linksOthers(model: BuildModel, build: GoBuild): boolean {
  return shippedPrograms(model).some(
    (other) => other.build !== build && valueOf(other.output.linkage)?.kind !== 'static',
  );
}

/** What -ldflags has to lose and to gain; undefined if it cannot be edited, or something else links statically. */
function linkerEdits(model: BuildModel, build: GoBuild, libc: 'glibc' | 'musl'): readonly Edit[] | undefined {
  const { linker } = build;
  const isStatic = linker.extldflags.length > 0;
  if (isStatic && !linker.extldflags.every((word) => /^-{1,2}static(?:-pie)?$/.test(word))) return undefined;
  if (!isStatic && valueOf(build.linkage)?.kind === 'static' && linksWithLibc(build)) return undefined;
  const external = linker.linkmode === 'external' || (libc === 'glibc' && isDynamicAnyway(build));
  if (!isStatic) return external ? [] : addLinkerFlags(model, build, asked);
  return external ? dropLinkerFlags(model, build, ['extldflags']) : replaceLinkerFlag(model, build, 'extldflags');
}

const asked = '-linkmode=external';

function linksWithLibc({ linkage }: GoBuild): boolean {
  const found = valueOf(linkage);
  return found?.kind === 'static' && found.libc !== 'none';
}

/** On glibc packages of the standard library like net are enough; C code is linked by gcc anyhow. */
function isDynamicAnyway({ programs, tags, goos, goVersion }: GoBuild): boolean {
  return (
    programs.length > 0 &&
    programs.every(({ cgo, packages = [] }) => {
      const use = cgo.certainty === 'known' && packages.length > 0 ? cgo.value : undefined;
      return use !== undefined && classify(use, tags, valueOf(goos), valueOf(goVersion)).program !== 'P';
    })
  );
}

/** -linkmode=external in the place of a flag for the linker. */
function replaceLinkerFlag(model: BuildModel, build: GoBuild, name: string): readonly Edit[] | undefined {
  const flag = writtenFlag(build, 'ldflags');
  const value = flag && (isSettled(flag.value) ? flag.value.value : flag.partial);
  const [only, ...more] = (build.linker.flags ?? []).filter((candidate) => candidate.name === name);
  if (!flag || value === undefined || !only || more.length > 0) return undefined;
  const place = placeInFlag(model, flag, value.slice(only.start, only.end));
  return place && [replace(place, asked)];
}
