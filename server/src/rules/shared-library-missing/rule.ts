import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Problem, Stage } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import { say } from '../../text/say';
import { hasLibraries, imageName, isPortable, otherBase } from '../fixes/images';
import { insertAtStageStart, rootStage } from '../fixes/instructions';
import { buildOf, problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const sharedLibraryMissing = defineRule({
  id: 'shared-library-missing',
  title: 'C library linked in the build stage and missing in the image',
  severity: 'warning',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'shared-library-missing')) {
      const build = buildOf(model, problem);
      const final = stageOf(model, problem);
      const { path = say`The binary`, library = '' } = problem.details;
      const presumed =
        problem.certainty === 'presumed'
          ? say` This presumes that no other package has brought the library along.`
          : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message:
          say`${path} is linked against ${library}, which ${final ? imageName(model, final) : say`the image`} does not have. ` +
          say`The container will not start: ${quote(problem.error)}.${presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => (build && final ? fixesFor(model, build, final, problem) : []),
      };
    }
  },
});

/**
 * Packages by the library that they bring.
 * Source: the file lists of packages.debian.org (bookworm, trixie) and pkgs.alpinelinux.org (3.22).
 */
const packages: Readonly<Record<string, { readonly alpine?: string; readonly debian?: string }>> = {
  'libz.so.1': { alpine: 'zlib', debian: 'zlib1g' },
  'libstdc++.so.6': { alpine: 'libstdc++', debian: 'libstdc++6' },
  'libgcc_s.so.1': { alpine: 'libgcc', debian: 'libgcc-s1' },
  'libsqlite3.so.0': { alpine: 'sqlite-libs', debian: 'libsqlite3-0' },
  'libpcap.so.0.8': { debian: 'libpcap0.8' },
  'libpcap.so.1': { alpine: 'libpcap' },
  'libpq.so.5': { alpine: 'libpq', debian: 'libpq5' },
  'librdkafka.so.1': { alpine: 'librdkafka', debian: 'librdkafka1' },
  'libseccomp.so.2': { alpine: 'libseccomp', debian: 'libseccomp2' },
  'libusb-1.0.so.0': { alpine: 'libusb', debian: 'libusb-1.0-0' },
  'libvips.so.42': { alpine: 'vips', debian: 'libvips42' },
  'libzmq.so.5': { alpine: 'libzmq', debian: 'libzmq5' },
};

function fixesFor(model: BuildModel, build: GoBuild, final: Stage, problem: Problem): readonly Fix[] {
  const linkage = valueOf(build.linkage);
  const wanted = linkage?.kind === 'dynamic' ? linkage.needs.libraries : [problem.details['library'] ?? ''];
  return [installPackages(model, final, wanted), shipOther(model, final, wanted)].filter((fix) => fix !== undefined);
}

function installPackages(model: BuildModel, final: Stage, wanted: readonly string[]): Fix | undefined {
  const { distribution } = final.image;
  const key = distribution === 'ubuntu' ? 'debian' : distribution;
  if (key !== 'alpine' && key !== 'debian') return undefined;
  // Distroless images are Debian without apt.
  if (valueOf(final.image.shell) === undefined || rootStage(model, final).index !== final.index) return undefined;
  const present = valueOf(final.image.libraries);
  const names = wanted
    .filter((library) => present?.has(library) !== true)
    .map((library) => ownValue(packages, library)?.[key]);
  if (names.length === 0 || names.some((name) => name === undefined)) return undefined;
  // libgcc comes with libstdc++.
  const list = names.filter((name) => !(names.length > 1 && (name === 'libgcc' || name === 'libgcc-s1'))).join(' ');
  const command =
    key === 'alpine'
      ? `RUN apk add --no-cache ${list}`
      : `RUN apt-get update && apt-get install -y --no-install-recommends ${list} && rm -rf /var/lib/apt/lists/*`;
  return { title: say`Install ${list}`, safety: 'safe', edits: [insertAtStageStart(model, final, command)] };
}

/** distroless/cc for distroless/base, or Debian itself, of the same release. */
function shipOther(model: BuildModel, final: Stage, wanted: readonly string[]): Fix | undefined {
  const { base, image } = final;
  if (base.kind !== 'image' || image.distribution !== 'debian' || !isPortable(model, final)) return undefined;
  const names = [base.text.replace(/\/base(?:-nossl)?(?=-debian|[:@]|$)/, '/cc')];
  if (isSettled(image.release)) names.push(`debian:${image.release.value}-slim`);
  for (const name of names) {
    const other = name === base.text ? undefined : otherBase(final, name);
    if (other && hasLibraries(other.facts, wanted)) {
      return { title: say`Build the final image from ${name}`, safety: 'review', edits: [other.edit] };
    }
  }
  return undefined;
}
