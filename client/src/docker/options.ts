/** What a build is given beside what the analysis knows: of a task, or of what the user has answered. Absent: not given. */
export interface BuildOptions {
  readonly context?: string;
  readonly target?: string;
  readonly platform?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly secrets?: readonly Secret[];
  readonly ssh?: readonly string[];
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
  readonly noCache?: boolean;
  readonly pull?: boolean;
  /** Further words for the command line. */
  readonly args?: readonly string[];
}

/** Where a secret is: in a file, or in an environment variable. Its value is never kept. */
export interface Secret {
  readonly id: string;
  readonly src?: string;
  readonly env?: string;
}

/** Reads what tasks.json, or the memory of a workspace, holds: what has another type is left out. Never throws. */
export function readOptions(given: unknown): BuildOptions {
  const values: Readonly<Record<string, unknown>> = isRecord(given) ? given : {};
  const text = (name: keyof BuildOptions) => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  const flag = (name: keyof BuildOptions) => (values[name] === true ? { [name]: true } : {});
  const list = (name: keyof BuildOptions) => {
    const value = values[name];
    const items = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '');
    return items.length > 0 ? { [name]: items } : {};
  };
  const { buildArgs, secrets } = values;
  const texts = isRecord(buildArgs)
    ? Object.entries(buildArgs).flatMap(([name, value]) =>
        ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)] as const] : [],
      )
    : [];
  const read = Array.isArray(secrets) ? secrets.flatMap(readSecret) : [];
  return {
    ...text('context'),
    ...text('target'),
    ...text('platform'),
    ...(texts.length > 0 && { buildArgs: Object.fromEntries(texts) }),
    ...list('tags'),
    ...(read.length > 0 && { secrets: read }),
    ...list('ssh'),
    ...list('cacheFrom'),
    ...list('cacheTo'),
    ...flag('noCache'),
    ...flag('pull'),
    ...list('args'),
  };
}

function readSecret(given: unknown): readonly Secret[] {
  if (!isRecord(given) || typeof given['id'] !== 'string') return [];
  const { id, src, env } = given;
  return [{ id, ...(typeof src === 'string' && { src }), ...(typeof env === 'string' && { env }) }];
}

/** What both give; where both give the same, the second counts. Lists are not joined, values of build arguments are. */
export function mergeOptions(first: BuildOptions, second: BuildOptions): BuildOptions {
  const ids = new Set(second.secrets?.map(({ id }) => id));
  const secrets = [...(first.secrets ?? []).filter(({ id }) => !ids.has(id)), ...(second.secrets ?? [])];
  const buildArgs = { ...first.buildArgs, ...second.buildArgs };
  return {
    ...first,
    ...second,
    ...(Object.keys(buildArgs).length > 0 && { buildArgs }),
    ...(secrets.length > 0 && { secrets }),
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
