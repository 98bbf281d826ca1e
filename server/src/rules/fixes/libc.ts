import { isSettled, valueOf } from '../../facts/fact';
import { compareVersions, type LibcKind } from '../../facts/libc';
import { classify } from '../../golang/decideLinkage';
import { libcVersionOf } from '../../images/releases';
import type { BuildModel, GoBuild, Problem, Stage } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import { buildOf, stageOf } from '../problems';
import { agentOf, wantsDynamicProgram } from '../oneAgent/settings';
import type { Fix } from '../rule';
import { addLinkerFlags, dropFlag, dropLinkerFlags, dropping, writtenFlag } from './flags';
import { giveEffect, lostAssignment } from './lostAssignments';
import { setForBuild, worksWithoutCgo } from './goBuild';
import {
  dropAlpinePackages,
  golangForGlibc,
  golangOn,
  hasFloatingSuite,
  hasLibraries,
  isPortable,
  needsNoShell,
  otherBase,
  type OtherImage,
} from './images';
import { insertAtStageStart, rootStage } from './instructions';

/**
 * Fixes for a dynamically linked binary whose loader is not in the image: link it without the C library, build it where
 * the C library is that of the image, or ship an image that has the one it was linked against.
 */
export function libcFixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const build = buildOf(model, problem);
  const final = stageOf(model, problem);
  if (!build || !final) return [];
  const path = problem.details['path'] ?? '';
  const fixes = [
    dropPie(model, build) ?? turnCgoOff(model, build) ?? dropWhatNeedsCgo(model, build),
    linkStatically(model, build),
    valueOf(final.libc)?.kind === 'musl' ? buildOnAlpine(model, build, final) : buildOnDebian(model, build, final),
    shipBuildersLibc(model, build, final, path),
  ];
  return fixes.filter((fix) => fix !== undefined);
}

/** Fixes for an image whose glibc is older than the one that the binary was linked against. */
export function glibcFixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const build = buildOf(model, problem);
  const final = stageOf(model, problem);
  if (!build || !final) return [];
  const fixes = [
    dropPie(model, build) ?? turnCgoOff(model, build) ?? dropWhatNeedsCgo(model, build),
    buildOnDebian(model, build, final),
    shipNewerRelease(model, build, final, problem.details['surely'] ?? problem.details['needs'] ?? ''),
  ];
  return fixes.filter((fix) => fix !== undefined);
}

/** CGO_ENABLED=0, offered unless the program is known to need cgo, or an agent wants it dynamic; safe only if it is known not to. */
export function turnCgoOff(model: BuildModel, build: GoBuild): Fix | undefined {
  if (wantsDynamicProgram(model)) return undefined;
  const known = worksWithoutCgo(build);
  const certain = known && build.programs.every((program) => program.cgo.certainty === 'known');
  const unread = build.programs.length === 0 || build.programs.every((program) => program.cgo.certainty !== 'known');
  if (!known && !unread) return undefined;
  if (build.race || build.linker.linkmode === 'external' || build.buildmode !== 'default') return undefined;
  const safety = certain ? 'safe' : 'review';
  // Who has written it already, where go does not see it, wants that mended and not a second one beside it.
  const stage = model.stages[build.stage];
  const lost = stage && lostAssignment(stage, 'CGO_ENABLED', '0');
  const [mended] = lost ? giveEffect(model, lost.step, lost.effect, 'CGO_ENABLED=0') : [];
  if (mended) return { ...mended, safety };
  const edits = setForBuild(model, build, 'CGO_ENABLED', '0');
  return edits && { title: say`Set CGO_ENABLED=0`, safety, edits };
}

/** -buildmode=pie with cgo off asks for a loader and nothing else: without it the binary is static. */
function dropPie(model: BuildModel, build: GoBuild): Fix | undefined {
  if (wantsDynamicProgram(model)) return undefined;
  const linkage = valueOf(build.linkage);
  if (build.buildmode !== 'pie' || linkage?.kind !== 'dynamic' || linkage.row.id !== 'pie') return undefined;
  return dropping(model, build, 'buildmode', say`Drop -buildmode=pie`);
}

/** -race and -linkmode=external are all that the program needs cgo for: both gone, it is static. */
function dropWhatNeedsCgo(model: BuildModel, build: GoBuild): Fix | undefined {
  if (wantsDynamicProgram(model)) return undefined;
  if (build.buildmode !== 'default' || !readsAsWithoutCgo(build)) return undefined;
  const race = build.race ? writtenFlag(build, 'race') : undefined;
  const external = build.linker.linkmode === 'external';
  const linker = external ? dropLinkerFlags(model, build, ['linkmode', 'extldflags']) : [];
  const off = setForBuild(model, build, 'CGO_ENABLED', '0');
  if ((build.race && !race) || !linker || !off) return undefined;
  const dropped = listWords([...(race ? ['-race'] : []), ...(external ? ['-linkmode=external'] : [])]);
  return {
    title: say`Set CGO_ENABLED=0 and drop ${dropped}`,
    safety: 'review',
    edits: [...off, ...(race ? [dropFlag(model, race)] : []), ...linker],
  };
}

