import { effectiveFlag } from '../../golang/flagValues';
import type { GoFlag, ModuleFacts } from '../../golang/types';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import { lookUp, resolvePath } from '../../model/files';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import { dropFlag, writtenFlag } from '../fixes/flags';
import { outcome } from '../presumption';
import { buildOf, problemsOf } from '../problems';
import { defineRule } from '../rule';

export const vendorOutOfUse = defineRule({
  id: 'vendor-out-of-use',
  title: 'Vendor folder that is asked for and missing, or there and not used',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'vendor-out-of-use')) {
      const { path = '' } = problem.details;
      const presumed = say` This presumes that it is not put into the build context before the build, and that the command runs.`;
      const build = buildOf(model, problem);
      const flag = build && effectiveFlag(build.go, 'mod')?.flag;
      yield {
        span: flag?.from === 'command line' ? flag.span : problem.span,
        certainty: problem.certainty,
        message: say`-mod=vendor asks for ${path}, which is not there when this runs${why(problem)}. ${outcome(problem, undefined, presumed)}`,
      };
    }
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true) continue;
      const unused = unusedVendor(model, build);
      if (!unused) continue;
      const { flag, folder, brought } = unused;
      const written = writtenFlag(build, 'mod');
      yield {
        span: flag.from === 'command line' ? flag.span : build.go.verbSpan,
        certainty: 'known',
        severity: 'warning',
        message: say`${folder} is copied, and -mod=mod leaves it out of use. The modules are downloaded for each build instead.`,
        related: [{ span: brought, message: say`the vendor folder is brought here` }],
        ...(written && {
          fixes: [{ title: say`Remove -mod=mod`, safety: 'review', edits: [dropFlag(model, written)] }],
        }),
      };
    }
  },
});

function why({ details: { cause, source = '' } }: Problem): string {
  if (cause === 'ignored') return say`: .dockerignore keeps ${source} out of the build context`;
  if (cause === 'elsewhere') return say`: the build context has ${source}, and no COPY brings it`;
  return '';
}

/** A vendor folder that go would use if -mod=mod did not tell it otherwise. */
function unusedVendor(
  model: BuildModel,
  build: GoBuild,
): { readonly flag: GoFlag; readonly folder: string; readonly brought: Span } | undefined {
  const flag = effectiveFlag(build.go, 'mod')?.flag;
  if (flag?.value.certainty !== 'known' || flag.value.value !== 'mod') return undefined;
  // `go run -mod=mod TOOL` runs what go.mod requires and no package imports.
  if (build.go.verb === 'run' || build.programs.some(({ workspace }) => workspace)) return undefined;
  const [program] = build.programs;
  const module = program?.module;
  if (!module || !build.programs.every(({ directory }) => isOwn(directory, module))) return undefined;
  const { version } = module.file.go ?? {};
  if (!version || !isAtLeast(version, 1, 14) || module.file.requires.length === 0) return undefined;
  const step = model.stages[build.stage]?.steps.find(({ instruction }) =>
    contains(instruction.span, build.command.span),
  );
  const folder = resolvePath(module.directory, 'vendor');
  const found = step && lookUp(step.files, resolvePath(folder, 'modules.txt'));
  const brought = found?.state === 'entry' && found.entry.kind === 'file' ? found.entry.span : undefined;
  return brought && { flag, folder, brought };
}

function isOwn(directory: string, module: ModuleFacts): boolean {
  return directory === module.directory || directory.startsWith(`${module.directory}/`);
}
