import { valueOf } from '../../facts/fact';
import { startProblems } from '../../model/start';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { isPortable, needsNoShell, otherBase } from './images';
import { insertAtStageStart, rootStage } from './instructions';

/** A part of a fix: what it does, as a verb phrase, and how. Nothing to do: both empty. */
export interface Step {
  readonly does: string;
  readonly edits: readonly Edit[];
}

const nothing: Step = { does: '', edits: [] };

/** Installs a C compiler, with C++ where a package needs it, at the start of the build stage. */
export function installCompiler(model: BuildModel, build: GoBuild): Step | undefined {
  const stage = model.stages[build.stage];
  if (!stage || build.compiler.name !== 'gcc') return undefined;
  const root = rootStage(model, stage);
  const cxx = build.programs.some((program) => valueOf(program.cgo)?.foreign.some((found) => found.cxx) === true);
  switch (root.root.distribution) {
    case 'alpine': {
      const packages = cxx ? ['g++', 'musl-dev'] : ['gcc', 'musl-dev'];
      return install(model, build, packages, (names) => `RUN apk add --no-cache ${names}`);
    }
    case 'debian':
    case 'ubuntu': {
      const packages = cxx ? ['g++', 'libc6-dev'] : ['gcc', 'libc6-dev'];
      const command = (names: string): string =>
        `RUN apt-get update && apt-get install -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/*`;
      return install(model, build, packages, command);
    }
    default:
      return undefined;
  }
}

function install(
  model: BuildModel,
  build: GoBuild,
  packages: readonly string[],
  command: (names: string) => string,
): Step | undefined {
  const stage = model.stages[build.stage];
  if (!stage) return undefined;
  const edit = insertAtStageStart(model, rootStage(model, stage), command(packages.join(' ')));
  return { does: `Install ${packages.join(' and ')}`, edits: [edit] };
}

/**
 * Ships an image with the C library of the build stage, if the program that is started comes from the build and its image
 * has another one or none. Undefined if no image can be named.
 */
export function shipWithLibc(model: BuildModel, build: GoBuild): Step | undefined {
  const final = model.target;
  const stage = model.stages[build.stage];
  const { program } = startProblems(model);
  if (!final || !stage || program?.build?.index !== build.index || build.linker.static) return nothing;
  const wanted = valueOf(stage.libc)?.kind;
  const shipped = valueOf(final.libc)?.kind;
  if (wanted === undefined || shipped === undefined) return undefined;
  if (wanted === shipped) return nothing;
  const release = valueOf(stage.root.release);
  if (release === undefined || !isPortable(model, final)) return undefined;
  const number = { bookworm: '12', trixie: '13' }[release];
  const distroless = number !== undefined && needsNoShell(model, final, program.path);
  const name =
    stage.root.distribution === 'alpine'
      ? `alpine:${release}`
      : distroless
        ? `gcr.io/distroless/base-debian${number}`
        : `debian:${release}-slim`;
  const image = otherBase(final, name);
  return image && { does: `build the final image from ${image.name}`, edits: [image.edit] };
}
