import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Problem, Stage } from '../../model/buildModel';
import { buildOf, stageOf } from '../problems';
import type { Fix } from '../rule';
import { setForBuild, worksWithoutCgo } from './goBuild';
import { replaceImage, rootStage } from './instructions';

/**
 * Fixes for a dynamically linked binary whose loader is not in the image: link it without the C library, or ship an image
 * that has the one it was linked against. The first one keeps the image as it is.
 */
export function libcFixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const build = buildOf(model, problem);
  const final = stageOf(model, problem);
  if (!build || !final) return [];
  const fixes: Fix[] = [];
  const pie = dropPie(build);
  if (pie) fixes.push(pie);
  else {
    const off = turnCgoOff(model, build);
    if (off) fixes.push(off);
  }
  const image = matchingImage(model, build);
  const edit = image === undefined ? undefined : replaceImage(model, final, image);
  // A stage that the build itself comes from, or that others are built from, is not the place to change.
  if (image !== undefined && edit && rootStage(model, final).index === final.index) {
    fixes.push({ title: `Build the final image from ${image}`, safety: 'review', edits: [edit] });
  }
  return fixes;
}

/** CGO_ENABLED=0, offered unless the program is known to need cgo; safe only if it is known not to. */
export function turnCgoOff(model: BuildModel, build: GoBuild): Fix | undefined {
  const known = worksWithoutCgo(build);
  const certain = known && build.programs.every((program) => program.cgo.certainty === 'known');
  const unread = build.programs.length === 0 || build.programs.every((program) => program.cgo.certainty !== 'known');
  if (!known && !unread) return undefined;
  if (build.race || build.linker.linkmode === 'external' || build.buildmode !== 'default') return undefined;
  const edits = setForBuild(model, build, 'CGO_ENABLED', '0');
  return edits && { title: 'Set CGO_ENABLED=0', safety: certain ? 'safe' : 'review', edits };
}

/** -buildmode=pie with cgo off asks for a loader and nothing else: without it the binary is static. */
function dropPie(build: GoBuild): Fix | undefined {
  const linkage = valueOf(build.linkage);
  if (build.buildmode !== 'pie' || linkage?.kind !== 'dynamic' || linkage.row?.id !== 'pie') return undefined;
  const flag = build.go.flags.findLast(
    (candidate) => candidate.name === 'buildmode' && candidate.from === 'command line',
  );
  if (!flag) return undefined;
  return {
    title: 'Drop -buildmode=pie',
    safety: 'review',
    edits: [{ span: { start: flag.span.start, end: flag.span.end + 1 }, newText: '' }],
  };
}

/** A small image with the C library that the binary was linked against, of the builder's release. */
export function matchingImage(model: BuildModel, build: GoBuild): string | undefined {
  const stage = model.stages[build.stage];
  const linkage = valueOf(build.linkage);
  if (!stage || linkage?.kind !== 'dynamic') return undefined;
  const { distribution, release } = stage.image;
  if (!isSettled(release)) return undefined;
  if (linkage.libc === 'musl') return distribution === 'alpine' ? `alpine:${release.value}` : undefined;
  const debian = debianVersions[release.value];
  const needsCxx = linkage.needs.libraries.length > 0;
  if (distribution !== 'debian' || debian === undefined) return undefined;
  return needsCxx ? `debian:${release.value}-slim` : `gcr.io/distroless/base-debian${debian}`;
}

/** Debian releases for which distroless images exist (GoogleContainerTools/distroless, README). */
const debianVersions: Readonly<Record<string, string>> = { bookworm: '12', trixie: '13' };

/** The distribution's name and release for messages: "Debian bookworm". */
export function releaseName(stage: Stage): string {
  const release = valueOf(stage.image.release);
  return [stage.image.family ?? 'the image', release].filter(Boolean).join(' ');
}
