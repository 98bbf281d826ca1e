/**
 * A function that works out its answer once per object, for as long as the object is in use. For functions of nothing but what
 * never changes: the instructions and steps before a change are the same objects in the next version of a text.
 */
export function remembered<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}
