import type { BuildModel, Stage } from '../model/buildModel';
import { buildsGo } from './verdictLabel';

/** What a build has to be given beside what the settings say. */
export interface BuildNeeds {
  /** Build arguments without a value that the text uses. */
  readonly missingArgs: readonly string[];
  /** Of `RUN --mount=type=secret` and `type=ssh`, by id. */
  readonly secrets: readonly { readonly id: string; readonly required: boolean }[];
  readonly ssh: readonly { readonly id: string; readonly required: boolean }[];
  /** What is worth building: stages with a name, beside the target, in which go runs. None if no Go is built. */
  readonly stages: readonly string[];
  readonly buildsGo: boolean;
}

/** Build arguments that every Dockerfile has without an ARG, and that nobody has to be asked for (BuildKit: proxyEnvKeys). */
const predefined = /^(?:https?|ftp|no|all)_proxy$/i;

/**
 * What is missing for a build of a stage.
 * @param built by name or number; the target if undefined
 */
export function buildNeeds(model: BuildModel, built?: string): BuildNeeds {
  const stage = built === undefined ? model.target : stageOf(model, built);
  const stages = stage ? stagesBehind(model, stage) : [];
  const mounts = stages.flatMap(({ steps }) => steps.flatMap((step) => step.mounts));
  return {
    missingArgs: [...new Set([...missingGlobals(model, stages), ...stages.flatMap((one) => missingIn(model, one))])],
    secrets: byId(
      mounts.filter(({ type }) => type === 'secret').map(({ options }) => required(options, secretId(options))),
    ),
    ssh: byId(
      mounts.filter(({ type }) => type === 'ssh').map(({ options }) => required(options, options['id'] ?? 'default')),
    ),
    stages: model.stages.flatMap(({ name, index }) =>
      name !== undefined && index !== model.target?.index && model.goBuilds.some((build) => build.stage === index)
        ? [name]
        : [],
    ),
    buildsGo: buildsGo(model),
  };
}

function stageOf(model: BuildModel, built: string): Stage | undefined {
  return model.stages.find(({ name, index }) => name === built.toLowerCase() || String(index) === built);
}

/** The stage, and all that it is made of: by FROM, COPY --from and mounts. */
function stagesBehind(model: BuildModel, stage: Stage): readonly Stage[] {
  const found = new Set<Stage>();
  const follow = (one: Stage | undefined): void => {
    if (!one || found.has(one)) return;
    found.add(one);
    if (one.base.kind === 'stage') follow(model.stages[one.base.index]);
    for (const { copy, mounts } of one.steps) {
      if (copy?.from.kind === 'stage') follow(model.stages[copy.from.index]);
      for (const { options } of mounts) if (options['from'] !== undefined) follow(stageOf(model, options['from']));
    }
  };
  follow(stage);
  return [...found].sort((one, other) => one.index - other.index);
}

function missingGlobals(model: BuildModel, stages: readonly Stage[]): readonly string[] {
  const froms = stages.map(({ from }) => model.dockerfile.text.slice(from.span.start, from.span.end)).join('\n');
  return [...model.globalArgs].flatMap(([name, { value }]) => (isMissing(value) && isUsed(name, froms) ? [name] : []));
}

function missingIn({ dockerfile: { text } }: BuildModel, stage: Stage): readonly string[] {
  return stage.steps.flatMap(({ instruction }) => {
    if (instruction.kind !== 'ARG') return [];
    const rest = text.slice(instruction.span.end, stage.span.end);
    return instruction.args.flatMap(({ name, value }) => {
      const entry = stage.environment.get(name);
      return value === undefined && entry?.source === 'ARG' && isMissing(entry.value) && isUsed(name, rest)
        ? [name]
        : [];
    });
  });
}

function isMissing(value: { readonly certainty: string; readonly why?: string }): boolean {
  return value.certainty === 'unknown' && value.why === 'build-arg';
}

/** Whether the text has the variable without a default of its own. */
function isUsed(name: string, text: string): boolean {
  // BuildKit takes any text for the name of an ARG, but nothing reads one that is no word.
  if (predefined.test(name) || !/^\w+$/.test(name)) return false;
  return new RegExp(`\\$(?:${name}(?!\\w)|\\{${name}(?:\\}|:?\\?|#|%|/))`).test(text);
}

/** BuildKit: the id of a secret is that of its file if it has none. */
function secretId(options: Readonly<Record<string, string>>): string {
  return options['id'] ?? (options['target'] ?? options['dst'] ?? options['destination'] ?? '').split('/').at(-1) ?? '';
}

function required(options: Readonly<Record<string, string>>, id: string): BuildNeeds['secrets'][number] {
  return { id, required: ['', 'true', '1'].includes(options['required'] ?? 'false') };
}

function byId(all: BuildNeeds['secrets']): BuildNeeds['secrets'] {
  const ids = [...new Set(all.map(({ id }) => id))].filter((id) => id !== '');
  return ids.map((id) => ({ id, required: all.some((one) => one.id === id && one.required) }));
}
