import { flagValue } from '../golang/flagValues';
import type { GoCommand, GoVersion, ModuleFacts } from '../golang/types';
import { isAtLeast } from '../golang/version';
import type { Problem } from './buildModel';
import { whyAbsent } from './contextOrigin';
import { lookUp, resolvePath } from './files';
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
): Pick<Problem, 'certainty' | 'error' | 'details'> | undefined {
  const mod = flagValue(go, 'mod');
  if (mod?.certainty !== 'known' || mod.value !== 'vendor' || !buildVerbs.has(go.verb)) return undefined;
  if (file.requires.length === 0 || !file.go?.version || !isAtLeast(file.go.version, 1, 14)) return undefined;
  if (!isAtLeast(version, 1, 14)) return undefined;
  const folder = resolvePath(directory, 'vendor');
  if (lookUp(state.files, resolvePath(folder, 'modules.txt')).state !== 'absent') return undefined;
  if (lookUp(state.files, folder).state !== 'absent') return undefined;
  const { certainty, details } = whyAbsent(state.files, resolvePath(directory, 'go.mod'), folder);
  return { certainty, error: `go: inconsistent vendoring in ${directory}:`, details: { ...details, directory } };
}
