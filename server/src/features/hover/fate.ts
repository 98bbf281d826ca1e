import { isSettled } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { artifactsIn, lookUp } from '../../model/files';
import { startProblems } from '../../model/start';
import { remembered } from '../../text/remembered';
import { contains } from '../../text/span';
import { code, lineOf, stageTitle } from './card';

const startOf = remembered((model: BuildModel) => startProblems(model));

const mostLines = 4;

/** What becomes of what a go build writes: where it is copied, and whether the container starts it. Lines of Markdown. */
export function describeFate(model: BuildModel, build: GoBuild): readonly string[] {
  const { target } = model;
  if (!target || build.outputs.length === 0) return [];
  const { program } = startOf(model);
  const started = program?.build?.index === build.index ? program : undefined;
  const lines = model.stages
    .filter((stage) => stage.needed && stage.index !== build.stage)
    .flatMap((stage) =>
      artifactsIn(stage.files)
        .filter(({ artifact }) => artifact.build === build.index)
        .map(({ path }) => {
          const found = lookUp(stage.files, path);
          const place = found.state === 'entry' ? found.entry.span : undefined;
          const where = place && contains(stage.span, place) ? ` (${lineOf(model, place)})` : '';
          const name = stage === target ? 'the final image' : `the ${stageTitle(stage)}`;
          const starts = stage === target && started?.path === path ? ', and the container starts it' : '';
          return `In ${name} it is ${code(path)}${where}${starts}`;
        }),
    );
  if (build.stage === target.index) {
    return started ? [`The container starts ${code(started.path)}`] : [];
  }
  if (lines.length === 0) {
    const isKnown = build.outputs.every(({ path }) => isSettled(path));
    const needed = model.stages[build.stage]?.needed === true;
    if (!needed) return ['The target does not need this stage, so it is not built'];
    return isKnown ? ['No other stage is seen to copy it'] : [];
  }
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `and ${more} more`] : lines;
}
