import type { BuildFailure } from './linkage';
import type { Situation } from './linkSituation';
import type { CgoPackage } from './types';

export const compilerNotFound = (s: Situation): string =>
  `cgo: C compiler "${s.compiler.name}" not found: exec: "${s.compiler.name}": executable file not found in $PATH`;

/** cmd/go/internal/work/init.go, instrumentInit: the hint is added only when not cross compiling. */
export const requiresCgo = (mode: string, s: Situation): string =>
  s.cross ? `go: -${mode} requires cgo` : `go: -${mode} requires cgo; enable cgo by setting CGO_ENABLED=1`;

/** What go says of a package without files for this build, and of who imports it. Undefined if its directory is not known. */
export function excludedError(importPath: string, culprit: CgoPackage): string | undefined {
  if (!culprit.directory) return undefined;
  const chain = culprit.importedBy;
  const where = `build constraints exclude all Go files in ${culprit.directory}`;
  if (culprit.importPath === importPath || chain.length === 0) return `package ${importPath}: ${where}`;
  const imports = [...chain.slice(1), culprit.importPath].map((path) => `\n\timports ${path}`).join('');
  return `package ${chain[0] ?? importPath}${imports}: ${where}`;
}

/** What go refuses before it looks for any package (cmd/go/internal/work, BuildInit and instrumentInit). */
export const beforePackages: ReadonlySet<BuildFailure> = new Set<BuildFailure>([
  'race-unsupported',
  'race-without-cgo',
]);
