import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import type { Fix } from '../rule';
import { setForBuild } from './goBuild';
import { insertAtStageStart, rootStage } from './instructions';

/** What installs a C compiler with the C library's headers, by distribution. */
const compilerInstallations: Readonly<Record<string, { readonly c: string; readonly cxx: string }>> = {
  alpine: { c: 'RUN apk add --no-cache gcc musl-dev', cxx: 'RUN apk add --no-cache g++' },
  debian: {
    c: 'RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*',
    cxx: 'RUN apt-get update && apt-get install -y --no-install-recommends g++ && rm -rf /var/lib/apt/lists/*',
  },
};

/**
 * The edits that turn cgo on for one build: CGO_ENABLED=1 where it was turned off, and a C compiler where there is none.
 * @returns undefined if it is off for another reason (a cross build), or the compiler cannot be installed in a known way
 */
export function cgoEdits(model: BuildModel, build: GoBuild): readonly Edit[] | undefined {
  const stage = model.stages[build.stage];
  const { goarch, goos, host } = build;
  if (!stage || !isSettled(host) || !isSettled(goarch) || !isSettled(goos)) return undefined;
  if (goarch.value !== host.value.architecture || goos.value !== host.value.os) return undefined;
  const edits: Edit[] = [];
  if (build.cgoSetting !== undefined && valueOf(build.cgoSetting.value) === '0') {
    const set = setForBuild(model, build, 'CGO_ENABLED', '1');
    if (!set) return undefined;
    edits.push(...set);
  }
  if (build.compiler.found === undefined) return undefined;
  if (!build.compiler.found) {
    const root = rootStage(model, stage);
    const installation = compilerInstallations[root.root.distribution === 'ubuntu' ? 'debian' : (root.root.distribution ?? '')];
    if (!installation || build.compiler.name !== 'gcc') return undefined;
    const cxx = build.programs.some((program) => valueOf(program.cgo)?.foreign.some((candidate) => candidate.cxx) === true);
    edits.push(insertAtStageStart(model, root, cxx ? installation.cxx : installation.c));
  }
  return edits.length > 0 ? edits : undefined;
}

/** Turns cgo on for a build that asks for what only cgo can do. */
export function turnCgoOn(model: BuildModel, build: GoBuild): Fix | undefined {
  const edits = cgoEdits(model, build);
  if (!edits) return undefined;
  const off = build.cgoSetting !== undefined && valueOf(build.cgoSetting.value) === '0';
  const install = build.compiler.found === false;
  const title = off ? (install ? 'Set CGO_ENABLED=1 and install a C compiler' : 'Set CGO_ENABLED=1') : 'Install a C compiler';
  return { title, safety: 'review', edits };
}
