import { valueOf } from '../facts/fact';
import type { ProgramFacts } from '../golang/types';
import { buildAt } from '../model/buildAt';
import type { BuildModel, GoBuild, Output, Stage } from '../model/buildModel';
import { artifactsIn, lookUp } from '../model/files';
import type { Edit } from '../text/edit';
import { remembered } from '../text/remembered';
import { say } from '../text/say';
import { insertAtStageStart } from './fixes/instructions';

/** A program for Linux that a go build writes and the final image holds. */
export interface ShippedProgram {
  readonly path: string;
  readonly build: GoBuild;
  readonly output: Output;
  readonly program: ProgramFacts | undefined;
}

/** The programs that the target is given; several rules ask. */
export const shippedPrograms: (model: BuildModel) => readonly ShippedProgram[] = remembered((model) =>
  (model.target ? artifactsIn(model.target.files) : []).flatMap(({ path, artifact }) => {
    const build = buildAt(model, artifact.build);
    const output = build?.outputs[artifact.output];
    if (!build || output?.kind !== 'program' || valueOf(build.goos) !== 'linux') return [];
    return [{ path, build, output, program: output.program }];
  }),
);

/**
 * Whether one of these paths is in a stage, or may have been put there by an instruction of the Dockerfile. What the base
 * image itself may hold is no answer here: the catalogue knows that better.
 */
export function mayHoldAny(stage: Stage, paths: readonly string[]): boolean {
  return paths.some((path) => {
    const there = lookUp(stage.files, path);
    return there.state === 'entry' || (there.state === 'unknown' && there.span !== undefined);
  });
}

/** Whether a variable of the image may have a value that is not empty. */
export function mayBeSet(stage: Stage, name: string): boolean {
  const entry = stage.imageEnvironment.get(name);
  return entry !== undefined && valueOf(entry.value) !== '';
}

/** The final image as messages name it: `alpine:3.22`, `scratch`. */
export function nameOfTarget(target: Stage): string {
  return target.base.kind === 'image'
    ? target.base.text
    : target.base.kind === 'scratch'
      ? 'scratch'
      : say`the final image`;
}

/** A COPY of something that a stage before the target holds, right behind the target's FROM. */
export function copyToTarget(model: BuildModel, from: Stage | string, ...words: readonly string[]): Edit | undefined {
  const { target } = model;
  if (!target || (typeof from !== 'string' && from.index >= target.index)) return undefined;
  const name = typeof from === 'string' ? from : (from.name ?? String(from.index));
  return insertAtStageStart(model, target, `COPY --from=${name} ${words.join(' ')}`);
}
