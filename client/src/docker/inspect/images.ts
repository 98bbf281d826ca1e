import { listOf, memberOf, parseJson, textOf } from '../multiArch/json';
import { sizeText } from '../markdown';

/** An image in the store of an engine. */
export interface StoredImage {
  /** `shop:dev`; its id if it has no name. */
  readonly name: string;
  readonly id: string;
  /** As the engine writes it. */
  readonly size: string;
  /** Milliseconds since 1970; undefined if it is not told. */
  readonly created: number | undefined;
}

/**
 * What `image ls --format json` prints, the newest first, each name once. docker and nerdctl print an object on each line
 * (docker/cli: cli/command/formatter/image.go), podman a list (containers/podman: cmd/podman/images/list.go).
 */
export function readImages(stdout: string): readonly StoredImage[] {
  const whole = parseJson(stdout);
  const rows = Array.isArray(whole) ? listOf(whole) : stdout.split('\n').map(parseJson);
  const images = new Map<string, StoredImage>();
  for (const image of rows.flatMap(readImage)) if (!images.has(image.name)) images.set(image.name, image);
  // What is not dated keeps its place at the end: sorting is stable.
  return [...images.values()].sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
}

function readImage(row: unknown): readonly StoredImage[] {
  const [id, repository, tag, created] = [
    ['ID', 'Id', 'id'],
    ['Repository', 'repository'],
    ['Tag', 'tag'],
    ['CreatedAt'],
  ].map((names) => names.map((name) => textOf(memberOf(row, name))).find((text) => text !== '') ?? '');
  if (!id) return [];
  const size = memberOf(row, 'Size');
  const image = {
    id,
    size: typeof size === 'number' ? sizeText(size) : textOf(size),
    created: readTime(created ?? '', memberOf(row, 'Created')),
  };
  const names = listOf(memberOf(row, 'Names')).filter((name) => typeof name === 'string');
  const named = repository && repository !== '<none>' && tag && tag !== '<none>' ? [`${repository}:${tag}`] : names;
  return (named.length > 0 ? named : [id]).map((name) => ({ name, ...image }));
}

/** `2026-11-21 19:30:20 +0000 UTC`, as Go prints a time; RFC 3339; or seconds. */
function readTime(text: string, seconds: unknown): number | undefined {
  if (typeof seconds === 'number') return seconds * 1000;
  const time = Date.parse(text.replace(/^(\S+ \S+ [+-]\d{4}) \S+$/, '$1'));
  return Number.isNaN(time) ? undefined : time;
}

/** An image that building this Dockerfile makes, by name, and the stage that it then holds; undefined for the target. */
export interface OwnName {
  readonly name: string;
  readonly stage: string | undefined;
}

/** The images that were built from the Dockerfile, the newest first, and all others. */
export function splitImages(
  images: readonly StoredImage[],
  names: readonly OwnName[],
): {
  readonly own: readonly (StoredImage & Pick<OwnName, 'stage'>)[];
  readonly others: readonly StoredImage[];
} {
  const own = images.flatMap((image) => {
    const found = ownNameOf(image.name, names);
    return found ? [{ ...image, stage: found.stage }] : [];
  });
  return { own, others: images.filter(({ name }) => !ownNameOf(name, names)) };
}

/** Engines write names in full: `localhost/shop:dev` (podman), `docker.io/library/shop:dev`. */
export function ownNameOf(image: string, names: readonly OwnName[]): OwnName | undefined {
  const short = (name: string): string => name.replace(/^(?:localhost|(?:docker\.io\/)?library|docker\.io)\//, '');
  const tagged = (name: string): string => (/:[^/]+$/.test(name) ? name : `${name}:latest`);
  return names.find(({ name }) => short(tagged(name)) === short(tagged(image)));
}
