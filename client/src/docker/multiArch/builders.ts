import { listOf, memberOf, parseJson, textOf, textsOf } from './json';
import { isSameMachine, readPlatform } from './platforms';

/** A builder of buildx, as `docker buildx ls --format json` gives it (buildx: builder/builder.go, MarshalJSON). */
export interface Builder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, `cloud`; empty if it cannot be told. */
  readonly driver: string;
  /** Whether builds use it that name none. */
  readonly isCurrent: boolean;
  readonly nodes: readonly BuilderNode[];
  /** Why it cannot be used; empty if nothing is known against it. */
  readonly error: string;
}

export interface BuilderNode {
  readonly name: string;
  readonly endpoint: string;
  /** `running`, `inactive`, `stopped`, `error`; empty if it is not told. */
  readonly status: string;
  /** Those that it was given first, then those that it finds itself, its own first; empty until it runs. */
  readonly platforms: readonly string[];
  readonly error: string;
}

/** `ls` prints one builder per line; what is no JSON is passed over. */
export function readBuilders(output: string): readonly Builder[] {
  return output.split('\n').flatMap((line) => {
    const value = parseJson(line);
    const name = textOf(memberOf(value, 'Name'));
    if (name === '') return [];
    const nodes = listOf(memberOf(value, 'Nodes')).map((node) => ({
      name: textOf(memberOf(node, 'Name')),
      endpoint: textOf(memberOf(node, 'Endpoint')),
      status: textOf(memberOf(node, 'Status')),
      platforms: textsOf(memberOf(node, 'Platforms')).map((platform) => platform.replace(/\*$/, '')),
      error: textOf(memberOf(node, 'Err')),
    }));
    const isCurrent = memberOf(value, 'Current') === true;
    const driver = textOf(memberOf(value, 'Driver'));
    return [{ name, driver, isCurrent, nodes, error: textOf(memberOf(value, 'Err')) }];
  });
}

/**
 * How a builder comes to a platform. `own`: a node of it is such a machine, as its first platform says. `listed`: a node says it can,
 * which is emulation as a rule. `missing`: none says so. `unknown`: none runs yet.
 */
export type Ability = 'own' | 'listed' | 'missing' | 'unknown';

export function abilityOf({ nodes }: Builder, name: string): Ability {
  const platform = readPlatform(name);
  if (nodes.some(({ platforms: [first] }) => first !== undefined && isSameMachine(readPlatform(first), platform)))
    return 'own';
  const listed = nodes.flatMap(({ platforms }) => platforms.map(readPlatform));
  if (listed.some((other) => isSameMachine(other, platform) && other.variant === platform.variant)) return 'listed';
  return nodes.some(({ platforms }) => platforms.length > 0) ? 'missing' : 'unknown';
}

/** Whether it can be used now, or starts when it is used. */
export function isUsable({ error, nodes }: Builder): boolean {
  return error === '' && nodes.some((node) => node.error === '' && node.status !== 'error');
}

/** The builders, the best for some platforms first: those that can be used, that have most machines of their own, the current one. */
export function rankBuilders(builders: readonly Builder[], platforms: readonly string[]): readonly Builder[] {
  const worth: Readonly<Record<Ability, number>> = { own: 4, listed: 2, unknown: 1, missing: 0 };
  const score = (builder: Builder): number =>
    (isUsable(builder) ? 1000 : 0) +
    platforms.reduce((sum, platform) => sum + 10 * worth[abilityOf(builder, platform)], 0) +
    (builder.isCurrent ? 1 : 0);
  return [...builders].sort((a, b) => score(b) - score(a));
}

/** `docker info --format '{{json .DriverStatus}}'`: which of the two stores an engine keeps images in (Docker: containerd image store). */
export function readImageStore(output: string): 'containerd' | 'classic' | 'unknown' {
  const value = parseJson(output.trim());
  if (value === undefined) return 'unknown';
  return listOf(value).some((pair) => textsOf(pair).join(' ').startsWith('driver-type io.containerd.snapshotter'))
    ? 'containerd'
    : 'classic';
}
