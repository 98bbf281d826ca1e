import { compareVersions } from '../../facts/libc';
import { valueOf } from '../../facts/fact';
import { isAtLeast } from '../../golang/version';
import { libcVersionOf } from '../../images/releases';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { effectiveFlag } from '../../golang/flagValues';
import { say } from '../../text/say';
import { addTag } from '../fixes/tags';
import { defineRule, type Fix } from '../rule';
import { nameOfTarget, shippedPrograms, type ShippedProgram } from '../shipped';

/** Since then /etc/passwd and DNS are read without shared libraries (NEWS of glibc: nss_files and nss_dns are built in). */
const builtInSince = '2.34';

export const staticGlibcResolver = defineRule({
  id: 'static-glibc-resolver',
  title: 'Static binary that looks up users through another glibc',
  severity: 'warning',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target || target.root.files !== 'system') return;
    for (const shipped of shippedPrograms(model)) {
      const { build, path } = shipped;
      const glibc = linkedGlibc(model, shipped);
      if (glibc === undefined || compareVersions(glibc, builtInSince) >= 0) continue;
      const found = libraryOf(target);
      if (found === undefined || found === `glibc ${glibc}` || !looksUpUsers(shipped)) continue;
      yield {
        span: effectiveFlag(build.go, 'ldflags')?.flag.valueSpan ?? build.go.verbSpan,
        certainty: 'presumed',
        message: say`${path} is linked statically with glibc ${glibc}, whose user look-ups load shared libraries of that same glibc, and ${nameOfTarget(target)} has ${found}: os/user fails or crashes there. This presumes that it looks up users.`,
        related: [{ span: target.from.image?.span ?? target.from.span, message: say`this image has ${found}` }],
        fixes: fixesFor(model, build),
      };
    }
  },
});

/** The version of the glibc in a static program; undefined if it is linked otherwise. */
function linkedGlibc(model: BuildModel, { build, output }: ShippedProgram): string | undefined {
  const linkage = output.linkage.certainty === 'known' ? output.linkage.value : undefined;
  const stage = model.stages[build.stage];
  if (linkage?.kind !== 'static' || linkage.libc !== 'glibc' || linkage.crashesAtStart || !stage) return undefined;
  return build.compiler.glibc ?? valueOf(libcVersionOf(stage.image));
}

function libraryOf({ image }: Stage): string | undefined {
  const libc = valueOf(image.libc);
  if (libc?.kind === 'none') return say`no C library`;
  if (libc?.kind === 'musl') return 'musl';
  const version = libc && valueOf(libcVersionOf(image));
  return version === undefined ? undefined : `glibc ${version}`;
}

/** Whether the sources of the program itself import os/user; a library may do so and never be asked. */
function looksUpUsers({ build, program }: ShippedProgram): boolean {
  if (!program || build.tags.includes('osusergo')) return false;
  const path = program.module?.file.module;
  return (program.packages ?? []).some(
    ({ importPath, imports }, index) =>
      imports.includes('os/user') && (index === 0 || (path !== undefined && importPath.startsWith(`${path}/`))),
  );
}

/** Before Go 1.20 gcc makes a program that crashes of one that has no cgo left (crashing-static-link). */
function fixesFor(model: BuildModel, build: GoBuild): readonly Fix[] {
  const version = valueOf(build.goVersion);
  const missing = ['netgo', 'osusergo'].filter((tag) => !build.tags.includes(tag)).join(',');
  const edits = version && isAtLeast(version, 1, 20) ? addTag(model, build, missing) : undefined;
  return edits ? [{ title: say`Build with -tags ${missing}`, safety: 'review', edits }] : [];
}