function readsAsWithoutCgo(build: GoBuild): boolean {
  return (
    (build.race || build.linker.linkmode === 'external') &&
    build.programs.length > 0 &&
    build.programs.every(({ cgo, packages = [] }) => {
      const use = valueOf(cgo);
      return use !== undefined && packages.length > 0 && use.foreign.length === 0 && !use.standard.has('plugin');
    })
  );
}

/** With musl gcc makes a static binary that does all that a dynamic one does, but for opening plugins. */
function linkStatically(model: BuildModel, build: GoBuild): Fix | undefined {
  // These agents reject a C library inside, whatever else is set.
  if (agentOf(model)) return undefined;
  const linkage = valueOf(build.linkage);
  if (linkage?.kind !== 'dynamic' || linkage.libc !== 'musl' || linkage.needs.libraries.length > 0) return undefined;
  const { compiler, linker } = build;
  if (compiler.libc !== 'musl' || compiler.found !== true || build.buildmode !== 'default' || build.race)
    return undefined;
  if (linker.extldflags.length > 0 || linker.linkmode === 'internal') return undefined;
  if (build.programs.some(({ cgo }) => valueOf(cgo)?.standard.has('plugin') !== false)) return undefined;
  const edits = addLinkerFlags(
    model,
    build,
    linker.linkmode === 'external' ? '-extldflags -static' : '-linkmode external -extldflags -static',
  );
  return edits && { title: say`Link statically with ${compiler.name}`, safety: 'review', edits };
}

/**
 * Builds on Alpine, for an image that has musl. Without a C compiler Go 1.20 and later leave cgo off there; a program with C
 * code gets the compiler. C++ and other libraries would have to be installed on both sides, which is not offered.
 */
function buildOnAlpine(model: BuildModel, build: GoBuild, final: Stage): Fix | undefined {
  // There these agents ask for more: `linkDynamically`.
  if (agentOf(model)) return undefined;
  const stage = model.stages[build.stage];
  const linkage = valueOf(build.linkage);
  if (!stage || linkage?.kind !== 'dynamic' || linkage.libc !== 'glibc' || linkage.needs.libraries.length > 0)
    return undefined;
  if (stage.root.distribution !== 'debian' || !isPortable(model, stage) || build.compiler.name !== 'gcc')
    return undefined;
  const release =
    final.image.distribution === 'alpine' && isSettled(final.image.release) ? final.image.release : undefined;
  const own = release?.certainty === 'known' ? golangOn(model, stage, `alpine${release.value}`) : undefined;
  const image = own ?? golangOn(model, stage, 'alpine');
  if (!image) return undefined;
  const edits: Edit[] = [image.edit];
  if (needsCompiler(build))
    edits.push(insertAtStageStart(model, rootStage(model, stage), 'RUN apk add --no-cache gcc musl-dev'));
  return { title: say`Build on ${image.name}`, safety: 'review', edits };
}

function needsCompiler(build: GoBuild): boolean {
  if (valueOf(build.cgo) === false) return false;
  const asked = build.cgoSetting !== undefined && valueOf(build.cgoSetting.value) === '1';
  if (asked || build.race || build.linker.linkmode === 'external' || build.buildmode !== 'default') return true;
  return build.programs.some((program) => {
    const use = valueOf(program.cgo);
    return (
      use !== undefined && classify(use, build.tags, valueOf(build.goos), valueOf(build.goVersion)).program === 'C'
    );
  });
}

/** Builds on the Debian suite of the image, or on the newest one whose glibc is not newer than the image's. */
function buildOnDebian(model: BuildModel, build: GoBuild, final: Stage): Fix | undefined {
  const stage = model.stages[build.stage];
  const glibc = libcVersionOf(final.image);
  if (!stage || valueOf(final.libc)?.kind !== 'glibc' || !isSettled(glibc)) return undefined;
  // CC=musl-gcc is there for a reason, and gcc passes -static over for most programs.
  if (build.compiler.name !== 'gcc' || build.linker.static) return undefined;
  const dropped = stage.root.distribution === 'debian' ? [] : dropAlpinePackages(model, stage);
  const image = dropped && golangForGlibc(model, stage, glibc.value);
  return image && { title: say`Build on ${image.name}`, safety: 'review', edits: [image.edit, ...dropped] };
}

