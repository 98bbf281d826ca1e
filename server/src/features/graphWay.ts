import { valueOf } from '../facts/fact';
import type { BuildModel } from '../model/buildModel';
import { baseName } from '../model/copy';
import { isWithin, lookUp, resolvePath, type Artifact } from '../model/files';

/** The way of one program through the stages. */
export interface ProgramWay {
  /** Whether the program is among what lies at or below a path of a stage. */
  readonly comesWith: (stage: number, path: string) => boolean;
}

/**
 * Follows a product of a go build. It is looked for where builds write and COPY puts files: a file that a command has moved
 * elsewhere is not seen on its way.
 */
export function followProgram(model: BuildModel, program: Artifact | undefined): ProgramWay {
  if (!program) return { comesWith: () => false };
  const places = placesOfFiles(model);
  const found = new Map<number, readonly string[]>();
  const placesIn = (index: number): readonly string[] => {
    const known = found.get(index);
    if (known) return known;
    const files = model.stages[index]?.files;
    const here = files === undefined ? [] : places.filter((path) => isProgram(lookUp(files, path), program));
    found.set(index, here);
    return here;
  };
  return {
    comesWith: (stage, path) => {
      const root = resolvePath('/', path);
      const files = model.stages[stage]?.files;
      if (!files) return false;
      return isProgram(lookUp(files, root), program) || placesIn(stage).some((place) => isWithin(place, root));
    },
  };
}

function isProgram(found: ReturnType<typeof lookUp>, { build, output }: Artifact): boolean {
  if (found.state !== 'entry') return false;
  const { artifact } = found.entry;
  return artifact?.build === build && artifact.output === output;
}

function placesOfFiles({ goBuilds, recipeBuilds, stages }: BuildModel): readonly string[] {
  const written = [...goBuilds, ...recipeBuilds].flatMap(({ outputs }) => outputs.map(({ path }) => valueOf(path)));
  const copied = stages.flatMap(({ steps }) =>
    steps.flatMap(({ copy }) => {
      const destination = copy && valueOf(copy.destination);
      if (!copy || copy.from.kind !== 'stage' || destination === undefined) return [];
      const names = copy.sources.flatMap(({ path }) => baseName(valueOf(path) ?? '') || []);
      return [destination, ...names.map((name) => resolvePath(destination, name))];
    }),
  );
  return [...new Set([...written, ...copied].filter((path) => path !== undefined))];
}
