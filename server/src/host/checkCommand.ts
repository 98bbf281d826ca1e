import { statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Analysis } from '../analysis';
import { analyseTarget } from '../features/analyseTarget';
import { fixAll, type FixOutcome } from '../features/fixAll';
import type { FileReport } from '../report/fileReport';
import { githubReport } from '../report/github';
import { jsonReport } from '../report/json';
import { sarifReport } from '../report/sarif';
import { problemLines, textReport } from '../report/text';
import type { FixSafety, Severity } from '../rules/rule';
import { isAtLeast } from '../rules/severity';
import { applyEdits } from '../text/edit';
import { mergeSettings, type Settings } from '../settings';
import { version } from '../version';
import { checkInParts, type CheckedTargets, type Target } from './checkInParts';
import { findDockerfiles } from './findDockerfiles';
import { readSmallFile } from './diskTree';
import { isManifestName } from './manifestFiles';
import { describeBug, type Program, type Surface } from './program';
import { decodeDockerfile, explainFileError, readDockerfile, readManifest, type ReadOutcome } from './readDockerfile';
import { createWorkspace, inputOf, topFolder, type Workspace } from './workspace';

export const formatChoices = ['text', 'json', 'sarif', 'github'] as const;
export const failOnChoices = ['error', 'warning', 'information', 'hint', 'never'] as const;

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly format: (typeof formatChoices)[number];
  readonly failOn: Severity | 'never';
  /** Which fixes to apply, if any. */
  readonly fix: FixSafety | undefined;
}

/** `go-dockerfile check`: reports, and returns the exit code. */
export async function check(options: CheckOptions, surface: Surface, program: Program): Promise<number> {
  const { isManifest } = program.loadChecks();
  const targets: Target[] = [];
  const seen = new Set<string>();
  for (const path of options.paths) {
    if (path === '-') {
      targets.push({ path, given: decodeDockerfile(await surface.stdin()) });
      continue;
    }
    for (const target of expandPath(path, surface.cwd, holdsManifest)) {
      if (target.absolute !== undefined) {
        if (seen.has(target.absolute)) continue;
        seen.add(target.absolute);
      }
      targets.push(target);
    }
  }
  const { files, projectFiles } = await checkAll(targets, options, surface, program);
  const all = [...files, ...projectFiles.values()];
  report(all, options, surface, program);
  if (all.some(({ problem }) => problem !== undefined)) return 2;
  const { failOn } = options;
  const failed =
    failOn !== 'never' && all.some(({ findings }) => findings.some(({ severity }) => isAtLeast(severity, failOn)));
  return failed ? 1 : 0;

  /** Files that are too big to be read, or may not be, are none that anyone asked for. */
  function holdsManifest(file: string): boolean {
    const text = isManifestName(file) ? readSmallFile(file) : undefined;
    return text !== undefined && isManifest(text);
  }
}

/** On several threads where that pays. Fixes are written one after the other, as several may go into one manifest. */
async function checkAll(
  targets: readonly Target[],
  { fix }: CheckOptions,
  surface: Surface,
  program: Program,
): Promise<CheckedTargets> {
  const own = (share: readonly Target[]): CheckedTargets => checkTargets(share, fix, surface, program);
  if (fix !== undefined || !surface.startPart) return own(targets);
  return checkInParts(targets, own, surface.startPart, program.loadChecks().rules);
}

/** Checks each target by itself; a fault of ours in one leaves the others alone. */
export function checkTargets(
  targets: readonly Target[],
  fix: CheckOptions['fix'],
  surface: Surface,
  program: Program,
): CheckedTargets {
  const ruleIds = program.loadChecks().rules.map(({ id }) => id);
  const workspace = createWorkspace({ ...program, env: surface.env, ruleIds: () => ruleIds });
  const projectFiles = new Map<string, FileReport>();
  const files = targets.map(({ path, absolute, problem, given }) => {
    if (problem !== undefined) return unreadable(path, problem);
    if (absolute === undefined) return checkText(path, undefined, given ?? { problem: '' });
    const read = isManifestName(absolute) ? readManifest : readDockerfile;
    return checkText(path, absolute, read(absolute));
  });
  return { files, projectFiles };

  function checkText(path: string, absolute: string | undefined, outcome: ReadOutcome): FileReport {
    if ('problem' in outcome) return unreadable(path, outcome.problem);
    try {
      const analyse = isManifestName(path)
        ? manifestAnalyserOf(absolute, workspace, surface, program, noteProjectFile)
        : analyserOf(absolute, workspace, surface, program, noteProjectFile);
      if (fix === undefined || absolute === undefined) {
        return { path, text: outcome.text, findings: analyse(outcome.text).findings };
      }
      const fixed = fixAll(outcome.text, analyse, fix);
      const moved = fix === 'review' ? moveToLabels(absolute, fixed, workspace, surface, program) : undefined;
      if (moved !== undefined && 'problem' in moved) return unreadable(path, moved.problem);
      const { text, applied } = moved ?? fixed;
      const analysis = moved ? analyse(text) : fixed.analysis;
      const problem =
        text === outcome.text ? undefined : write(absolute, (outcome.byteOrderMark ? '\uFEFF' : '') + text);
      if (problem !== undefined) return unreadable(path, problem);
      return { path, text, findings: analysis.findings, fixed: applied };
    } catch (error) {
      return unreadable(path, describeBug(error, surface.env));
    }
  }

  function noteProjectFile(path: string, problems: readonly string[]): void {
    if (problems.length === 0) return;
    const shown = shownPath(path, surface.cwd);
    projectFiles.set(path, unreadable(shown, problems.join(' ')));
  }
}

