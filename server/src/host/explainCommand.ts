import { dirname, resolve } from 'node:path';
import { printableLine } from '../text/printable';
import { mergeSettings, type Settings } from '../settings';
import { contextTree } from './context';
import { isReadableFolder } from './diskTree';
import type { BuildModel } from '../model/buildModel';
import { UsageError, type Program, type Surface } from './program';
import { decodeDockerfile, readDockerfile } from './readDockerfile';
import { createWorkspace, inputOf, topFolder } from './workspace';

export interface ExplainOptions {
  /** `-` is standard input. */
  readonly path: string;
  readonly json: boolean;
  /** As given: relative to the current folder. */
  readonly context: string | undefined;
  readonly settings: Partial<Settings>;
}

/** `go-dockerfile explain`: shows the model of one Dockerfile; returns the exit code. Throws UsageError. */
export async function explain(options: ExplainOptions, surface: Surface, program: Program): Promise<number> {
  const { path } = options;
  const model = await describeDockerfile(options, surface, program);
  if (options.json) surface.stdout(`${JSON.stringify(program.explainJson(model, path), undefined, 2)}\n`);
  else surface.stdout(program.explainText(model, path));
  return 0;
}

/** The model of the Dockerfile that the options name, with the settings of its project. Throws UsageError. */
export async function describeDockerfile(
  options: Omit<ExplainOptions, 'json'>,
  surface: Pick<Surface, 'cwd' | 'env' | 'stdin' | 'stderr'>,
  program: Program,
): Promise<BuildModel> {
  const { path } = options;
  const stdin = path === '-';
  const absolute = resolve(surface.cwd, stdin ? 'Dockerfile' : path);
  const context = options.context === undefined ? undefined : resolve(surface.cwd, options.context);
  if (context !== undefined && !isReadableFolder(context)) {
    throw new UsageError(
      `The build context '${options.context ?? ''}' is not a folder that can be read. Check --context.`,
    );
  }
  const outcome = stdin ? decodeDockerfile(await surface.stdin()) : readDockerfile(absolute);
  if ('problem' in outcome) throw new UsageError(`${path}: ${outcome.problem}`);

  const ruleIds = (): readonly string[] => program.loadChecks().rules.map(({ id }) => id);
  const workspace = createWorkspace({ ...program, env: surface.env, ruleIds });
  const top = topFolder(absolute, surface.cwd);
  const projectFile = workspace.projectFile(dirname(absolute), top);
  for (const problem of projectFile?.problems ?? [])
    surface.stderr(`${printableLine(`${projectFile?.path ?? ''}: ${problem}`)}\n`);
  const settings = mergeSettings(
    { ...options.settings, ...(context !== undefined && { context }) },
    projectFile?.settings ?? {},
  );
  const surroundings = stdin
    ? { context: settings.context === undefined ? undefined : contextTree(settings.context, absolute) }
    : workspace.surroundings(absolute, outcome.text, settings, top);
  const model = program.describe({ text: outcome.text, ...surroundings, ...inputOf(settings) });

  const { stages, target } = model;
  if (settings.target !== undefined && target === undefined && stages.length > 0) {
    const names = stages.map(({ name, index }) => name ?? String(index)).join(', ');
    throw new UsageError(`${path}: there is no stage '${settings.target}'. Its stages: ${names}.`);
  }
  return model;
}