/** Ships a small image with the C library that the binary was linked against, of the builder's release. */
function shipBuildersLibc(model: BuildModel, build: GoBuild, final: Stage, path: string): Fix | undefined {
  const stage = model.stages[build.stage];
  const image = matchingImage(model, build, final, path);
  if (!stage || !image) return undefined;
  return ship(model, stage, image);
}

/** If the builder's tag may move to another suite, it is pinned to the one that the image is chosen for. */
function ship(model: BuildModel, builder: Stage, image: OtherImage): Fix {
  const release = valueOf(builder.root.release);
  const pinned = hasFloatingSuite(builder) && release !== undefined ? golangOn(model, builder, release) : undefined;
  const title = say`Build the final image from ${image.name}`;
  if (!pinned) return { title, safety: 'review', edits: [image.edit] };
  return { title: say`${title}, and pin ${pinned.name}`, safety: 'review', edits: [pinned.edit, image.edit] };
}

function matchingImage(model: BuildModel, build: GoBuild, final: Stage, path: string): OtherImage | undefined {
  const stage = model.stages[build.stage];
  const linkage = valueOf(build.linkage);
  if (!stage || linkage?.kind !== 'dynamic' || !isPortable(model, final)) return undefined;
  if (linkage.libc === 'none') return undefined;
  const { libraries } = linkage.needs;
  return imagesWithLibc(model, stage, final, path, linkage.libc).find((image) => hasLibraries(image.facts, libraries));
}

/** Small images for a final stage that have the C library of the build stage's own release, the smallest first. */
export function imagesWithLibc(
  model: BuildModel,
  builder: Stage,
  final: Stage,
  path: string,
  libc: LibcKind,
): readonly NonNullable<ReturnType<typeof otherBase>>[] {
  const { distribution, release } = builder.root;
  if (!isSettled(release)) return [];
  const names: string[] = [];
  if (libc === 'musl' && distribution === 'alpine') names.push(`alpine:${release.value}`);
  if (libc === 'glibc' && distribution === 'debian') {
    const number = ownValue(debianNumbers, release.value);
    // Distroless images come with CA certificates; Debian's have a shell.
    if (number !== undefined && needsNoShell(model, final, path)) {
      const tag = distrolessTag(final);
      names.push(`gcr.io/distroless/base-debian${number}${tag}`, `gcr.io/distroless/cc-debian${number}${tag}`);
    }
    names.push(`debian:${release.value}-slim`);
  }
  return names.map((name) => otherBase(final, name)).filter((image) => image !== undefined);
}

/** `:nonroot` of a distroless image is kept: it decides who the program runs as. */
function distrolessTag(final: Stage): string {
  const { base } = final;
  return base.kind === 'image'
    ? (/\/distroless\/[^:@]+(:(?:nonroot|debug|debug-nonroot))$/.exec(base.text)?.[1] ?? '')
    : '';
}

/** Debian releases for which distroless images exist (GoogleContainerTools/distroless, README). */
const debianNumbers: Readonly<Record<string, string>> = { bookworm: '12', trixie: '13' };

/** Newer releases of what the final image is, the oldest first: by suite, by number, and of Ubuntu those with long support. */
const newerReleases: Readonly<Record<string, readonly string[]>> = {
  suite: ['bullseye', 'bookworm', 'trixie'],
  debian: ['11', '12', '13'],
  ubuntu: ['22.04', '24.04'],
};

/** Ships the oldest release of the same image that is new enough. */
function shipNewerRelease(model: BuildModel, build: GoBuild, final: Stage, glibc: string): Fix | undefined {
  const builder = model.stages[build.stage];
  const { base } = final;
  if (!builder || base.kind !== 'image' || glibc === '') return undefined;
  const forms = [
    { pattern: /\b(?:wheezy|jessie|stretch|buster|bullseye|bookworm)\b/, releases: newerReleases['suite'] },
    { pattern: /(?<=^debian:|-debian)(?:9|1[0-2])\b/, releases: newerReleases['debian'] },
    { pattern: /(?<=^ubuntu:)\d\d\.\d\d\b/, releases: newerReleases['ubuntu'] },
  ];
  for (const { pattern, releases = [] } of forms) {
    if (!pattern.test(base.text)) continue;
    for (const release of releases) {
      const image = otherBase(final, base.text.replace(pattern, release));
      const version = image && valueOf(libcVersionOf(image.facts));
      if (image && version !== undefined && compareVersions(version, glibc) >= 0) return ship(model, builder, image);
    }
  }
  return undefined;
}
