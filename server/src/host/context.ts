import type { Dockerfile, Flag, RunInstruction } from '../dockerfile/instruction';
import { normalise, type SourceTree } from '../workspace/sourceTree';
import type { BuildReader } from '../project/buildReaders';
import { say } from '../text/say';
import type { BuiltFor } from '../model/buildModel';
import { definedContexts, type DefinedContext } from './definedContexts';
import { diskTree, entriesIn, exists, isReadableFolder, readSmallFile } from './diskTree';
import { gitIgnores } from './gitIgnore';
import { ignoreFilter } from '../workspace/dockerIgnore';
import { basename, dirname, join } from './paths';
import { upward } from './projectFile';

/** The folder that is taken for the build context, and why. */
export interface FoundContext {
  /** Absolute. */
  readonly folder: string;
  /** A clause: `compose.yaml, service web, builds it with this folder`. */
  readonly why: string;
  /** The platforms that the project's files build it for. */
  readonly builtFor?: BuiltFor;
  /** The build arguments that all builds of the project's files give. */
  readonly givenArgs?: readonly string[];
  /** Absolute. Where nobody names the folder: those that it may be as well, as they hold no less of what is copied. */
  readonly others?: readonly string[];
}

/**
 * The folder that is most likely given to `docker build` for a Dockerfile. In this order: the one that the settings name; one
 * that a file of the project names (compose, bake, tasks, Makefile, workflows), if the sources are there; where the whole
 * folder is copied, the nearest one with a Go module; the Dockerfile's own; a folder above it, with a Go module, if only
 * there the COPY and ADD sources exist; the one where most of them do.
 * @param dockerfilePath absolute
 * @param setting absolute, or undefined
 * @param sources paths that the Dockerfile copies from the context; asked for only where they matter
 * @param top folder not to leave; the root of the Git repository if undefined
 * @param readers of the files that may define builds
 * @param isOther whether a name is that of a stage which is not the one that is looked at; undefined is the last stage
 */
export function findContext(
  dockerfilePath: string,
  setting: string | undefined,
  sources: () => readonly string[],
  top: string | undefined,
  readers: readonly BuildReader[],
  isOther: (stage: string | undefined) => boolean = () => false,
): FoundContext {
  const beside = dirname(dockerfilePath);
  const folders = upward(beside, top);
  const defined = [...definedContexts(dockerfilePath, folders, readers)];
  const own = defined.filter(({ stage }) => !isOther(stage));
  const builtFor = platformsOf(own);
  const givenArgs = (own[0]?.args ?? []).filter((name) => own.every(({ args }) => args.includes(name)));
  const found = choose(
    beside,
    setting,
    sources,
    folders,
    defined.filter(({ isOutside }) => !isOutside),
  );
  const refused = setting === undefined ? defined.find(({ isOutside }) => isOutside) : undefined;
  const why = refused
    ? say`${found.why}; the folder that ${refused.where}, names leads out of the project through a link, and is not read unless you choose it with goDockerfile.context or --context`
    : found.why;
  const isNamed = setting !== undefined || defined.some(({ isOutside }) => !isOutside);
  const others = isNamed ? [] : otherFolders(found.folder, folders, sources);
  return {
    ...found,
    why,
    ...(builtFor && { builtFor }),
    ...(givenArgs.length > 0 && { givenArgs }),
    ...(others.length > 0 && { others }),
  };
}

/** The folders that may be the build context instead of one that is guessed. */
function otherFolders(chosen: string, folders: readonly string[], sources: () => readonly string[]): readonly string[] {
  if (folders.length < 2 || sources().length === 0) return [];
  const wanted = sources();
  const count = countNamed(chosen, wanted);
  const isWhole = namesWhole(wanted);
  // A library that another project has taken in without its go.mod: the Dockerfile is for the sources beside it.
  const isBeside = (folder: string): boolean => isWhole && folder === folders[0];
  return folders.filter(
    (folder) =>
      folder !== chosen &&
      (isBeside(folder) || countNamed(folder, wanted) >= count) &&
      (isWhole ? holdsGo(folder) : count > 0),
  );
}

/**
 * Whether a build of a stage says nothing of the image that is looked at: `--target binary` often gives the program as a file,
 * for platforms that no image is made for.
 * @param target stage name or index that is looked at; the last stage if undefined
 */
export function isOtherStage(
  { instructions }: Dockerfile,
  target: string | undefined,
): (stage: string | undefined) => boolean {
  const names = instructions.flatMap((each) => (each.kind === 'FROM' ? [each.name?.raw.toLowerCase() ?? ''] : []));
  const last = names.length - 1;
  // A later stage of the same name is the one that BuildKit finds (HasStage in instructions/parse.go).
  const indexOf = (stage: string): number | undefined => {
    const named = names.lastIndexOf(stage.toLowerCase());
    if (stage !== '' && named >= 0) return named;
    return /^\d+$/.test(stage) && Number(stage) <= last ? Number(stage) : undefined;
  };
  const wanted = target === undefined || target === '' ? last : indexOf(target);
  return (stage) => {
    // What is no stage of this file may be a variable.
    const index = stage === undefined ? last : indexOf(stage);
    return index !== undefined && index !== wanted;
  };
}

/**
 * What one definition builds for several platforms goes before the others. One platform alone counts if no definition names
 * another one: builds that differ in it may differ in more.
 */
function platformsOf(defined: readonly DefinedContext[]): BuiltFor | undefined {
  const naming = defined.filter(({ platforms }) => platforms.length > 0);
  const isSingle = new Set(naming.flatMap(({ platforms }) => platforms)).size === 1;
  const found = naming.find(({ platforms }) => isSingle || new Set(platforms).size > 1);
  return found && { where: found.where, platforms: [...new Set(found.platforms)] };
}

