import { isSettled } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { artifactsIn, isWithin, lookUp, resolvePath } from '../../model/files';
import { startOf } from '../../model/start';
import { say } from '../../text/say';
import { contains } from '../../text/span';
import { code, firstOf, lineAt, lineOf, stageName } from './card';

const mostLines = 4;

/** Instructions that take something of the build's stage, of which the model cannot tell what comes to be where. */
function possibleUses(model: BuildModel, build: GoBuild): readonly string[] {
  const paths = build.outputs.flatMap(({ path }) => (isSettled(path) ? [path.value] : []));
  const stage = model.stages[build.stage];
  return model.stages.flatMap(({ steps }) =>
    steps.flatMap(({ copy, mounts, instruction }): string[] => {
      const copies =
        copy?.from.kind === 'stage' &&
        copy.from.index === build.stage &&
        copy.sources.some(
          ({ path }) =>
            !isSettled(path) ||
            /[*?[]/.test(path.value) ||
            paths.some((each) => isWithin(each, resolvePath('/', path.value))),
        );
      if (copies)
        return [
          say`Line ${lineAt(model, instruction.span)} copies from this stage; to which path it comes cannot be told`,
        ];
      const isMounted = mounts.some(({ options }) => {
        const from = options['from'];
        return from !== undefined && (from === String(build.stage) || from.toLowerCase() === stage?.name);
      });
      return isMounted ? [say`Line ${lineAt(model, instruction.span)} mounts this stage`] : [];
    }),
  );
}

/** What becomes of what a go build writes: where it is copied, and whether the container starts it. Lines of Markdown. */
export function describeFate(model: BuildModel, build: GoBuild): readonly string[] {
  const { target } = model;
  if (!target || build.outputs.length === 0) return [];
  const { program } = startOf(model);
  const started = program?.build?.index === build.index ? program : undefined;
  const lines = model.stages
    .filter(({ index }) => index !== build.stage)
    .flatMap((stage) =>
      artifactsIn(stage.files)
        .filter(({ artifact }) => artifact.build === build.index)
        .map(({ path }) => {
          const found = lookUp(stage.files, path);
          const place = found.state === 'entry' ? found.entry.span : undefined;
          const where = place && contains(stage.span, place) ? ` (${lineOf(model, place)})` : '';
          const there = `${code(path)}${where}`;
          if (stage === target)
            return started?.path === path
              ? say`In the final image it is ${there}, and the container starts it`
              : say`In the final image it is ${there}`;
          return stage.needed
            ? say`In the stage ${stageName(stage)} it is ${there}`
            : say`In the stage ${stageName(stage)} it is ${there}, which the target does not need`;
        }),
    );
  if (build.stage === target.index) {
    return started ? [say`The container starts ${code(started.path)}`] : [];
  }
  if (lines.length === 0) {
    const isKnown = build.outputs.every(({ path }) => isSettled(path));
    const needed = model.stages[build.stage]?.needed === true;
    if (!needed) return [say`The target does not need this stage, so it is not built`];
    const perhaps = possibleUses(model, build);
    if (perhaps.length > 0) return perhaps.slice(0, mostLines);
    return isKnown ? [say`No other stage is seen to copy it`] : [];
  }
  return firstOf(lines, mostLines);
}
