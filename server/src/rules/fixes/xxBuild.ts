import type { Instruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import { packageManagerOf } from '../../images/packageTable';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { lineBreak } from '../../text/lines';
import { say } from '../../text/say';
import type { Fix } from '../rule';
import { dependsOnTarget } from './crossBuild';
import { setForBuild } from './goBuild';
import { inCaseOf, insertAtStageStart, insertBefore, rootStage } from './instructions';

/** The image and the version of it that the fix brings in. */
const xxImage = 'tonistiigi/xx:1.6.1';

interface Lines {
  /** Installs clang for the machine that the build runs on. */
  readonly compiler: string;
  /** Installs the headers of the C library for the target. */
  readonly target: (packages: string) => string;
  readonly packages: (cxx: boolean) => string;
}

/** By package manager, as tonistiigi/xx's README has them ("Building on Alpine", "Building on Debian", "Go / Cgo"). */
const lines: Readonly<Record<string, Lines>> = {
  apk: {
    compiler: 'RUN apk add --no-cache clang lld',
    target: (packages) => `RUN xx-apk add --no-cache ${packages}`,
    packages: (cxx) => `${cxx ? 'g++' : 'gcc'} musl-dev`,
  },
  apt: {
    compiler:
      'RUN apt-get update && apt-get install -y --no-install-recommends clang lld && rm -rf /var/lib/apt/lists/*',
    target: (packages) => `RUN apt-get update && xx-apt-get install -y --no-install-recommends ${packages}`,
    packages: (cxx) => `binutils ${cxx ? 'g++' : 'gcc'} libc6-dev`,
  },
};

/** Headers of the C library itself, and of the kernel: those for the target come with its compiler. */
const ownHeaders: ReadonlySet<string> = new Set([
  'musl-dev',
  'libc-dev',
  'libc6-dev',
  'linux-headers',
  'linux-libc-dev',
]);

/**
 * Turns the stages that come from one image into a cross build of C code: tonistiigi/xx is copied in, and each go build of a
 * shipped program runs as xx-go, with a C library for the target.
 * @param builds those whose programs are shipped, all in stages that come from `root`
 * @returns undefined if one of them cannot be converted, or if the C code needs other libraries, which would have to be
 *   installed for the target
 */
export function xxBuild(model: BuildModel, root: Stage, builds: readonly GoBuild[]): Fix | undefined {
  const stages = model.stages.filter((stage) => stage.needed && rootStage(model, stage) === root);
  const manager = packageManagerOf(root.image);
  const words = manager === undefined ? undefined : lines[manager];
  if (!words || root.root.family !== 'golang' || !builds.every(isConvertible)) return undefined;
  if (model.stages.some(({ name }) => name === 'xx') || namesByNumber(model)) return undefined;
  if (stages.some(({ image }) => (image.installedPackages ?? []).some(isLibrary))) return undefined;
  if (dependsOnTarget(model, stages, builds)) return undefined;
  const nl = lineBreak(model.dockerfile.text);
  const keyword = root.from.keywordSpan;
  const above = { start: keyword.start, end: keyword.start };
  const edits: Edit[] = [
    { span: above, newText: `${inCaseOf(model, `FROM --platform=$BUILDPLATFORM ${xxImage} AS xx`)}${nl}${nl}` },
    { span: { start: keyword.end, end: keyword.end }, newText: ' --platform=$BUILDPLATFORM' },
    insertAtStageStart(model, root, 'COPY --from=xx / /', words.compiler),
  ];
  const prepared = new Set<number>();
  for (const build of builds) {
    const [go] = build.command.argv;
    if (!go) return undefined;
    edits.push({ span: go.span, newText: 'xx-go' });
    if (build.cgoSetting === undefined) {
      const set = setForBuild(model, build, 'CGO_ENABLED', '1');
      if (!set) return undefined;
      edits.push(...set);
    }
    if (prepared.has(build.stage)) continue;
    prepared.add(build.stage);
    const cxx = builds.some(({ programs }) =>
      programs.some(({ cgo }) => valueOf(cgo)?.foreign.some((found) => found.cxx) === true),
    );
    const declared = model.stages[build.stage]?.environment.get('TARGETPLATFORM')?.source === 'platform';
    const preparation = [...(declared ? [] : ['ARG TARGETPLATFORM']), words.target(words.packages(cxx))];
    edits.push(insertBefore(model, cachedPlace(model, build), ...preparation));
  }
  return { title: say`Cross-compile with tonistiigi/xx`, safety: 'review', edits };
}

/**
 * Where what the source does not change is installed: in front of the COPY that brings the source, unless modules are
 * downloaded behind it, which is the same for all platforms.
 */
function cachedPlace(model: BuildModel, build: GoBuild): Instruction {
  const steps = model.stages[build.stage]?.steps ?? [];
  const own = steps.findIndex(({ instruction }) => instruction === build.instruction);
  for (let at = own - 1; at >= 0; at--) {
    const step = steps[at];
    if (step?.copy?.from.kind === 'context') return step.instruction;
    if (step?.instruction.kind === 'RUN') break;
  }
  return build.instruction;
}

/** What xx-go can do for it: a plain go build whose compiler and architecture nothing else chooses. */
function isConvertible({ go, command, instruction, programs, compiler }: GoBuild): boolean {
  if (
    go.verb !== 'build' ||
    go.front !== undefined ||
    go.incomplete ||
    instruction.exec ||
    command.approximate === true
  )
    return false;
  if (command.wrappers.length > 0 || command.runs !== 'always' || compiler.name !== 'gcc') return false;
  if (['CC', 'CXX', 'GOOS', 'GOARCH', 'GOARM', 'PKG_CONFIG_PATH'].some((name) => command.environment.has(name)))
    return false;
  return programs.every(
    ({ cgo }) => cgo.certainty === 'known' && cgo.value.foreign.every(({ libraries }) => libraries.length === 0),
  );
}

function isLibrary(name: string): boolean {
  return /-dev(?:el)?$/.test(name) && !ownHeaders.has(name);
}

/** A stage in front of the others moves their numbers. */
function namesByNumber({ stages }: BuildModel): boolean {
  return stages.some(({ steps }) =>
    steps.some(
      ({ copy, mounts }) =>
        copy?.instruction.flags.some(({ name, value }) => name === 'from' && /^\d+$/.test(value ?? '')) === true ||
        mounts.some(({ options }) => /^\d+$/.test(options['from'] ?? '')),
    ),
  );
}
