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

/**
 * The same for a function of a text, for those that many texts in a row ask about. The answers to `most` texts, and to up to as
 * many before them, are kept; nobody may change an answer.
 */
export function rememberedByText<V>(most: number, compute: (text: string) => V): (text: string) => V {
  let recent = new Map<string, { readonly value: V }>();
  let older: ReadonlyMap<string, { readonly value: V }> = recent;
  return (text) => {
    const now = recent.get(text);
    if (now) return now.value;
    if (recent.size >= most) {
      older = recent;
      recent = new Map();
    }
    const answer = older.get(text) ?? { value: compute(text) };
    recent.set(text, answer);
    return answer.value;
  };
}
