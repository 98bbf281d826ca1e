import {
  CodeActionKind,
  DiagnosticSeverity,
  type CodeAction,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Analysis, ReportedFinding } from '../analysis';
import type { Evidence } from '../facts/fact';
import { buildsGo, verdictLabel } from '../features/verdictLabel';
import { capitalise } from '../text/capitalise';
import { docsUrl } from '../rules/page';
import type { Fix, Severity } from '../rules/rule';
import type { Edit } from '../text/edit';
import type { LineIndex } from '../text/lineIndex';
import { say } from '../text/say';
import type { Span } from '../text/span';

/** The name that editors show beside a diagnostic. */
export const diagnosticSource = 'go-dockerfile';

/** Kind of the code action that mends everything that can be mended safely. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.go-dockerfile`;

/** Of the action that applies every fix, those to review as well. */
export const moderniseKind = `${CodeActionKind.RefactorRewrite}.go-dockerfile`;

/** Of the actions that put instgo in front of go, or take it away. */
export const instgoKind = `${moderniseKind}.instgo`;

/** A document as positions and edits refer to it. */
export interface ProtocolDocument {
  readonly uri: string;
  readonly version: number;
  readonly index: LineIndex;
}

/** What a `goDockerfile/verdict` notification says, for status items. The client has a copy of this type. */
export interface VerdictParams {
  readonly uri: string;
  readonly version: number;
  readonly outcome: 'runs' | 'fails-to-build' | 'fails-to-start' | 'unknown';
  /** A few words. Empty if there is nothing to say, because no Go program is built. */
  readonly summary: string;
  /** Markdown: the error that is to be expected, and the chain of reasons. Null if there is neither. */
  readonly detail: string | null;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toRange(index: LineIndex, span: Span): Range {
  return { start: index.positionAt(span.start), end: index.positionAt(span.end) };
}

export function toSpan(index: LineIndex, range: Range): Span {
  return { start: index.offsetAt(range.start), end: index.offsetAt(range.end) };
}

/** @param withRelated whether the client shows related information */
export function toDiagnostic(document: ProtocolDocument, finding: ReportedFinding, withRelated: boolean): Diagnostic {
  const { index, uri } = document;
  const { rule, severity, message, span, related = [] } = finding;
  return {
    range: toRange(index, span),
    severity: severities[severity],
    code: rule.id,
    codeDescription: { href: docsUrl(rule.id) },
    source: diagnosticSource,
    message,
    ...(withRelated &&
      related.length > 0 && {
        relatedInformation: related.map((other) => ({
          location: { uri, range: toRange(index, other.span) },
          message: other.message,
        })),
      }),
  };
}

export function toTextEdits(index: LineIndex, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, newText }) => ({ range: toRange(index, span), newText }));
}

/** @param versioned whether the client takes edits that are tied to a version of the document */
export function toWorkspaceEdit(document: ProtocolDocument, edits: readonly Edit[], versioned: boolean): WorkspaceEdit {
  const { uri, version, index } = document;
  const textEdits = toTextEdits(index, edits);
  return versioned
    ? { documentChanges: [{ textDocument: { uri, version }, edits: textEdits }] }
    : { changes: { [uri]: textEdits } };
}

/** Edits of several documents; one that is not open has no version. */
export function toSeveralEdits(
  changes: readonly {
    readonly uri: string;
    readonly version: number | null;
    readonly index: LineIndex;
    readonly edits: readonly Edit[];
  }[],
  versioned: boolean,
): WorkspaceEdit {
  const all = changes.map(({ uri, version, index, edits }) => ({ uri, version, edits: toTextEdits(index, edits) }));
  if (!versioned) return { changes: Object.fromEntries(all.map(({ uri, edits }) => [uri, edits])) };
  return { documentChanges: all.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits })) };
}

/** An edit that the editor shows as a diff before it is applied. For clients that take versioned edits with annotations. */
export function toPreviewedEdit(
  document: ProtocolDocument,
  edits: readonly Edit[],
  annotation: { readonly label: string; readonly description: string },
): WorkspaceEdit {
  const { uri, version, index } = document;
  const annotationId = 'go-dockerfile';
  return {
    documentChanges: [
      {
        textDocument: { uri, version },
        edits: toTextEdits(index, edits).map((edit) => ({ ...edit, annotationId })),
      },
    ],
    changeAnnotations: { [annotationId]: { ...annotation, needsConfirmation: true } },
  };
}

export function toQuickFix(
  document: ProtocolDocument,
  fix: Fix,
  diagnostics: Diagnostic[],
  options: { readonly preferred: boolean; readonly versioned: boolean },
): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    ...(options.preferred && { isPreferred: true }),
    edit: toWorkspaceEdit(document, fix.edits, options.versioned),
  };
}

export function toVerdict(document: ProtocolDocument, { model }: Analysis): VerdictParams {
  const { outcome, error, because, likely } = model.verdict;
  const expected = error ?? likely?.error;
  const reasons = because.map((reason) => `- ${reasonLine(document.index, reason)}`).join('\n');
  const parts = [...(expected === undefined ? [] : [codeBlock(expected)]), ...(reasons === '' ? [] : [reasons])];
  return {
    uri: document.uri,
    version: document.version,
    outcome,
    summary: buildsGo(model) ? capitalise(verdictLabel(model.verdict)) : '',
    detail: parts.length === 0 ? null : parts.join('\n\n'),
  };
}

function reasonLine(index: LineIndex, { span, says, file }: Evidence): string {
  const place = span ? say`line ${index.lineAt(span.start) + 1}` : file;
  return escapeMarkdown(place === undefined ? says : `${place}: ${says}`);
}

/** Indented, so that nothing in the text can end it. */
function codeBlock(text: string): string {
  return text.replace(/^/gm, '    ');
}

/** Reasons quote what the Dockerfile says, which is not to be taken for markup. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/\s+/g, ' ');
}