/**
 * Moves the settings of the ARMS agent to labels in the manifests of all workloads that run the image, and writes these. The text
 * of the Dockerfile without the settings is returned, to be written after them.
 * @returns undefined if there is nothing to move, or no way
 */
function moveToLabels(
  absolute: string,
  { text, applied, analysis }: FixOutcome<Pick<Analysis, 'findings'> & Partial<Pick<Analysis, 'model'>>>,
  workspace: Workspace,
  surface: Surface,
  program: Program,
): Pick<FixOutcome, 'text' | 'applied'> | { readonly problem: string } | undefined {
  const finding = analysis.findings.find(({ fixes }) => fixes.some(({ partial }) => partial));
  if (!analysis.model || !finding) return undefined;
  const project = workspace.manifestsAround(absolute, topFolder(absolute, surface.cwd));
  const [move] = program.loadChecks().movesToLabels(analysis.model, project);
  if (!move) return undefined;
  const writes = move.manifests
    .filter(({ edits }) => edits.length > 0)
    .map(({ path, edits }) => ({ path, edits, outcome: readManifest(path) }));
  for (const { path, outcome } of writes) {
    if ('problem' in outcome) return outcome;
    // Not what the edits were made for.
    if (outcome.text !== project.manifests.find((file) => file.path === path)?.text) return undefined;
  }
  for (const { path, edits, outcome } of writes) {
    if ('problem' in outcome) continue;
    const problem = write(path, (outcome.byteOrderMark ? '\uFEFF' : '') + applyEdits(outcome.text, edits));
    if (problem !== undefined) return { problem: `${shownPath(path, surface.cwd)}: ${problem}` };
  }
  return {
    text: applyEdits(text, move.dockerfile),
    applied: [...applied, { rule: finding.rule.id, title: move.title }],
  };
}

/** The analysis of texts that stand at a path, with the settings in force there. */
function analyserOf(
  absolute: string | undefined,
  workspace: Workspace,
  surface: Surface,
  program: Program,
  noteProjectFile: (path: string, problems: readonly string[]) => void,
): (text: string) => Analysis {
  const { settings, top } = settingsAt(absolute, workspace, surface, noteProjectFile);
  return (text) =>
    analyseTarget(program.loadChecks().analyse, {
      text,
      context: undefined,
      ...(absolute !== undefined && workspace.surroundings(absolute, text, settings, top)),
      ...inputOf(settings),
    });
}

/** The same for manifests. */
function manifestAnalyserOf(
  absolute: string | undefined,
  workspace: Workspace,
  surface: Surface,
  program: Program,
  noteProjectFile: (path: string, problems: readonly string[]) => void,
): (text: string) => Pick<Analysis, 'findings'> {
  const { rules, observability } = settingsAt(absolute, workspace, surface, noteProjectFile).settings;
  return (text) => ({ findings: program.loadChecks().analyseManifest({ text, severities: rules, observability }) });
}

function settingsAt(
  absolute: string | undefined,
  workspace: Workspace,
  surface: Surface,
  noteProjectFile: (path: string, problems: readonly string[]) => void,
): { readonly settings: Settings; readonly top: string | undefined } {
  const top = absolute === undefined ? undefined : topFolder(absolute, surface.cwd);
  const projectFile = workspace.projectFile(absolute === undefined ? surface.cwd : dirname(absolute), top);
  if (projectFile) noteProjectFile(projectFile.path, projectFile.problems);
  return { settings: mergeSettings(projectFile?.settings ?? {}), top };
}

/** The files that a path stands for: itself, or the Dockerfiles and manifests of a folder. */
function expandPath(path: string, cwd: string, holdsManifest: (file: string) => boolean): readonly Target[] {
  const absolute = resolve(cwd, path);
  const shown = withSlashes(path);
  try {
    if (!statSync(absolute).isDirectory()) return [{ path: shown, absolute }];
  } catch (error) {
    return [{ path: shown, problem: explainFileError(error) }];
  }
  const { files, problems } = findDockerfiles(absolute, holdsManifest);
  const below = (file: string): string => {
    const inner = withSlashes(relative(absolute, file));
    return inner === '' ? shown : shown === '.' || shown === './' ? inner : `${shown.replace(/\/+$/, '')}/${inner}`;
  };
  const targets: Target[] = [
    ...files.map((file) => ({ path: below(file), absolute: file })),
    ...problems.map((failed) => ({ path: below(failed.path), problem: failed.problem })),
  ];
  if (targets.length > 0) return targets;
  const problem =
    'There is no Dockerfile in this folder, by its name and .gitignore, and no manifest with labels of ack-onepilot. Name the file itself if it is called otherwise.';
  return [{ path: shown, problem }];
}

function write(path: string, text: string): string | undefined {
  try {
    writeFileSync(path, text);
    return undefined;
  } catch (error) {
    return explainFileError(error);
  }
}

function report(files: readonly FileReport[], { format }: CheckOptions, surface: Surface, program: Program): void {
  const { env } = surface;
  switch (format) {
    case 'json':
      return surface.stdout(jsonReport(files));
    case 'sarif':
      return surface.stdout(sarifReport(files, program.loadChecks().rules, version));
    case 'github':
      surface.stderr(problemLines(files));
      return surface.stdout(githubReport(files));
    case 'text':
      surface.stderr(problemLines(files));
      return surface.stdout(
        textReport(files, { colour: surface.terminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb' }),
      );
  }
}

function unreadable(path: string, problem: string): FileReport {
  return { path, text: undefined, findings: [], problem };
}

/** Relative to the current folder if it is below it. */
function shownPath(absolute: string, cwd: string): string {
  const inner = relative(cwd, absolute);
  return withSlashes(inner === '' || inner === '..' || inner.startsWith(`..${sep}`) ? absolute : inner);
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}
