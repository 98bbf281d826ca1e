import { valueOf } from '../../facts/fact';
import { flagValue } from '../../golang/flagValues';
import type { ModuleSet } from '../../golang/modules';
import type { BuildModel, Step } from '../../model/buildModel';
import { baseName } from '../../model/copy';
import { contextOrigin, type ContextOrigin } from '../../model/contextOrigin';
import { isWithin, resolvePath } from '../../model/files';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { normalise, type SourceTree } from '../../workspace/sourceTree';
import { downloadFirst, type Split } from '../fixes/moduleDownload';
import {
  cacheFolder,
  countDownloads,
  goCommandsOf,
  hasNoNetwork,
  isFilledByCopy,
  modulesOf,
  mountOver,
  needsModules,
  stepsOf,
  storesSettings,
  type PlacedGoCommand,
  type PlacedStep,
} from '../moduleCommands';
import { problemsOf } from '../problems';
import { defineRule, type Finding } from '../rule';

export const sourceCopiedBeforeModules = defineRule({
  id: 'source-copied-before-modules',
  title: 'Source copied before the modules are downloaded',
  severity: 'warning',
  fix: 'sometimes',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    const lacking = new Set(problemsOf(model, 'source-not-copied').map((problem) => problem.stage));
    for (const stage of model.stages) {
      if (!stage.needed || valueOf(stage.platform)?.os === 'windows') continue;
      const steps = stepsOf(model, stage);
      const found = downloadAfterSource(steps);
      // What has to be mended first changes what is to be copied.
      if (lacking.has(stage.index)) continue;
      if (!found || seen.has(found.word.start)) continue;
      seen.add(found.word.start);
      yield report(model, found);
    }
  },
});

interface Late extends Split {
  /** The COPY source. */
  readonly word: Span;
  readonly count: number;
}

/** The first command of a stage that downloads modules, if the source has been copied before it. */
function downloadAfterSource(steps: readonly PlacedStep[]): Late | undefined {
  for (const [index, placed] of steps.entries()) {
    const { stage, step } = placed;
    for (const found of goCommandsOf(step)) {
      if (!needsModules(found.go)) continue;
      const modules = modulesOf(stage, step, found);
      if (!modules) continue;
      const before = steps.slice(0, index);
      const count = countDownloads(modules);
      if (count === 0 || !downloadsForEachBuild(step, found, modules, before)) return undefined;
      const main = mainFile(step, modules);
      const source = main && before.find((candidate) => sourceWord(candidate.step, main, modules) !== undefined);
      const brought = source && sourceWord(source.step, main, modules);
      if (!source || !brought || mayHaveDownloaded(before.slice(0, before.indexOf(source)))) return undefined;
      // Whoever brings the rest of the source only now has parted it for a reason.
      const later = steps.slice(index + 1).some((other) => sourceWord(other.step, main, modules) !== undefined);
      if (!brought.whole && later) return undefined;
      const between = steps.slice(before.indexOf(source) + 1, index);
      return { source, download: placed, found, modules, between, word: brought.span, count };
    }
  }
  return undefined;
}

/** Not where the modules come from elsewhere: a vendor folder, a mount, a folder with modules. */
function downloadsForEachBuild(
  step: Step,
  { command, go }: PlacedGoCommand,
  modules: ModuleSet,
  before: readonly PlacedStep[],
): boolean {
  if (command.runs !== 'always' || modules.current?.vendored === true || go.incomplete) return false;
  const mod = flagValue(go, 'mod');
  if ((mod && valueOf(mod) !== 'mod' && valueOf(mod) !== 'readonly') || flagValue(go, 'modfile')) return false;
  const proxy = command.environment.get('GOPROXY');
  if (proxy && /^(?:off|file:)/.test(valueOf(proxy.value) ?? '')) return false;
  const folder = cacheFolder(command, 'GOMODCACHE');
  if (folder === undefined || hasNoNetwork(step.instruction.flags) || storesSettings(before)) return false;
  return !mountOver(step.mounts, folder) && !isFilledByCopy(before, folder);
}

