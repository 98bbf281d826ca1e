import { CodeActionKind, type CodeAction, type CodeActionParams, type Diagnostic } from 'vscode-languageserver';
import type { ReportedFinding } from '../analysis';
import { chooseFixes, differenceOf, fixAll } from '../features/fixAll';
import { lineEdits } from '../features/lineEdits';
import { ignoreInFile, ignoreOnLine } from '../rules/suppression';
import type { Withheld } from '../rules/rule';
import type { Edit } from '../text/edit';
import { say } from '../text/say';
import type { AnalysedDocument } from './session';
import {
  fixAllKind,
  instgoKind,
  moderniseKind,
  toDiagnostic,
  toPreviewedEdit,
  toQuickFix,
  toRange,
  toSpan,
  toWorkspaceEdit,
  type ProtocolDocument,
} from './toProtocol';

export interface CodeActionOptions {
  /** Whether the client takes edits that are tied to a version of the document. */
  readonly versioned: boolean;
  /** Whether the client asks again for the edit of an action that the user chose. */
  readonly resolves: boolean;
  readonly withRelated: boolean;
  /** Whether the client shows a diff of an edit that asks for it. */
  readonly previews: boolean;
  /** Whether the client shows actions that are not to be had, with the reason. */
  readonly disabled: boolean;
  /** Whether to leave out fixes that are a part of one over several files, as that one is offered. */
  readonly wholeOnly?: boolean;
}

/** The code actions for a range of a document, of the kinds that are asked for. */
export function codeActions(
  document: AnalysedDocument,
  { range, context }: CodeActionParams,
  options: CodeActionOptions,
): CodeAction[] {
  const wanted = (kind: string): boolean =>
    context.only === undefined || context.only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
  const place = toSpan(document.index, range);
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix)) {
    const findings = document.analysis.findings.filter(
      ({ span }) => span.start <= place.end && place.start <= span.end,
    );
    const diagnosticOf = (finding: ReportedFinding): Diagnostic =>
      context.diagnostics.find((candidate) => speaksOf(document, candidate, finding)) ??
      toDiagnostic(document, finding, options.withRelated);
    actions.push(
      ...quickFixes(document, findings, diagnosticOf, options),
      ...ignores(document, findings, diagnosticOf, options),
    );
  }
  if (wanted(fixAllKind) && chooseFixes(document.analysis, 'safe').length > 0) {
    const action: CodeAction = { title: say`Apply all safe fixes of Go Dockerfile`, kind: fixAllKind };
    actions.push(
      options.resolves ? { ...action, data: { uri: document.uri } } : withFixAllEdit(document, action, options),
    );
  }
  if (wanted(moderniseKind) && chooseFixes(document.analysis, 'review').length > 0) {
    const action: CodeAction = { title: say`Modernise this Dockerfile`, kind: moderniseKind };
    actions.push(
      options.resolves ? { ...action, data: { uri: document.uri } } : withModerniseEdit(document, action, options),
    );
  }
  if (wanted(instgoKind)) {
    // A finding may offer the same, which a menu would then show twice.
    const offered = new Set(actions.map(({ title }) => title));
    const others = document.refactorings(place).filter(({ title }) => !offered.has(title));
    actions.push(
      ...others.map(({ title, edits }) => ({
        title,
        kind: instgoKind,
        edit: toWorkspaceEdit(document, edits, options.versioned),
      })),
      ...disabledActions(context, options, instgoKind, () => document.withheldRefactorings(place)),
    );
  }
  return actions;
}

/**
 * Actions that are not to be had, with the reason: only for whoever asks for some kind of actions, as a list of what cannot be done
 * helps nobody else.
 */
export function disabledActions(
  { only }: CodeActionParams['context'],
  { disabled }: Pick<CodeActionOptions, 'disabled'>,
  kind: string,
  find: () => readonly Withheld[],
): CodeAction[] {
  if (!disabled || only === undefined) return [];
  return find().map(({ title, reason }) => ({ title, kind, disabled: { reason } }));
}

/** The action with the edit of all fixes, those to review too, each run of lines for itself where the client shows a diff. */
export function withModerniseEdit(
  document: AnalysedDocument,
  action: CodeAction,
  { versioned, previews }: Pick<CodeActionOptions, 'versioned' | 'previews'>,
): CodeAction {
  const { text, applied } = fixAll(document.text, document.analyse, 'review');
  const edits = lineEdits(document.text, text);
  const description = [...new Set(applied.map(({ title }) => title))].join('; ');
  const edit =
    versioned && previews
      ? toPreviewedEdit(document, edits, { label: action.title, description })
      : toWorkspaceEdit(document, edits, versioned);
  return { ...action, edit };
}

/** The action with the edit that mends all that can be mended safely. */
export function withFixAllEdit(
  document: AnalysedDocument,
  action: CodeAction,
  { versioned }: Pick<CodeActionOptions, 'versioned'>,
): CodeAction {
  const difference = differenceOf(document.text, fixAll(document.text, document.analyse).text);
  return { ...action, edit: toWorkspaceEdit(document, difference ? [difference] : [], versioned) };
}

/** Fixes that several findings share are offered once. The first safe fix of a finding is the preferred one. */
export function quickFixes(
  document: ProtocolDocument,
  findings: readonly ReportedFinding[],
  diagnosticOf: (finding: ReportedFinding) => Diagnostic,
  { versioned, wholeOnly = false }: Pick<CodeActionOptions, 'versioned' | 'wholeOnly'>,
): CodeAction[] {
  const actions = new Map<string, CodeAction>();
  for (const finding of findings) {
    const preferred = finding.fixes.find(({ safety }) => safety === 'safe');
    for (const fix of finding.fixes) {
      if (wholeOnly && fix.partial) continue;
      const key = JSON.stringify([fix.title, fix.edits]);
      const same = actions.get(key);
      if (same) same.diagnostics?.push(diagnosticOf(finding));
      else
        actions.set(
          key,
          toQuickFix(document, fix, [diagnosticOf(finding)], { preferred: fix === preferred, versioned }),
        );
    }
  }
  return [...actions.values()];
}

/** For each rule in the range, the comments that silence it. */
function ignores(
  document: AnalysedDocument,
  findings: readonly ReportedFinding[],
  diagnosticOf: (finding: ReportedFinding) => Diagnostic,
  { versioned }: CodeActionOptions,
): CodeAction[] {
  const { dockerfile } = document.analysis.model;
  const first = new Map(findings.toReversed().map((finding) => [finding.rule.id, finding]));
  return [...first].toReversed().flatMap(([ruleId, finding]) => {
    const onLine = ignoreOnLine(dockerfile, finding.span, ruleId);
    const action = (title: string, edit: Edit): CodeAction => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(finding)],
      edit: toWorkspaceEdit(document, [edit], versioned),
    });
    return [
      ...(onLine ? [action(say`Ignore ${ruleId} on this line`, onLine)] : []),
      action(say`Ignore ${ruleId} in this file`, ignoreInFile(dockerfile, ruleId)),
    ];
  });
}

export function speaksOf(
  { index }: ProtocolDocument,
  { code, range }: Diagnostic,
  { rule, span }: ReportedFinding,
): boolean {
  const own = toRange(index, span);
  return (
    code === rule.id &&
    range.start.line === own.start.line &&
    range.start.character === own.start.character &&
    range.end.line === own.end.line &&
    range.end.character === own.end.character
  );
}
