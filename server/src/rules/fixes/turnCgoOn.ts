import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import type { Fix } from '../rule';
import { compilerInstallation } from './compiler';
import { setForBuild } from './goBuild';

/**
 * Turns cgo on for a build that asks for what only cgo can do: CGO_ENABLED=1 where it was turned off, and a C compiler where
 * there is none.
 * @returns undefined if cgo is off for another reason (a cross build), or if a compiler cannot be installed in a known way
 */
export function turnCgoOn(model: BuildModel, build: GoBuild): Fix | undefined {
  const { goarch, goos, host, compiler, cgoSetting } = build;
  if (!isSettled(host) || !isSettled(goarch) || !isSettled(goos) || compiler.found === undefined) return undefined;
  if (goarch.value !== host.value.architecture || goos.value !== host.value.os) return undefined;
  const edits: Edit[] = [];
  const does: string[] = [];
  if (cgoSetting !== undefined && valueOf(cgoSetting.value) === '0') {
    const set = setForBuild(model, build, 'CGO_ENABLED', '1');
    if (!set) return undefined;
    edits.push(...set);
    does.push(say`Set CGO_ENABLED=1`);
  }
  if (!compiler.found) {
    const step = compilerInstallation(model, build);
    if (!step) return undefined;
    edits.push(...step.edits);
    does.push(does.length > 0 ? step.does.slice(0, 1).toLowerCase() + step.does.slice(1) : step.does);
  }
  return edits.length > 0 ? { title: listWords(does), safety: 'review', edits } : undefined;
}

/** Whether what cgo makes of the program finds its C library in the image that is shipped. */
export function runsWithCgo(model: BuildModel, build: GoBuild): boolean {
  if (build.linker.static || build.buildmode !== 'default') return true;
  const builder = model.stages[build.stage];
  const built = builder && valueOf(builder.libc)?.kind;
  return built !== undefined && built === (model.target && valueOf(model.target.libc)?.kind);
}
