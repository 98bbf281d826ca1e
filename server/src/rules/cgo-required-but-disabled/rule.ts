import { evidence, valueOf, type Evidence } from '../../facts/fact';
import type { CgoPackage } from '../../golang/types';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import { compilerInstallation, imageForCgo, type Part } from '../fixes/compiler';
import { setForBuild } from '../fixes/goBuild';
import { outcome } from '../presumption';
import { buildOf, problemsOf, related } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';

export const cgoRequiredButDisabled = defineRule({
  id: 'cgo-required-but-disabled',
  title: 'Package that needs cgo built with cgo off',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'cgo-required-but-disabled')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const { package: name = 'A package' } = problem.details;
      const error = problem.error === undefined ? '' : `: "${problem.error.split('\n').at(-1)?.trim() ?? ''}"`;
      yield {
        span: placeOf(build),
        certainty: problem.certainty,
        message: say`${name} needs cgo, and ${build.cgoDecision.says}. ${outcome(problem, error, '')}`,
        related: related(
          [...problem.because, ...chain(build, problem.details['importedBy']?.split(' ') ?? [])],
          placeOf(build),
        ),
        fixes: () => turnCgoOn(model, build),
      };
    }
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true) continue;
      const finding = stub(model, build);
      if (finding) yield finding;
    }
  },
});

/** Packages such as go-sqlite3 compile without cgo into code that only reports an error. */
function stub(model: BuildModel, build: GoBuild): Finding | undefined {
  if (valueOf(build.cgo) !== false || build.go.verb === 'test') return undefined;
  if (build.outputs.every((output) => valueOf(output.linkage)?.kind === 'fails')) return undefined;
  for (const program of build.programs) {
    const use = valueOf(program.cgo);
    const left = use?.leftOut?.find((p) => p.withoutCgo === 'stub');
    if (!left) continue;
    const known = build.cgo.certainty === 'known' && isImported(left);
    const driver = drivers.find(({ module }) => left.importPath.startsWith(module));
    const instead = driver ? say` (${driver.instead} does without)` : '';
    const span = placeOf(build);
    return {
      span,
      certainty: known ? 'known' : 'presumed',
      message: say`${left.importPath} needs cgo, and ${build.cgoDecision.says}. The image builds and starts, and the first use fails: "${driver?.error ?? say`this is a stub`}"${instead}.`,
      related: related([...build.cgo.because, ...chain(build, left.importedBy)], span),
      fixes: () => turnCgoOn(model, build),
    };
  }
  return undefined;
}

const drivers: readonly { readonly module: string; readonly error: string; readonly instead: string }[] = [
  {
    module: 'github.com/mattn/go-sqlite3',
    // github.com/mattn/go-sqlite3, static_mock.go: errorMsg.
    error: "Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub",
    instead: 'modernc.org/sqlite',
  },
];

/** Whether the chain of imports from the program was read, and not only presumed from go.mod. */
function isImported(found: CgoPackage): boolean {
  return found.importedBy.length > 0;
}

/** CGO_ENABLED=0 if that turns cgo off, else the go command. */
function placeOf(build: GoBuild): Finding['span'] {
  const own = build.command.assignments.findLast((assignment) => assignment.name === 'CGO_ENABLED');
  if (own) return own.span;
  return build.cgoSetting?.span ?? build.go.verbSpan;
}

function chain(build: GoBuild, imports: readonly string[]): readonly Evidence[] {
  return imports.length < 2 ? [] : [evidence(build.go.verbSpan, say`it is imported through ${imports.join(', ')}`)];
}

/** Switches cgo on in every place that has to change: the variable, the compiler, the final image. */
function turnCgoOn(model: BuildModel, build: GoBuild): readonly Fix[] {
  const stage = model.stages[build.stage];
  const host = valueOf(build.host);
  // For another platform a cross compiler would be needed, and which one depends on that platform.
  if (!stage || !host || valueOf(build.goarch) !== host.architecture || stage.platformFollows === 'build') return [];
  const variable = setForBuild(model, build, 'CGO_ENABLED', '1');
  const compiler: Part | undefined =
    build.compiler.found === true ? { does: '', edits: [] } : compilerInstallation(model, build);
  const shipping = imageForCgo(model, build);
  if (!variable || !compiler || !shipping) return [];
  const parts = [say`set CGO_ENABLED=1`, lower(compiler.does), shipping.does].filter((part) => part !== '');
  const title = listWords(parts);
  return [
    {
      title: `${title.charAt(0).toUpperCase()}${title.slice(1)}`,
      safety: 'review',
      edits: [...variable, ...compiler.edits, ...shipping.edits],
    },
  ];
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
