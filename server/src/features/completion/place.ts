import type { Analysis } from '../../analysis';
import { isSettled, valueOf } from '../../facts/fact';
import { findModule, mainModules } from '../../golang/program';
import { parseModuleFile } from '../../golang/moduleFile';
import { readModuleNames, type ModuleNames } from '../../golang/stringVariables';
import type { GoVersion, ModuleFile } from '../../golang/types';
import type { ImageFacts } from '../../images/imageFacts';
import type { BuildModel, EnvironmentEntry, Stage, Step } from '../../model/buildModel';
import { asTree, resolvePath, type Files } from '../../model/files';

/** The state of the build where the cursor stands, as far as the model knows it. */
export interface Place {
  readonly analysis: Analysis;
  readonly model: BuildModel;
  /** Undefined above the first FROM. */
  readonly stage: Stage | undefined;
  readonly isInFrom: boolean;
  /** Variables that words here see, with the automatic ones of FROM lines. */
  readonly environment: ReadonlyMap<string, EnvironmentEntry>;
  readonly files: Files | undefined;
  readonly image: ImageFacts | undefined;
  /** Absolute; undefined if it cannot be told. */
  readonly workdir: string | undefined;
  /** The working directory is not that of the instruction. */
  readonly hasMoved?: boolean;
  readonly user: Step['user'] | undefined;
  /** The instruction that the cursor is in or in front of. */
  readonly step: Step | undefined;
  readonly go: GoVersion | undefined;
}

/** Finds the state in front of the instruction at the offset. */
export function findPlace(analysis: Analysis, offset: number): Place {
  const { model } = analysis;
  const stage = model.stages.findLast(({ from }) => from.span.start < offset);
  const isInFrom = !stage || offset <= stage.from.span.end;
  const step = isInFrom ? undefined : stage.steps.find(({ instruction }) => offset <= instruction.span.end);
  const state = isInFrom ? undefined : (step ?? stage);
  const workdir = state && valueOf(state.workdir);
  return {
    analysis,
    model,
    stage,
    isInFrom,
    environment: state?.environment ?? model.globalArgs,
    files: state?.files,
    image: state?.image,
    workdir,
    user: step?.user ?? (isInFrom ? undefined : stage.user.name),
    step,
    go: stage && valueOf(stage.goVersion),
  };
}

/** Whether go may be in the stage: not if its image surely has none. */
export function mayHaveGo({ stage }: Place): boolean {
  return stage !== undefined && !(isSettled(stage.goVersion) && stage.goVersion.value === undefined);
}

/** What a variable holds here; undefined if it is not set, or not known. */
export function effective({ environment }: Place, name: string): string | undefined {
  const entry = environment.get(name);
  return entry && valueOf(entry.value);
}

/** The go.mod that go finds in the working directory, else that of the build context. */
export function moduleOf({ files, workdir, analysis, model, stage }: Place): ModuleFile | undefined {
  const found = files && workdir !== undefined ? findModule(asTree(files), workdir) : undefined;
  if (found && found !== 'unknown') return found.file;
  const built = model.goBuilds.find((build) => build.stage === stage?.index)?.programs[0]?.module?.file;
  if (built) return built;
  const text = analysis.context?.read('go.mod');
  return text === undefined ? undefined : parseModuleFile(text);
}

/**
 * The same place where the shell and go have gone to another folder.
 * @param moves where to, one after the other; undefined if it cannot be told
 */
export function movedTo(place: Place, moves: readonly (string | undefined)[]): Place {
  if (moves.length === 0) return place;
  const workdir = moves.reduce(
    (at, move) => (at === undefined || move === undefined ? undefined : resolvePath(at, move)),
    place.workdir,
  );
  return { ...place, workdir, hasMoved: true };
}

/** Names that flags can name; the folders of `programs` as the working directory sees them: `.`, `./cmd/app`, `../b`. */
export function moduleNamesOf(place: Place): ModuleNames {
  const { files, workdir, analysis } = place;
  const tree = files && asTree(files);
  if (tree && workdir !== undefined) {
    const found = mainModules(tree, workdir).map(({ directory, file }) => {
      const names = readModuleNames(tree, directory, file.module);
      const programs = names.programs.map((folder) => relativeFolder(workdir, resolvePath(directory, folder)));
      return { ...names, programs };
    });
    // What is below the folder is what is meant there.
    const programs = found
      .flatMap((names) => names.programs)
      .toSorted((a, b) => Number(a.startsWith('..')) - Number(b.startsWith('..')));
    const variables = found.flatMap((names) => names.variables);
    if (found.length > 0) return { variables, tags: found.flatMap(({ tags }) => tags), programs };
  }
  const { context } = analysis;
  if (place.hasMoved) return { variables: [], tags: [], programs: [] };
  const text = context?.read('go.mod');
  if (!context || text === undefined) return { variables: [], tags: [], programs: [] };
  const names = readModuleNames(context, '', parseModuleFile(text).module);
  return { ...names, programs: names.programs.map((folder) => (folder === '.' ? '.' : `./${folder}`)) };
}

/** How a folder is written in another one. */
function relativeFolder(from: string, to: string): string {
  const [here, there] = [from, to].map((path) => path.split('/').filter((part) => part !== ''));
  if (!here || !there) return to;
  const differs = here.findIndex((part, index) => part !== there[index]);
  const common = differs < 0 ? here.length : differs;
  const up = here.slice(common).map(() => '..');
  const rest = [...up, ...there.slice(common)];
  return rest.length === 0 ? '.' : up.length > 0 ? rest.join('/') : `./${rest.join('/')}`;
}
