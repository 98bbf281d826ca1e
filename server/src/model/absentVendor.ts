import { valueOf } from '../facts/fact';
import { flagValue } from '../golang/flagValues';
import type { GoCommand, GoVersion, ModuleFacts } from '../golang/types';
import { parseVendorModules } from '../golang/vendorModules';
import { isAtLeast } from '../golang/version';
import type { Problem } from './buildModel';
import { whyAbsent } from './contextOrigin';
import { isRewritten, lookUp, resolvePath } from './files';
import type { StageState } from './stageState';

const buildVerbs: ReadonlySet<string> = new Set(['build', 'install', 'test', 'run', 'vet', 'list']);

/**
 * -mod=vendor where surely no vendor folder is. Go compares go.mod with vendor/modules.txt since 1.14, and finds each
 * requirement missing there (modload.checkVendorConsistency; measured with Go 1.19, 1.22 and 1.26, whatever the program
 * imports). A module that requires nothing builds.
 */
export function absentVendor(
  state: StageState,
  go: GoCommand,
  version: GoVersion,
  { directory, file }: ModuleFacts,
): Pick<Problem, 'certainty' | 'error' | 'details' | 'madeBefore'> | undefined {
  const mod = flagValue(go, 'mod');
  if (mod?.certainty !== 'known' || mod.value !== 'vendor' || !buildVerbs.has(go.verb)) return undefined;
  if (file.requires.length === 0 || !file.go?.version || !isAtLeast(file.go.version, 1, 14)) return undefined;
  if (!isAtLeast(version, 1, 14)) return undefined;
  const folder = resolvePath(directory, 'vendor');
  if (lookUp(state.files, resolvePath(folder, 'modules.txt')).state !== 'absent') return undefined;
  if (lookUp(state.files, folder).state !== 'absent') return undefined;
  const { details, ...why } = whyAbsent(state.files, resolvePath(directory, 'go.mod'), folder);
  return { ...why, error: `go: inconsistent vendoring in ${directory}:`, details: { ...details, directory } };
}

/**
 * In what vendor/modules.txt and go.mod contradict one another, in go's words: requirements that are not marked as explicit,
 * and explicit modules that nothing requires (modload.checkVendorConsistency, for go 1.14 and later in go.mod; measured with
 * Go 1.26). Empty if they agree, if no vendor folder is used, or if a command may have written one of them.
 */
export function inconsistentVendor(
  state: StageState,
  go: GoCommand,
  version: GoVersion,
  { directory, file, vendored }: ModuleFacts,
): readonly string[] {
  const mod = flagValue(go, 'mod');
  if (!vendored || !buildVerbs.has(go.verb) || (mod && valueOf(mod) !== 'vendor')) return [];
  if (!file.go?.version || !isAtLeast(file.go.version, 1, 14) || !isAtLeast(version, 1, 14)) return [];
  const list = lookUp(state.files, resolvePath(directory, 'vendor/modules.txt'));
  const text = list.state === 'entry' ? list.entry.text : undefined;
  if (text === undefined) return [];
  if (['go.mod', 'vendor', 'vendor/modules.txt'].some((each) => isRewritten(state.files, resolvePath(directory, each))))
    return [];
  const { modules, workspace } = parseVendorModules(text);
  if (workspace) return [];
  const name = (each: { readonly path: string; readonly version: string | undefined }): string =>
    `${each.path}@${each.version ?? ''}`;
  const explicit = new Set(modules.filter((each) => each.explicit).map(name));
  const required = new Set(file.requires.map(name));
  return [
    ...file.requires
      .filter((each) => !explicit.has(name(each)))
      .map(
        (each) => `${name(each)}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt`,
      ),
    ...modules
      .filter((each) => each.explicit && each.packages.length > 0 && !required.has(name(each)))
      .map(
        (each) => `${name(each)}: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod`,
      ),
  ];
}
