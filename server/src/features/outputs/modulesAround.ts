import { parseModuleFile, parseWorkFile } from '../../golang/moduleFile';
import { remembered } from '../../text/remembered';
import { isWithin, lookUp, resolvePath, type Files } from '../../model/files';

/** A module whose sources are in the image. */
export interface PlacedModule {
  /** As its packages are imported. */
  readonly name: string;
  readonly directory: string;
}

/** The modules that a go command knows in a directory: that around it, those of go.work, and those that replace another one. */
export function modulesAround(files: Files, directory: string): readonly PlacedModule[] {
  const known = modulesOf(files);
  const found = known.get(directory) ?? readModules(files, directory);
  known.set(directory, found);
  return found;
}

/** By directory: an output may have a hundred messages. */
const modulesOf = remembered((_files: Files): Map<string, readonly PlacedModule[]> => new Map());

function readModules(files: Files, directory: string): readonly PlacedModule[] {
  const main = nearest(files, directory, 'go.mod');
  const work = nearest(files, directory, 'go.work');
  const used = work ? parseWorkFile(work.text).uses.map(({ path }) => resolvePath(work.directory, path)) : [];
  const members = [...(main ? [main] : []), ...used.flatMap((place) => textAt(files, place, 'go.mod') ?? [])];
  return members.flatMap(({ text, directory: place }) => {
    const { module, replaces } = parseModuleFile(text);
    const own = module === undefined ? [] : [{ name: module, directory: place }];
    const replaced = replaces
      .filter(({ target }) => /^\.{0,2}(?:\/|$)/.test(target))
      .map(({ path, target }) => ({ name: path, directory: resolvePath(place, target) }));
    return [...own, ...replaced];
  });
}

/** The directory of a package; undefined if it is of none of the modules. */
export function directoryOf(modules: readonly PlacedModule[], name: string): string | undefined {
  const found = modules.filter(({ name: module }) => name === module || name.startsWith(`${module}/`));
  const [longest] = found.toSorted((one, other) => other.name.length - one.name.length);
  return longest && resolvePath(longest.directory, name.slice(longest.name.length + 1) || '.');
}

/**
 * Whether a package is what is in a directory; undefined if no module tells.
 * @param known modules of where go runs, which may call the directory otherwise than its own go.mod does
 */
export function isPackageAt(
  files: Files,
  directory: string,
  name: string,
  known: readonly PlacedModule[],
): boolean | undefined {
  if (name === 'command-line-arguments') return undefined;
  if (directory.endsWith(`/vendor/${name}`)) return true;
  const modules = [...modulesAround(files, directory), ...known].filter((one) => isWithin(directory, one.directory));
  if (modules.length === 0) return undefined;
  return modules.some((module) => directoryOf([module], name) === directory);
}

interface Placed {
  readonly text: string;
  readonly directory: string;
}

function nearest(files: Files, directory: string, name: string): Placed | undefined {
  for (let place = directory; ; place = place.slice(0, place.lastIndexOf('/')) || '/') {
    const found = textAt(files, place, name);
    if (found || place === '/') return found;
  }
}

function textAt(files: Files, directory: string, name: string): Placed | undefined {
  const file = lookUp(files, resolvePath(directory, name));
  return file.state === 'entry' && file.entry.text !== undefined ? { text: file.entry.text, directory } : undefined;
}
