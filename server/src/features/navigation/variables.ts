import type { Analysis } from '../../analysis';
import { isGoVariable } from '../../golang/variables';
import type { BuildModel } from '../../model/buildModel';
import { LineIndex } from '../../text/lineIndex';
import { say } from '../../text/say';
import { slice, touches, type Span } from '../../text/span';
import { sortOccurrences, type Named, type Occurrence, type Target } from './named';
import { automaticNames, variableTable, type Declaration, type VariableTable } from './variableTable';

/** Names that others than the Dockerfile go by, with who does. */
const namesOfOthers: readonly { readonly names: RegExp; readonly by: string }[] = [
  // dockerfile2llb, defaultArgs.
  { names: new RegExp(`^(?:${[...automaticNames].join('|')})$`), by: say`BuildKit sets it` },
  // Dockerfile reference, "Predefined ARGs" and "BuildKit built-in build args".
  {
    names: /^(?:(?:HTTPS?|FTP|NO|ALL)_PROXY|(?:https?|ftp|no|all)_proxy)$/,
    by: say`BuildKit and programs that use a proxy read it`,
  },
  { names: /^(?:BUILDKIT_\w+|SOURCE_DATE_EPOCH)$/, by: say`BuildKit reads it` },
  // POSIX.1, 8.3 Other Environment Variables, and glibc's manual, "Standard Environment".
  {
    names: /^(?:PATH|HOME|PWD|OLDPWD|SHELL|USER|LANG|LC_\w+|TERM|TZ|TMPDIR|IFS|LD_\w+)$/,
    by: say`the shell and the C library read it`,
  },
  // Debian, debconf(7).
  { names: /^DEBIAN_FRONTEND$/, by: say`apt-get reads it` },
  // Packages net, crypto/x509 and os/exec have none; crypto/x509 reads these two (root_unix.go).
  { names: /^SSL_CERT_(?:FILE|DIR)$/, by: say`Go programs read it` },
  // The agents' own documentation, see observabilityNames.ts.
  { names: /^(?:ARMS|OTEL|DT)_\w+$/, by: say`the monitoring agent reads it` },
];

/** The ARG, ENV or shell variable at an offset. */
export function variableAt({ model }: Analysis, offset: number): Named | undefined {
  const table = variableTable(model);
  const { text } = model.dockerfile;
  const use = table.uses.find(({ span, exact }) => exact && isAt(text, span, offset));
  const declaration = table.declarations.find(({ span }) => span && touches(span, offset));
  const span = declaration?.span ?? use?.span;
  const some = declaration ?? [...(use?.declarations ?? [])][0];
  if (!span || !some) return undefined;
  const found = declaration ? [declaration] : [...(use?.declarations ?? [])];
  const group = table.groupOf(some);
  const declarations = table.declarations.filter((each) => table.groupOf(each) === group);
  const uses = table.uses.filter((each) => [...each.declarations].some((one) => table.groupOf(one) === group));
  const variable: Variable = { name: some.name, declarations, uses };
  return {
    name: some.name,
    span,
    definitions: definitionsOf(found, declaration),
    occurrences: sortOccurrences([
      ...declarations.flatMap((each): Occurrence[] => (each.span ? [{ span: each.span, kind: 'definition' }] : [])),
      ...uses.map((each): Occurrence => ({ span: each.span, kind: 'use' })),
    ]),
    ...(declarations.some(({ kind }) => kind === 'ARG') && { given: 'argument' }),
    fixed: whyFixed(model, table, variable),
    rename: (name) => whyNotNamed(model, table, variable, name) ?? editsOf(variable, name),
  };
}

interface Variable {
  readonly name: string;
  readonly declarations: VariableTable['declarations'];
  readonly uses: VariableTable['uses'];
}

