import { known, unknown } from '../../src/facts/fact';
import type { Argument, ExecutedCommand, ShellVariable } from '../../src/shell/execution';
import type { WordPart } from '../../src/shell/script';
import { span } from '../../src/text/span';
import type { BuildContext } from '../../src/golang/types';

/**
 * A command as the shell layer would hand it over: words in single, double or no quotes, `$X` as a variable. Variables
 * that `environment` does not hold are unknown.
 */
export function command(text: string, environment: Readonly<Record<string, string>> = {}): ExecutedCommand {
  const variables = new Map<string, ShellVariable>();
  for (const [name, value] of Object.entries(environment)) {
    variables.set(name, { value: known(value), exported: true, origin: span(1000, 1000 + name.length) });
  }
  const argv: Argument[] = [];
  for (const match of text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    const raw = match[0];
    const at = span(match.index, match.index + raw.length);
    const parts = partsOf(raw);
    const values = parts.map((part) =>
      part.kind === 'literal' ? part.text : part.kind === 'variable' ? environment[part.name] : undefined,
    );
    const value = values.every((one) => one !== undefined) ? known(values.join('')) : unknown('build-arg');
    argv.push({ value, span: at, word: { span: at, raw, parts } });
  }
  return {
    span: span(0, text.length),
    argv,
    wrappers: [],
    environment: variables,
    assignments: [],
    workdir: known('/src'),
    runs: 'always',
    failureIsFatal: true,
    redirects: [],
    pipedFrom: undefined,
  };
}

function partsOf(raw: string): readonly WordPart[] {
  const parts: WordPart[] = [];
  for (const match of raw.matchAll(/'([^']*)'|"([^"]*)"|([^"']+)/g)) {
    if (match[1] !== undefined) parts.push({ kind: 'literal', text: match[1], quoted: true });
    else parts.push(...expand(match[2] ?? match[3] ?? '', match[2] !== undefined));
  }
  return parts;
}

function expand(text: string, quoted: boolean): readonly WordPart[] {
  return [...text.matchAll(/\$(\w+)|\$|[^$]+/g)].map((match) =>
    match[1] === undefined
      ? { kind: 'literal', text: match[0], quoted }
      : { kind: 'variable', name: match[1], operator: undefined, argument: undefined, quoted },
  );
}

/** linux/amd64 with cgo on, unless told otherwise. */
export function buildContext(changes: Partial<BuildContext> = {}): BuildContext {
  return {
    goos: 'linux',
    goarch: 'amd64',
    cgo: true,
    tags: [],
    compiler: 'gc',
    go: { major: 1, minor: 24, patch: 4, prerelease: undefined },
    mod: undefined,
    race: false,
    ...changes,
  };
}
