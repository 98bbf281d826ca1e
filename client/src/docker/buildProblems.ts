import {
  commands,
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  Range,
  Selection,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { OutputProblem } from '../protocol';
import { moveRange } from './movedRanges';

/** What builds and containers have said, as problems of the files that it is about. */
export interface BuildProblems extends Disposable {
  /** Shows the problems of a build in the place of those of the one before. */
  set(dockerfile: Uri, problems: readonly OutputProblem[]): void;
  clear(dockerfile: Uri): void;
}

/** One that is shown. */
interface Shown {
  /** The build that it comes from. */
  readonly dockerfile: string;
  readonly file: Uri;
  readonly diagnostic: Diagnostic;
  /** The analysis says the same: once that is mended, the problem is gone. */
  readonly isFound: boolean;
}

/** Where the pages of the rules are, one folder each. */
const pages = 'https://github.com/go-dockerfile/go-dockerfile/blob/main/server/src/rules';

/** The name that editors show beside a finding of the analysis. */
const findings = 'go-dockerfile';

/** Problems go when the text near them changes, when the finding that says the same is gone, or when the next build begins. */
export function createBuildProblems(): BuildProblems {
  const collection = languages.createDiagnosticCollection('go-dockerfile-build');
  let shown: readonly Shown[] = [];

  function show(next: readonly Shown[]): void {
    const files = new Map([...shown, ...next].map(({ file }) => [file.toString(), file]));
    shown = next;
    for (const [key, file] of files)
      collection.set(
        file,
        shown.filter((one) => one.file.toString() === key).map(({ diagnostic }) => diagnostic),
      );
  }

  const clear = (dockerfile: Uri): void => {
    const kept = shown.filter((one) => one.dockerfile !== dockerfile.toString());
    if (kept.length < shown.length) show(kept);
  };

  const changes = workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
    const key = uri.toString();
    if (contentChanges.length === 0 || !shown.some(({ file }) => file.toString() === key)) return;
    show(
      shown.flatMap((one) => {
        if (one.file.toString() !== key) return [one];
        const range = contentChanges.reduce<OutputProblem['range'] | undefined>(
          (place, change) => place && moveRange(place, change),
          one.diagnostic.range,
        );
        return range ? [{ ...one, diagnostic: at(one.diagnostic, range) }] : [];
      }),
    );
  });
  const mended = languages.onDidChangeDiagnostics(({ uris }) => {
    const changed = new Set(uris.map((uri) => uri.toString()));
    const kept = shown.filter(
      ({ file, diagnostic, isFound }) => !isFound || !changed.has(file.toString()) || hasFinding(file, diagnostic),
    );
    if (kept.length < shown.length) show(kept);
  });

  return {
    set(dockerfile, problems) {
      const kept = shown.filter((one) => one.dockerfile !== dockerfile.toString());
      const added = problems.map((problem) => {
        const file = Uri.parse(problem.uri);
        const diagnostic = toDiagnostic(problem);
        return { dockerfile: dockerfile.toString(), file, diagnostic, isFound: hasFinding(file, diagnostic) };
      });
      show([...kept, ...added]);
    },
    clear,
    dispose: () => Disposable.from(collection, changes, mended).dispose(),
  };
}

function hasFinding(file: Uri, { code }: Diagnostic): boolean {
  const rule = codeOf(code);
  return (
    rule !== undefined &&
    languages.getDiagnostics(file).some((other) => other.source === findings && codeOf(other.code) === rule)
  );
}

function codeOf(code: Diagnostic['code']): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? undefined : String(value);
}

function toDiagnostic({ range, message, quote, severity, rule }: OutputProblem): Diagnostic {
  // Before the message go names only the place, which is that of the problem.
  const isRepeated = message.includes(quote) || quote.endsWith(`: ${message}`);
  const said = isRepeated ? message : `${message}\n${quote}`;
  const kind = severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  const diagnostic = new Diagnostic(toRange(range), said, kind);
  diagnostic.source = 'Go Dockerfile build';
  if (rule !== null) diagnostic.code = { value: rule, target: Uri.parse(`${pages}/${rule}/README.md`) };
  return diagnostic;
}

function at(diagnostic: Diagnostic, range: OutputProblem['range']): Diagnostic {
  const moved = new Diagnostic(toRange(range), diagnostic.message, diagnostic.severity);
  moved.source = diagnostic.source ?? '';
  if (diagnostic.code !== undefined) moved.code = diagnostic.code;
  return moved;
}

/** Opens the file at the problem. */
export async function showProblem({ uri, range }: OutputProblem): Promise<void> {
  const place = toRange(range);
  await window.showTextDocument(Uri.parse(uri), { selection: new Selection(place.start, place.end) });
  await commands.executeCommand('editor.action.marker.next').then(undefined, () => undefined);
}

function toRange({ start, end }: OutputProblem['range']): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