function choose(
  own: string,
  setting: string | undefined,
  sources: () => readonly string[],
  folders: readonly string[],
  defined: readonly DefinedContext[],
): FoundContext {
  if (setting !== undefined) return { folder: setting, why: say`the settings name it` };
  const ofItsOwn: FoundContext = { folder: own, why: say`it is the folder of the Dockerfile` };
  const wanted = memo(sources);
  let named: FoundContext | undefined;
  for (const { folder, where } of defined) {
    const found = { folder, why: say`${where}, builds this file with it` };
    if (countNamed(folder, wanted()) === countSources(wanted())) return found;
    // Some sources are made before the build; the first that is named is then as good as any.
    if (isReadableFolder(folder)) named ??= found;
  }
  if (named) return named;
  const above = folders.slice(1);
  if (above.length === 0) return ofItsOwn;
  // `cmd/server/Dockerfile` with `COPY . .`: main.go beside it is not enough to build it, the module is further up.
  const module = namesWhole(wanted()) ? folders.find((folder) => isModule(folder) && holds(folder, wanted())) : own;
  if (module !== undefined && module !== own)
    return { folder: module, why: say`the Go module around the Dockerfile starts there` };
  if (holds(own, wanted())) return ofItsOwn;
  const whole = above.find((folder) => holds(folder, wanted()) && (namesFile(wanted()) || isModule(folder)));
  if (whole !== undefined) return { folder: whole, why: say`only there all that is copied exists` };
  // Some sources are made before the build: the nearest of the folders that have most of the others.
  const counts = folders.map((folder) => countNamed(folder, wanted()));
  const best = folders[counts.indexOf(Math.max(...counts))] ?? own;
  return best === own ? ofItsOwn : { folder: best, why: say`most of what is copied exists there` };
}

function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function countSources(sources: readonly string[]): number {
  return sources.filter((source) => normalise(source) !== '').length;
}

function countNamed(folder: string, sources: readonly string[]): number {
  return sources.filter((source) => normalise(source) !== '' && exists(join(folder, normalise(source)))).length;
}

/**
 * What COPY, ADD and bind mounts take from the build context, as far as it is named: no variables, no wildcards, no
 * addresses, nothing from other stages. The whole folder (`.`) is named only where Go programs may be built of it.
 */
export function contextSources({ instructions }: Dockerfile): readonly string[] {
  const builds = instructions.some(
    (instruction) => instruction.kind === 'RUN' && /\b(go|make|mage|task|bazel)\b/.test(runText(instruction)),
  );
  const sources = instructions.flatMap((instruction) => {
    if (instruction.onbuild) return [];
    if (instruction.kind === 'RUN') return instruction.flags.flatMap(boundSource);
    if (instruction.kind !== 'COPY' && instruction.kind !== 'ADD') return [];
    if (instruction.flags.some(({ name }) => name === 'from')) return [];
    return instruction.sources.map(({ raw }) => raw);
  });
  const plain = sources.filter((raw) => !/[$*?[\]\\"'`]|^[a-z+]+:\/\/|^git@/i.test(raw));
  return builds ? plain : plain.filter((raw) => normalise(raw) !== '');
}

function runText({ argument, heredocs }: RunInstruction): string {
  return [argument.text, ...heredocs.map(({ body }) => body.text)].join('\n');
}

/** The source of `--mount=type=bind,…` from the context; `bind` is the default type, and the root the default source. */
function boundSource({ name, value }: Flag): readonly string[] {
  if (name !== 'mount') return [];
  const options = new Map((value ?? '').split(',').map((field) => splitOption(field)));
  if ((options.get('type') ?? 'bind') !== 'bind' || options.has('from')) return [];
  return [options.get('source') ?? options.get('src') ?? '.'];
}

function splitOption(field: string): readonly [string, string] {
  const equals = field.indexOf('=');
  return equals < 0 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)];
}

/** The build context as Docker sees it: without what the .dockerignore file in force keeps out. */
export function contextTree(folder: string, dockerfilePath: string): SourceTree | undefined {
  if (!isReadableFolder(folder)) return undefined;
  // BuildKit gets each of these folders by itself, and a link out of it leads nowhere there.
  const within = [folder, dirname(dockerfilePath)];
  const ignoreText =
    readSmallFile(join(dirname(dockerfilePath), `${basename(dockerfilePath)}.dockerignore`), within) ??
    readSmallFile(join(folder, '.dockerignore'), within);
  const tree = { ...diskTree(folder), mayBeMade: gitIgnores(folder) };
  return ignoreText === undefined ? tree : ignoreFilter(tree, ignoreText);
}

/** Whether all sources exist in a folder. The whole folder (`.`) counts only if there are Go files to copy in it. */
function holds(folder: string, sources: readonly string[]): boolean {
  return sources.every((source) => {
    const path = normalise(source);
    return path === '' ? holdsGo(folder) : exists(join(folder, path));
  });
}

function namesWhole(sources: readonly string[]): boolean {
  return sources.some((source) => normalise(source) === '');
}

function namesFile(sources: readonly string[]): boolean {
  return sources.some((source) => normalise(source) !== '');
}

function isModule(folder: string): boolean {
  return exists(join(folder, 'go.mod')) || exists(join(folder, 'go.work'));
}

function holdsGo(folder: string): boolean {
  return isModule(folder) || entriesIn(folder).some(({ name }) => name.endsWith('.go'));
}
