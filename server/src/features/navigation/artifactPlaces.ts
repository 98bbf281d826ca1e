import { isSettled, unknown, valueOf } from '../../facts/fact';
import { effectiveFlag } from '../../golang/flagValues';
import type { BuildModel, Copy, GoBuild, Stage } from '../../model/buildModel';
import { baseName } from '../../model/copy';
import { artifactsIn, resolvePath, type Files } from '../../model/files';
import { shellStateOf } from '../../model/startInShell';
import { execute, executeArgv } from '../../shell/execute';
import type { Execution, ShellHooks } from '../../shell/execution';
import { parseScript } from '../../shell/parse';
import { remembered } from '../../text/remembered';
import { say } from '../../text/say';
import { join, slice, type Span } from '../../text/span';
import { keyIn, keyOf, nameAtEnd, sourcePlaces, spelt, type ArtifactPlace } from './artifactPlace';
import { placesOfCommand, placesOfRun } from './artifactRuns';

const hooks: ShellHooks = { substitute: () => unknown('shell-computed') };

/** All places that name products of go builds, in the order in which they are found. */
export const artifactPlaces: (model: BuildModel) => readonly ArtifactPlace[] = remembered((model) => {
  const outputs = [...model.goBuilds, ...model.recipeBuilds].flatMap((build) => placesOfBuild(model, build));
  const places = [
    ...outputs,
    ...model.stages.flatMap((stage) => {
      const own = outputs.filter((place) => place.stage === stage.index);
      return [
        ...stage.steps.flatMap((step, index) => {
          const after = stage.steps[index + 1]?.files ?? stage.files;
          if (step.copy) return placesOfCopy(model, stage, step.copy, after);
          return step.instruction.kind === 'RUN' ? placesOfRun(model, stage, { step, after, own }) : [];
        }),
        ...startPlaces(model, stage),
      ];
    }),
  ];
  return mergePlaces(model.dockerfile.text, places);
});

function placesOfBuild(model: BuildModel, build: GoBuild): readonly ArtifactPlace[] {
  const { text } = model.dockerfile;
  const flag = effectiveFlag(build.go, 'o')?.flag;
  const written = flag?.from === 'command line' ? flag : undefined;
  const [first, ...others] = build.command.argv.map(({ span }) => span);
  const whole = first ? join(first, ...others) : build.command.span;
  return build.outputs.flatMap(({ path }): ArtifactPlace[] => {
    if (!isSettled(path)) return [];
    const name = baseName(path.value);
    const common = { role: 'output', name, stage: build.stage, path: path.value } as const;
    const artifacts = new Set([keyOf(build.stage, path.value)]);
    if (build.index < 0) {
      const fixed = say`a Makefile builds it`;
      return [{ ...common, artifacts, span: whole, whole, nameSpan: undefined, fixed }];
    }
    const value = written && valueOf(written.value);
    if (
      !written ||
      value === undefined ||
      baseName(value) !== name ||
      !path.value.endsWith(value.replace(/^(?:\.\.?\/)+/, ''))
    ) {
      const fixed = say`go names the file after its package; -o with a file name would choose it`;
      const span = written?.valueSpan ?? whole;
      return [{ ...common, artifacts, span, whole, nameSpan: undefined, fixed }];
    }
    const nameSpan = build.command.approximate ? undefined : nameAtEnd(text, written.valueSpan, name);
    const fixed = nameSpan ? undefined : say`-o does not spell it out`;
    return [{ ...common, artifacts, span: written.valueSpan, whole, nameSpan, fixed }];
  });
}

function placesOfCopy(model: BuildModel, stage: Stage, copy: Copy, after: Files): readonly ArtifactPlace[] {
  const { from, instruction } = copy;
  const other = from.kind === 'stage' ? model.stages[from.index] : undefined;
  if (!other) return [];
  const whole = instruction.span;
  const { destination } = copy;
  const target = valueOf(destination);
  const sources = copy.sources.flatMap(({ word, path }) => {
    if (!isSettled(path)) return [];
    const folder = resolvePath('/', path.value);
    return sourcePlaces(model, other, { word, path: folder, whole }).map((place) => {
      const arrived = target === undefined ? undefined : arrivalOf(model, after, { place, folder, target });
      return arrived === undefined ? place : { ...place, arrives: { stage: stage.index, path: arrived } };
    });
  });
  const reached = sources.find(({ arrives }) => arrives?.path === target);
  if (!instruction.destination || target === undefined || !reached) return sources;
  const { span } = instruction.destination;
  const { artifacts } = reached;
  return [...sources, spelt(model, { role: 'destination', span, whole, artifacts, stage: stage.index, path: target })];
}

/** Where a copied file is: in the destination under its name or below the folder that was copied, or the destination itself. */
function arrivalOf(
  model: BuildModel,
  after: Files,
  { place, folder, target }: { readonly place: ArtifactPlace; readonly folder: string; readonly target: string },
): string | undefined {
  const inner = place.path.startsWith(`${folder === '/' ? '' : folder}/`)
    ? place.path.slice(folder.length)
    : place.name;
  return [resolvePath(target, inner.replace(/^\/+/, '')), resolvePath(target, place.name), target].find((path) => {
    const key = keyIn(model, after, path);
    return key !== undefined && place.artifacts.has(key);
  });
}

/** The words of ENTRYPOINT, CMD and HEALTHCHECK that name a program, wrappers looked through. */
function startPlaces(model: BuildModel, stage: Stage): readonly ArtifactPlace[] {
  const commands = [stage.entrypoint?.instruction, stage.cmd?.instruction, stage.healthcheck];
  const state = shellStateOf(stage);
  return commands.flatMap((instruction) => {
    if (!instruction) return [];
    const script = instruction.kind === 'HEALTHCHECK' ? instruction.script : instruction.argument;
    const execution: Execution | undefined = instruction.exec
      ? executeArgv(instruction.exec.words, state, hooks)
      : script && stage.shell.posix
        ? execute(parseScript(script), state, hooks)
        : undefined;
    const known = artifactsIn(stage.files).map(({ path }) => path);
    const keyAt = (path: string): string | undefined => keyIn(model, stage.files, path);
    return (execution?.commands ?? []).flatMap((command) =>
      placesOfCommand(model, stage, command, { role: 'start', known, keyAt }),
    );
  });
}

/** One place may be met in several stages, and stand for several files. Quotes around it are no part of it. */
function mergePlaces(text: string, places: readonly ArtifactPlace[]): readonly ArtifactPlace[] {
  const merged = new Map<string, ArtifactPlace>();
  for (const place of places) {
    const span = withoutQuotes(text, place.span);
    const key = `${place.role} ${span.start} ${place.name}`;
    const known = merged.get(key);
    const artifacts = new Set([...(known?.artifacts ?? []), ...place.artifacts]);
    merged.set(key, { ...(known ?? place), span, artifacts });
  }
  return [...merged.values()];
}

function withoutQuotes(text: string, span: Span): Span {
  return /^(["']).*\1$/s.test(slice(text, span)) ? { start: span.start + 1, end: span.end - 1 } : span;
}
