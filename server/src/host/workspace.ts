import type { AnalysisInput, ContextOrigin } from '../analysis';
import type { Dockerfile } from '../dockerfile/instruction';
import { calledByPlace } from '../manifests/images';
import type { Settings } from '../settings';
import type { BuiltFor } from '../model/buildModel';
import type { GivenNames } from '../features/navigation/givenNames';
import type { ProjectManifests } from '../features/onepilot';
import type { BuildReader } from '../project/buildReaders';
import type { SourceTree } from '../workspace/sourceTree';
import { contextSources, contextTree, findContext, isOtherStage } from './context';
import { definedTags, givenNames } from './definedContexts';
import { exists } from './diskTree';
import { manifestFiles } from './manifestFiles';
import { moduleCacheTree } from './moduleCache';
import { basename, dirname, join, relative, sep } from './paths';
import { findProjectFile, upward, type ProjectFile } from './projectFile';

/** The disk around Dockerfiles, read once until told that it changed. */
export interface Workspace {
  /**
   * What an analysis may look at besides the text.
   * @param dockerfilePath absolute
   * @param top folder not to leave upward, or undefined
   */
  surroundings(
    dockerfilePath: string,
    text: string,
    settings: Settings,
    top: string | undefined,
  ): Pick<AnalysisInput, 'context' | 'otherContexts' | 'moduleCache' | 'contextOrigin' | 'builtFor' | 'givenArgs'>;
  /** The project file in force for a folder. */
  projectFile(folder: string, top: string | undefined): ProjectFile | undefined;
  /** The manifests around a Dockerfile, and the names of its image. Read anew each time. */
  manifestsAround(dockerfilePath: string, top: string | undefined): ProjectManifests;
  /**
   * What names its stages and build arguments in files that build it. Read anew each time.
   * @param textOf what an editor holds of a file
   */
  givenNames(
    dockerfilePath: string,
    top: string | undefined,
    textOf: (path: string) => string | undefined,
  ): readonly GivenNames[];
  /** Forgets everything that was read. */
  invalidate(): void;
}

interface Context {
  readonly tree: SourceTree | undefined;
  readonly origin: ContextOrigin;
  readonly builtFor: BuiltFor | undefined;
  readonly givenArgs: readonly string[];
  readonly others: readonly SourceTree[];
}

export function createWorkspace(options: {
  readonly parse: (text: string) => Dockerfile;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked for where there is a project file, which may name rules. */
  readonly ruleIds: () => readonly string[];
  readonly buildReaders: readonly BuildReader[];
}): Workspace {
  const contexts = new Map<string, { readonly value: Context }>();
  const projectFiles = new Map<string, { readonly value: ProjectFile | undefined }>();
  let moduleCache = moduleCacheTree(options.env);
  return {
    surroundings: (dockerfilePath, text, settings, top) => {
      const key = JSON.stringify([dockerfilePath, settings.context, settings.target, top]);
      const context = recall(contexts, key, () => {
        const sources = (): readonly string[] => contextSources(options.parse(text));
        let isOtherHere: ReturnType<typeof isOtherStage> | undefined;
        const isOther = (stage: string | undefined): boolean =>
          (isOtherHere ??= isOtherStage(options.parse(text), settings.target))(stage);
        const found = findContext(dockerfilePath, settings.context, sources, top, options.buildReaders, isOther);
        const { folder, why, builtFor, givenArgs = [], others = [] } = found;
        const origin = { folder: relative(dirname(dockerfilePath), folder).split(sep).join('/') || '.', why };
        return {
          tree: contextTree(folder, dockerfilePath),
          origin,
          builtFor,
          givenArgs,
          others: others.flatMap((other) => contextTree(other, dockerfilePath) ?? []),
        };
      });
      return {
        context: context.tree,
        moduleCache,
        builtFor: context.builtFor,
        givenArgs: context.givenArgs,
        ...(context.tree && { contextOrigin: context.origin, otherContexts: context.others }),
      };
    },
    projectFile: (folder, top) =>
      recall(projectFiles, JSON.stringify([folder, top]), () => findProjectFile(folder, top, options.ruleIds)),
    manifestsAround: (dockerfilePath, top) => {
      const folders = upward(dirname(dockerfilePath), top);
      const { manifests, dockerfiles } = manifestFiles(folders.at(-1) ?? dirname(dockerfilePath));
      const nameOf = (path: string): string => calledByPlace(basename(dirname(path)), basename(path));
      return {
        manifests,
        called: {
          own: nameOf(dockerfilePath),
          others: dockerfiles.filter((path) => path !== dockerfilePath).map(nameOf),
        },
        tags: definedTags(dockerfilePath, folders, options.buildReaders),
      };
    },
    givenNames: (dockerfilePath, top, textOf) =>
      givenNames(dockerfilePath, upward(dirname(dockerfilePath), top), options.buildReaders, textOf),
    invalidate: () => {
      contexts.clear();
      projectFiles.clear();
      moduleCache = moduleCacheTree(options.env);
    },
  };
}

type SettingsInput = Pick<
  AnalysisInput,
  'target' | 'platform' | 'buildArgs' | 'severities' | 'observability' | 'staticMonitoring'
>;

/** The part of an analysis' input that follows from settings. */
export function inputOf(settings: Settings): SettingsInput {
  return {
    target: settings.target,
    platform: settings.platform,
    buildArgs: settings.buildArgs,
    severities: settings.rules,
    observability: settings.observability,
    staticMonitoring: settings.staticMonitoring,
  };
}

/**
 * The folder above which nothing is looked for: undefined, that is the root of the Git repository, for files in one, wherever
 * the current folder is, and for files outside of the current folder.
 */
export function topFolder(absolute: string, cwd: string): string | undefined {
  return folderAround(absolute, [cwd]) === undefined || hasRepository(dirname(absolute)) ? undefined : cwd;
}

function hasRepository(folder: string): boolean {
  for (let current = folder; ; current = dirname(current)) {
    if (exists(join(current, '.git'))) return true;
    if (dirname(current) === current) return false;
  }
}

/** The folder among these that the path is in, the innermost if several are. */
export function folderAround(path: string, folders: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const folder of folders) {
    if (isIn(path, folder) && (found === undefined || folder.length > found.length)) found = folder;
  }
  return found;
}

function isIn(path: string, folder: string): boolean {
  for (let current = dirname(path); ; current = dirname(current)) {
    if (current === folder) return true;
    if (dirname(current) === current) return false;
  }
}

function recall<T>(answers: Map<string, { readonly value: T }>, key: string, answer: () => T): T {
  const known = answers.get(key);
  if (known) return known.value;
  const value = answer();
  answers.set(key, { value });
  return value;
}
