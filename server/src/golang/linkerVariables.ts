/**
 * Variables that `-X` names and that are no strings: the linker refuses them, "cannot set with -X: not a var of type string"
 * (cmd/link/internal/ld/data.go, addstrdata). One that does not exist is passed over.
 */

/** Types of which it is sure without reading any further that they are no string. */
const otherTypes =
  /^(?:u?int(?:8|16|32|64)?|uintptr|byte|rune|bool|float(?:32|64)|complex(?:64|128)|error|any|[[*]|map\[|chan\b|func\(|struct\b|interface\b)/;

/** What a literal makes of a variable without a type. */
const literalTypes: readonly (readonly [RegExp, string])[] = [
  [/^-?\d[\d_]*$/, 'int'],
  [/^-?\d+\.\d+$/, 'float64'],
  [/^(?:true|false)$/, 'bool'],
];

/**
 * The linker's complaint about a variable that a file of its package declares at the top level, as gofmt writes it; undefined if
 * it is a string, is not declared there, or its type is one that has to be looked up.
 * @param name as -X has it: `main.debug`
 * @param text the Go file
 */
export function refusedVariable(name: string, text: string): string | undefined {
  const type = typeOf(name.slice(name.lastIndexOf('.') + 1), text);
  if (type === undefined) return undefined;
  const plain = /^\w+$/.test(type) ? ` (type:${type})` : '';
  return `${name}: cannot set with -X: not a var of type string${plain}`;
}

function typeOf(variable: string, text: string): string | undefined {
  if (!/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(variable)) return undefined;
  const declaration = new RegExp(`^(?:var[ \\t]+|\\t)${variable}[ \\t]+([^\\n]*)$`, 'gmu');
  for (const found of text.matchAll(declaration)) {
    if (found[0].startsWith('\t') && !isInGroup(text, found.index)) continue;
    const rest = (found[1] ?? '').replace(/\/\/[^\n]*$/, '').trim();
    const equals = rest.indexOf('=');
    const type = (equals < 0 ? rest : rest.slice(0, equals)).trimEnd();
    const value = equals < 0 ? '' : rest.slice(equals + 1).trimStart();
    if (type !== '') return otherTypes.test(type) ? written(type) : undefined;
    return literalTypes.find(([literal]) => literal.test(value))?.[1];
  }
  return undefined;
}

/** Names that Go has two of are one type to the linker. */
function written(type: string): string {
  return type === 'byte' ? 'uint8' : type === 'rune' ? 'int32' : type;
}

/** Whether a line that begins with one tab stands between `var (` and its end. */
function isInGroup(text: string, at: number): boolean {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\nvar (');
  return start >= 0 && !/^\)/m.test(before.slice(start + 1));
}
