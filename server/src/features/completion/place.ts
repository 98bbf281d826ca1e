import type { Analysis } from '../../analysis';
import { isSettled, valueOf } from '../../facts/fact';
import { findModule } from '../../golang/program';
import { parseModuleFile } from '../../golang/moduleFile';
import { readModuleNames, type ModuleNames } from '../../golang/stringVariables';
import type { GoVersion, ModuleFile } from '../../golang/types';
import type { ImageFacts } from '../../images/imageFacts';
import type { BuildModel, EnvironmentEntry, Stage, Step } from '../../model/buildModel';
import { asTree, type Files } from '../../model/files';

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

/** What the sources here declare that flags can name. */
export function moduleNamesOf({ files, workdir, analysis }: Place): ModuleNames {
  const tree = files && asTree(files);
  const found = tree && workdir !== undefined ? findModule(tree, workdir) : undefined;
  if (tree && found && found !== 'unknown') return readModuleNames(tree, found.directory, found.file.module);
  const { context } = analysis;
  const text = context?.read('go.mod');
  if (!context || text === undefined) return { variables: [], tags: [], programs: [] };
  return readModuleNames(context, '', parseModuleFile(text).module);
}