/** Also on the `$` or `${` in front of the name. */
function isAt(text: string, span: Span, offset: number): boolean {
  return touches(span, offset) || (offset < span.start && /^\$\{?$/.test(text.slice(offset, span.start)));
}

/** An ARG without default leads on to the one before the first FROM; from that very ARG only there. */
function definitionsOf(found: readonly Declaration[], own: Declaration | undefined): readonly Target[] {
  const taken = found.flatMap(({ takenFrom }) => takenFrom.flatMap((each) => [each, ...each.takenFrom]));
  const targets = (declarations: readonly Declaration[]): Target[] =>
    [...new Set(declarations)].flatMap(({ span, whole }) => (span ? [{ span, whole: whole ?? span }] : []));
  const beyond = targets(taken);
  return own && beyond.length > 0 ? beyond : [...targets(found), ...beyond];
}

function whyFixed(model: BuildModel, table: VariableTable, { name, declarations, uses }: Variable): string | undefined {
  const other = nameOfOthers(name);
  if (other !== undefined) return say`${name} cannot be renamed: ${other} under this name.`;
  if (!declarations.some(({ span }) => span))
    return say`${name} cannot be renamed: nothing in this file sets it. It comes from the base image, or is not set.`;
  const lines = new LineIndex(model.dockerfile.text);
  const lineOf = ({ start }: Span): number => lines.lineAt(start) + 1;
  const blurred = [...declarations, ...uses].find(({ exact, span }) => !exact && span);
  if (blurred?.span)
    return say`${name} cannot be renamed: line ${lineOf(blurred.span)} names it in a text that cannot be edited safely.`;
  const stages = new Set([...declarations, ...uses].map(({ stage }) => stage));
  const unread = table.unread.find(
    ({ stage, span }) => stages.has(stage) && mentions(slice(model.dockerfile.text, span), name),
  );
  return (
    unread && say`${name} cannot be renamed: line ${lineOf(unread.span)} names it in a script that cannot be read.`
  );
}

/** BuildKit takes nearly any text for a name. */
function mentions(text: string, name: string): boolean {
  return /^\w+$/.test(name) ? text.split(/\W+/).includes(name) : text.includes(name);
}

function nameOfOthers(name: string): string | undefined {
  if (isGoVariable(name)) return say`Go reads it`;
  return namesOfOthers.find(({ names }) => names.test(name))?.by;
}

function whyNotNamed(
  model: BuildModel,
  table: VariableTable,
  { name, declarations, uses }: Variable,
  wanted: string,
): string | undefined {
  if (wanted === name) return undefined;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(wanted))
    return say`${wanted} is no name for a variable: only letters, digits and _ can stand in it, and no digit at its start.`;
  const other = nameOfOthers(wanted);
  if (other !== undefined) return say`${wanted} has a meaning of its own: ${other}.`;
  const stages = around(model, new Set([...declarations, ...uses].map(({ stage }) => stage)));
  // A global ARG of that name would give its value to an ARG that is called so, or take its place in FROM.
  const isArg = declarations.some(({ kind }) => kind === 'ARG');
  const sees = (stage: number): boolean => stages.has(stage) || (stage === -1 && isArg);
  const lines = new LineIndex(model.dockerfile.text);
  const taken =
    table.declarations.find((each) => each.name === wanted && each.span && sees(each.stage)) ??
    table.uses.find((each) => each.name === wanted && sees(each.stage));
  return taken?.span && say`${wanted} is already a variable here: see line ${lines.lineAt(taken.span.start) + 1}.`;
}

/** The stages, and those that they are built on or that are built on them. */
function around(model: BuildModel, stages: ReadonlySet<number>): ReadonlySet<number> {
  const found = new Set(stages);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { base, index } of model.stages) {
      if (base.kind !== 'stage') continue;
      if (found.has(base.index)) found.add(index);
      else if (found.has(index)) found.add(base.index);
    }
  }
  return found;
}

function editsOf({ declarations, uses }: Variable, newText: string): ReturnType<Named['rename']> {
  const spans = [...declarations, ...uses].flatMap(({ span }) => (span ? [span] : []));
  return sortOccurrences(spans.map((span) => ({ span, kind: 'use' }))).map(({ span }) => ({ span, newText }));
}
