/**
 * The row of a table that has that name. Undefined for the names that every object of JavaScript has, such as `constructor`,
 * which indexing would find: in a Dockerfile they are words like others. Undefined if there is no table.
 */
export function ownValue<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table && Object.hasOwn(table, name) ? table[name] : undefined;
}