/** The go.mod or go.work that the build goes by, where the build context holds it. */
interface MainFile extends ContextOrigin {
  /** In the stage. */
  readonly directory: string;
  /** In the build context; '' for its root. */
  readonly folder: string;
}

function mainFile({ files }: Step, { current, workspace }: ModuleSet): MainFile | undefined {
  const directory = workspace?.directory ?? current?.directory;
  if (directory === undefined) return undefined;
  const origin = contextOrigin(files, resolvePath(directory, workspace ? 'go.work' : 'go.mod'));
  return origin && { ...origin, directory, folder: origin.path.split('/').slice(0, -1).join('/') };
}

/** The word of a COPY that brings source of the module, and whether it is all of the module. */
function sourceWord(
  { copy }: Step,
  { tree, directory, folder }: MainFile,
  { mains, workspace }: ModuleSet,
): { readonly span: Span; readonly whole: boolean } | undefined {
  if (copy?.from.kind !== 'context' || copy.instruction.onbuild) return undefined;
  const destination = valueOf(copy.destination);
  if (destination === undefined) return undefined;
  for (const { word, path } of copy.sources) {
    const written = valueOf(path);
    if (written === undefined || /^[a-z]+:\/\//.test(written)) continue;
    const source = normalise(written.replace(/(^|\/)\*$/, ''));
    if (isWithin(`/${folder}`, `/${source}`) && tree.kind(source) === 'directory') {
      const inner = source === '' ? folder : folder.slice(source.length + 1);
      if (resolvePath(destination, inner) === directory) return { span: word.span, whole: true };
      continue;
    }
    if (workspace || !isWithin(`/${source}`, `/${folder}`)) continue;
    const replaced = mains.some(({ file }) =>
      file.replaces.some(
        ({ target, targetVersion }) =>
          targetVersion === undefined && isWithin(`/${source}`, resolvePath(`/${folder}`, target)),
      ),
    );
    const isSource = source.endsWith('.go') ? baseName(source) !== 'tools.go' : holdsGo(tree, source, 4);
    if (isSource && !replaced) return { span: word.span, whole: false };
  }
  return undefined;
}

function holdsGo(tree: SourceTree, folder: string, depth: number): boolean {
  if (depth === 0 || tree.kind(folder) !== 'directory') return false;
  const names = tree.list(folder) ?? [];
  return (
    names.some((name) => name.endsWith('.go')) || names.some((name) => holdsGo(tree, `${folder}/${name}`, depth - 1))
  );
}

/** Commands that may run go without being read here. */
const runners: ReadonlySet<string> = new Set([
  'make',
  'task',
  'just',
  'mage',
  'bazel',
  'sh',
  'bash',
  'python',
  'python3',
  '.',
]);

function mayHaveDownloaded(steps: readonly PlacedStep[]): boolean {
  return steps.some(({ step }) => {
    if (step.instruction.kind !== 'RUN') return false;
    if (!step.execution || step.execution.errors.length > 0) return true;
    return step.execution.commands.some(({ argv: [first] }) => {
      const name = first && valueOf(first.value);
      return name === undefined || runners.has(name) || /^\.|\.sh$/.test(name);
    });
  });
}

function report(model: BuildModel, late: Late): Finding {
  const { word, count, found } = late;
  const modules =
    count === 1 ? say`the module that go.mod requires` : say`all ${String(count)} modules that go.mod requires`;
  return {
    span: word,
    certainty: 'known',
    message: say`This brings the source before the modules are downloaded. Each change of any file then makes go download ${modules} again.`,
    related: [{ span: found.go.verbSpan, message: say`the modules are downloaded here` }],
    fixes: () => {
      const fix = downloadFirst(model, late);
      return fix ? [fix] : [];
    },
  };
}
