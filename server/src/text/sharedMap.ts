/**
 * Maps that are made of other maps with little added, again and again: the environment after each instruction, the variables
 * of each shell. Copies of them would make a long Dockerfile take time and memory with the square of its lines. Here each
 * shares what it holds with the one it was made of.
 */

/** Up to this size a copy is made: it is quicker to look into, and small. */
const smallest = 32;

const absent = Symbol('absent');

/** The map with these entries set, one after the other. The given map stays as it is. */
export function withEntries<K, V>(
  base: ReadonlyMap<K, V>,
  entries: Iterable<readonly [key: K, value: V]>,
): ReadonlyMap<K, V> {
  if (!(base instanceof SharedMap) && base.size < smallest) {
    const copy = new Map(base);
    for (const [key, value] of entries) copy.set(key, value);
    return copy;
  }
  return SharedMap.over(base, new Map<K, V | typeof absent>(entries));
}

/** The map without these keys. The given map stays as it is. */
export function withoutKeys<K, V>(base: ReadonlyMap<K, V>, keys: Iterable<K>): ReadonlyMap<K, V> {
  const gone = [...keys].filter((key) => base.has(key));
  if (gone.length === 0) return base;
  if (!(base instanceof SharedMap) && base.size < smallest) {
    const rest = new Map(base);
    for (const key of gone) rest.delete(key);
    return rest;
  }
  return SharedMap.over(base, new Map<K, V | typeof absent>(gone.map((key) => [key, absent])));
}

/**
 * The map with each value changed, at the latest when it is asked for; asked again, the same object is given. Values are not
 * undefined.
 */
export function withValues<K, V, W>(base: ReadonlyMap<K, V>, change: (value: V) => W): ReadonlyMap<K, W> {
  if (base.size < smallest) {
    const changed = new Map<K, W>();
    base.forEach((value, key) => changed.set(key, change(value)));
    return changed;
  }
  return new ChangedMap(base, change);
}

/** What both kinds have in common: all but looking up is done on a whole map, made when it is first needed. */
abstract class LazyMap<K, V> implements ReadonlyMap<K, V> {
  private made: ReadonlyMap<K, V> | undefined;

  abstract get(key: K): V | undefined;
  abstract has(key: K): boolean;
  abstract readonly size: number;
  protected abstract make(): ReadonlyMap<K, V>;

  private get whole(): ReadonlyMap<K, V> {
    return (this.made ??= this.make());
  }

  keys(): MapIterator<K> {
    return this.whole.keys();
  }

  values(): MapIterator<V> {
    return this.whole.values();
  }

  entries(): MapIterator<[K, V]> {
    return this.whole.entries();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.whole[Symbol.iterator]();
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.whole) visit(value, key, this);
  }
}

class SharedMap<K, V> extends LazyMap<K, V> {
  /** @param layers from the newest to the oldest; each of the newer ones is smaller than the one below it */
  private constructor(
    private readonly base: ReadonlyMap<K, V>,
    private readonly layers: readonly ReadonlyMap<K, V | typeof absent>[],
    readonly size: number,
  ) {
    super();
  }

  /** As in a binary counter, layers of about the same size become one: so there are few, and each entry is seldom copied. */
  static over<K, V>(below: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | typeof absent>): ReadonlyMap<K, V> {
    const [base, layers] = below instanceof SharedMap ? [below.base, below.layers] : [below, []];
    let size = below.size;
    for (const [key, value] of changes) {
      const before = below.has(key);
      if (value === absent ? before : !before) size += before ? -1 : 1;
    }
    let newest = changes;
    let merged = 0;
    for (const layer of layers) {
      if (layer.size > newest.size) break;
      newest = new Map([...layer, ...newest]);
      merged++;
    }
    return new SharedMap<K, V>(base, [newest, ...layers.slice(merged)], size);
  }

  get(key: K): V | undefined {
    for (const layer of this.layers) {
      const value = layer.get(key);
      if (value === absent) return undefined;
      if (value !== undefined || layer.has(key)) return value;
    }
    return this.base.get(key);
  }

  has(key: K): boolean {
    const layer = this.layers.find((one) => one.has(key));
    return layer ? layer.get(key) !== absent : this.base.has(key);
  }

  protected make(): ReadonlyMap<K, V> {
    const whole = new Map(this.base);
    for (const layer of this.layers.toReversed()) {
      for (const [key, value] of layer) {
        if (value === absent) whole.delete(key);
        else whole.set(key, value);
      }
    }
    return whole;
  }
}

class ChangedMap<K, V, W> extends LazyMap<K, W> {
  private readonly changed = new Map<K, W>();

  constructor(
    private readonly base: ReadonlyMap<K, V>,
    private readonly change: (value: V) => W,
  ) {
    super();
  }

  get(key: K): W | undefined {
    const known = this.changed.get(key);
    if (known !== undefined) return known;
    const value = this.base.get(key);
    if (value === undefined) return undefined;
    const changed = this.change(value);
    this.changed.set(key, changed);
    return changed;
  }

  has(key: K): boolean {
    return this.base.has(key);
  }

  get size(): number {
    return this.base.size;
  }

  protected make(): ReadonlyMap<K, W> {
    return new Map(
      [...this.base.keys()].flatMap((key): readonly (readonly [K, W])[] => {
        const value = this.get(key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  }
}
